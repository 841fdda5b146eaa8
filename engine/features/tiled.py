"""The pass of engine.features.frozen over a picture too large for it, tile by tile: the same distances and gradient.

A Gram matrix is a sum over positions, so tiles add up to it. Its gradient needs the whole sum first, so every tile
goes ahead twice: once to be summed, once to go back from. Must not know what is compared, nor levels or targets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from engine.features.frozen import Comparison, FrozenNetwork
from engine.features.tiles import Area, Grid, MapSize, Tile
from engine.machine.process import give_memory_back

TIDIED = 2**20  # px of a picture, a second's work and more, after whose tiles free memory is given back


class SummedComparison(Comparison, Protocol):
    """A distance of a map from a target that can be summed over parts of the map; sums are float32 or wider."""

    def summed(self, maps: Tensor, area: Area) -> Tensor:
        """Return what the parts of a map are to be added up by; `maps` lie at an area of the whole map."""

    def measured(self, sums: Tensor, positions: int) -> tuple[Tensor, Tensor]:
        """Return the distance of a whole map of so many positions as a scalar, and what its gradient needs."""

    def gradient(self, maps: Tensor, area: Area, kept: Tensor, weight: Tensor, positions: int) -> Tensor:
        """Return weight x the distance's gradient to a part of the map."""


SummedComparisons = Sequence[tuple[str, SummedComparison]]


def cores(
    maps: Callable[[Tensor], Sequence[Tensor]], names: Sequence[str], rgb: Tensor, grid: Grid
) -> Iterator[list[tuple[Area, Tensor]]]:
    """Yield for every tile of a (1, 3, H, W) picture the cores of its maps, and where each lies in the whole map.

    Args:
        maps: Computes the maps of a picture.
        names: The layers of these maps.
        rgb: The picture.
        grid: How it is cut.
    """
    sizes = [grid.map_of(name) for name in names]
    for tile in grid.tiles:
        found = maps(rgb[tile.outer.place])
        yield [(size.area(tile), each[size.core(tile).place]) for size, each in zip(sizes, found, strict=False)]


@dataclass(frozen=True)
class _Part:
    """A comparison of a tile's core, for a frozen pass."""

    comparison: SummedComparison
    size: MapSize
    tile: Tile
    kept: Tensor | None = None

    def core(self, maps: Tensor) -> Tensor:
        return maps[self.size.core(self.tile).place]

    def squared_distance(self, maps: Tensor) -> tuple[Tensor, Tensor]:
        """Return nothing: on the second way ahead distances are known."""
        nothing = maps.new_zeros((), dtype=torch.float32)
        return nothing, nothing

    def add_gradient(self, maps: Tensor, kept: Tensor, weight: Tensor, gradient: Tensor | None) -> Tensor:
        """Return the gradient with the core's own added; what lies around belongs to other tiles."""
        assert self.kept is not None
        area, positions = self.size.area(self.tile), self.size.positions
        own = self.comparison.gradient(self.core(maps), area, self.kept, weight, positions)
        if gradient is None:
            gradient = torch.zeros_like(maps)
        self.core(gradient).add_(own)
        return gradient


class _Sum(_Part):
    """The same on the first way ahead."""

    def squared_distance(self, maps: Tensor) -> tuple[Tensor, Tensor]:
        """Return what this core adds to the sums, in the place of what a gradient needs."""
        found = self.comparison.summed(self.core(maps), self.size.area(self.tile))
        return found.new_zeros(()), found


@dataclass(frozen=True, kw_only=True)
class TiledPass:
    """A network that goes over pictures tile by tile; its pooling leaves out what is over at an odd edge.

    Attributes:
        network: The pass through one tile.
        side: Of a tile's core in px.
    """

    network: FrozenNetwork
    side: int

    def squared_distances(self, rgb: Tensor, comparisons: SummedComparisons) -> Tensor:
        """Return one distance a comparison, with a gradient to the pixels; see FrozenNetwork.squared_distances."""
        distances: Tensor = _Pass.apply(rgb, self, tuple(comparisons))
        return distances

    def ahead(self, rgb: Tensor, comparisons: SummedComparisons) -> tuple[Tensor, list[Tensor]]:
        """Return the distances, and what the gradient of each needs."""
        grid, sums = self._grid(rgb), list[Tensor]()
        for tile in grid.tiles:
            parts = [(name, _Sum(each, grid.map_of(name), tile)) for name, each in comparisons]
            found = self._summed(rgb[tile.outer.place], parts)
            sums = [before + each for before, each in zip(sums, found, strict=True)] if sums else found
        _tidy_after(rgb)
        measured = [
            each.measured(total, grid.map_of(name).positions)
            for (name, each), total in zip(comparisons, sums, strict=True)
        ]
        return torch.stack([distance for distance, _ in measured]), [kept for _, kept in measured]

    def _summed(self, rgb: Tensor, parts: Sequence[tuple[str, _Sum]]) -> list[Tensor]:
        _, done = self.network.ahead(rgb, parts)
        found = {each.place: each.kept for step in done for each in step.compared}
        return [found[place] for place in range(len(parts))]

    def back(self, rgb: Tensor, comparisons: SummedComparisons, kept: Sequence[Tensor], weights: Tensor) -> Tensor:
        """Return the gradient of the weighted distances to the pixels."""
        grid, gradient = self._grid(rgb), torch.zeros_like(rgb)
        for tile in grid.tiles:
            parts = [
                (name, _Part(each, grid.map_of(name), tile, own))
                for (name, each), own in zip(comparisons, kept, strict=True)
            ]
            _, done = self.network.ahead(rgb[tile.outer.place], parts)
            gradient[tile.outer.place].add_(self.network.back(done, weights))
        _tidy_after(rgb)
        return gradient

    def _grid(self, rgb: Tensor) -> Grid:
        return Grid(height=rgb.shape[2], width=rgb.shape[3], side=self.side, layers=self.network.layers)


def _tidy_after(rgb: Tensor) -> None:
    """Give back what tiles have left free, for pictures so large that taking it again does not count."""
    if rgb.shape[2] * rgb.shape[3] > TIDIED:
        give_memory_back()


class _Pass(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, rgb: Tensor, passed: TiledPass, comparisons: Any) -> Tensor:
        distances, ctx.kept = passed.ahead(rgb, comparisons)
        ctx.save_for_backward(rgb)
        ctx.passed, ctx.comparisons = passed, comparisons
        return distances

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *weights: Tensor) -> tuple[Tensor, None, None]:
        (rgb,) = ctx.saved_tensors
        return ctx.passed.back(rgb, ctx.comparisons, ctx.kept, weights[0]), None, None
