"""What a picture is compared by, gathered tile by tile where its maps do not fit the memory at once.

Must not know networks, levels or optimisers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.features.tiled import cores
from engine.features.tiles import Area, Grid
from engine.losses.gram import products, rows_of
from engine.losses.style_statistics import Statistics, with_grams

KEPT_DTYPE = torch.bfloat16  # of a map that was gathered from tiles: half the memory, and wrong by 0.2 % at most


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """What was gathered.

    Attributes:
        statistics: Of the picture and of all maps.
        content: The whole map of one layer, (1, C, H, W): as it was computed, or of KEPT_DTYPE from several tiles.
            None where none is wanted.
    """

    statistics: Statistics
    content: Tensor | None


def gathered(
    rgb: Tensor,
    maps: Callable[[Tensor], Sequence[Tensor]],
    names: Sequence[str],
    grid: Grid,
    content_layer: str | None,
) -> Gathered:
    """Return the statistics of all maps of a picture, and the map of one layer.

    Args:
        rgb: (1, 3, H, W), float32, 0..1.
        maps: Computes the maps of a picture.
        names: The layers of these maps.
        grid: How the picture is cut.
        content_layer: One of them, or None: the map of a large picture is larger than the picture.
    """
    sums: list[Tensor] = []
    whole: Tensor | None = None
    for found in cores(maps, names, rgb, grid):
        own = [products(rows_of(each)) for _, each in found]
        sums = [before + each for before, each in zip(sums, own, strict=True)] if sums else own
        if content_layer is not None:
            area, content = found[names.index(content_layer)]
            size = grid.map_of(content_layer)
            whole = _put_together(whole, content, area, (size.height, size.width))
    positions = [grid.map_of(name).positions for name in names]
    grams = [each / count for each, count in zip(sums, positions, strict=True)]
    return Gathered(statistics=with_grams(rgb, grams), content=whole)


def _put_together(whole: Tensor | None, part: Tensor, area: Area, size: tuple[int, int]) -> Tensor:
    if part.shape[2:] == size:
        return part
    if whole is None:
        whole = part.new_empty(1, part.shape[1], *size, dtype=KEPT_DTYPE)
        whole = whole.contiguous(memory_format=torch.channels_last)
    whole[area.place] = part.to(whole.dtype)
    return whole


class Agreement:
    """The Pearson correlation of two (1, C, H, W) maps that come in parts, each channel about its own mean.

    For reports: the mean of each channel and a gain common to all, which belong to the style, do not count.
    """

    def __init__(self) -> None:
        self._sums: Tensor | float = 0.0
        self._positions = 0

    def add(self, maps: Tensor, target: Tensor) -> None:
        """Take in a part of both."""
        a, b = maps.float(), target.float()
        each = (a, b, a * a, b * b, a * b)
        self._sums = self._sums + torch.stack([part.sum((0, 2, 3), dtype=torch.float64) for part in each])
        self._positions += maps.shape[2] * maps.shape[3]

    def correlation(self) -> float:
        """Return it: 1 equal, 0 unrelated."""
        assert isinstance(self._sums, Tensor)
        a, b, aa, bb, ab = self._sums
        together = (ab - a * b / self._positions).sum()
        alone = (aa - a * a / self._positions).sum() * (bb - b * b / self._positions).sum()
        return float(together / alone.clamp_min(1e-16).sqrt())
