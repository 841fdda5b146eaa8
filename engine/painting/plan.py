"""What a painting is going to do, how long that takes and whether the memory is there; made before it begins.

Must not know networks or pictures.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from engine import machine
from engine.errors import NotEnoughMemory
from engine.request import MIN_EDGE_SIZE
from engine.schedule.cost import Cost, seconds
from engine.schedule.pyramid import Level

ENCODE_S_PER_PIXEL = 1.5e-6  # measured: PNG of a painting, two cores
BYTES_PER_PIXEL_HALF, BYTES_PER_PIXEL = 1700, 3400  # of all views, 16 and 32 bit; measured at 512 and 1024 px
UNPAINTED_S = 1.0  # opening, resizing and encoding at strength 0


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is to be done.

    Attributes:
        levels: Coarse to fine, with their evaluations.
        depth: Operations of the network's part that is run, in units of the default recipe's.
        limit_s: Seconds after which it ends wherever it stands; infinite where it does not.
    """

    levels: tuple[Level, ...]
    depth: float = 1.0
    limit_s: float = math.inf

    def expected_s(self, cost: Cost, target_s: float) -> float:
        """Return the seconds that all of it is expected to take.

        Args:
            cost: Of an evaluation of the default recipe's network.
            target_s: Seconds of targets a pixel.
        """
        return min(self.depth * seconds(self.levels, cost) + fixed_s(self.levels, target_s), self.limit_s)


def fixed_s(levels: tuple[Level, ...], target_s: float) -> float:
    """Return the expected seconds of everything but the optimisation."""
    finest = levels[-1]
    return 2 * finest.pixels * target_s + finest.views[0].pixels * ENCODE_S_PER_PIXEL


def memory_bytes(levels: tuple[Level, ...], bytes_a_number: int) -> int:
    """Return the bytes that a painting is expected to take on top of what this process holds already."""
    return levels[-1].pixels * (BYTES_PER_PIXEL_HALF if bytes_a_number == 2 else BYTES_PER_PIXEL)


def check_memory(levels: tuple[Level, ...], device: str, bytes_a_number: int) -> None:
    """Refuse what cannot fit before it is begun.

    Raises:
        NotEnoughMemory: The message names the need, what is free and a size that fits.
    """
    free, need = machine.free_memory_bytes(device), memory_bytes(levels, bytes_a_number)
    if free is None or need <= free:
        return
    edge = max(levels[-1].size)
    fitting = int(edge * (max(free, 0) / need) ** 0.5) // 32 * 32
    remedy = f"about {fitting} px would fit" if fitting >= MIN_EDGE_SIZE else "no size would fit"
    raise NotEnoughMemory(
        f"A painting of {edge} px needs about {need / 2**20:.0f} MB, and {free / 2**20:.0f} MB are free; {remedy}."
    )


@contextmanager
def memory_named(edge_size: int, device: str) -> Iterator[None]:
    """Say of memory that runs out within for which size it did.

    Raises:
        NotEnoughMemory: It ran out.
    """
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not machine.is_out_of_memory(error):
            raise
        raise NotEnoughMemory(
            f"The memory ran out at a painting of {edge_size} px on {device}; ask for a smaller one."
        ) from error
