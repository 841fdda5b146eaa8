"""Whether the memory is there for a painting, and in how large tiles it has to be painted.

Must not know networks or pictures.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from engine.errors import NotEnoughMemory
from engine.machine import devices
from engine.options.style_options import MIN_EDGE_SIZE
from engine.schedule.pyramid import Level

BYTES_PER_PIXEL_HALF, BYTES_PER_PIXEL = 1700, 3400  # of all views, 16 and 32 bit; measured at 512 and 1024 px
BYTES_PER_TILED_PIXEL = 200  # of the finest view: the picture, its gradients, what L-BFGS and the content keep
HUGE = 2**23  # px, of pictures that do without what costs memory and is hardly seen
LARGEST_WHOLE = 1_300_000  # px on a CPU: a square of 1024 px and a little; larger ones would take several GB
TILE_SIDE = 256  # px; the network takes about 0.25 GB for one in float32, and 3 % more time than for tiles of 384


def in_tiles(levels: tuple[Level, ...], device: str, bytes_a_number: int) -> tuple[Level, ...]:
    """Return the levels, with tiles where the picture is to be gone over in parts.

    On a CPU large paintings always are, for a worker to stay small; smaller ones, and all on a GPU, where the whole
    does not fit what is free.
    """
    free = devices.free_memory_bytes(device)
    fits = free is None or memory_bytes(levels, bytes_a_number) <= free
    if fits and (device != "cpu" or levels[-1].views[0].pixels <= LARGEST_WHOLE):
        return levels
    return tuple(replace(level, tile_side=TILE_SIDE) for level in levels)


def memory_bytes(levels: tuple[Level, ...], bytes_a_number: int) -> int:
    """Return the bytes that a painting is expected to take on top of what this process holds already."""
    finest = levels[-1]
    a_pixel = BYTES_PER_PIXEL_HALF if bytes_a_number == 2 else BYTES_PER_PIXEL
    if finest.tile_side is None:
        return finest.pixels * a_pixel
    tile = min(finest.tile_side**2, finest.pixels)
    return finest.views[0].pixels * BYTES_PER_TILED_PIXEL + tile * a_pixel


def check_memory(levels: tuple[Level, ...], device: str, bytes_a_number: int) -> None:
    """Refuse what cannot fit before it is begun.

    Raises:
        NotEnoughMemory: The message names the need, what is free and a size that fits.
    """
    free, need = devices.free_memory_bytes(device), memory_bytes(levels, bytes_a_number)
    if free is None or need <= free:
        return
    edge = max(levels[-1].size)
    ways = {None, levels[-1].tile_side}  # what is not in tiles by now never is: published recipes, experiments
    share = max(_share_of_pixels(levels, side, free, bytes_a_number) for side in ways)
    fitting = int(edge * share**0.5) // 32 * 32
    remedy = f"about {fitting} px would fit" if fitting >= MIN_EDGE_SIZE else "no size would fit"
    raise NotEnoughMemory(
        f"A painting of {edge} px needs about {need / 2**20:.0f} MB, and {free / 2**20:.0f} MB are free; {remedy}."
    )


def _share_of_pixels(levels: tuple[Level, ...], tile_side: int | None, free: int, bytes_a_number: int) -> float:
    """Return how many of its pixels a painting may have to fit what is free, of all of them."""
    level = replace(levels[-1], tile_side=tile_side)
    need = memory_bytes((level,), bytes_a_number)
    fixed = 0 if tile_side is None else need - level.views[0].pixels * BYTES_PER_TILED_PIXEL
    return max(free - fixed, 0) / (need - fixed)


@contextmanager
def memory_named(edge_size: int, device: str) -> Iterator[None]:
    """Say of memory that runs out within for which size it did.

    Raises:
        NotEnoughMemory: It ran out.
    """
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not devices.is_out_of_memory(error):
            raise
        raise NotEnoughMemory(
            f"The memory ran out at a painting of {edge_size} px on {device}; ask for a smaller one."
        ) from error
