"""Feature maps by torch, with a gradient to the pixels: what the optimisation runs. Must not know losses or levels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import cast

import torch
from torch import Tensor

from engine.features.extraction import Extraction
from engine.features.frozen import Comparison, FrozenNetwork
from engine.features.tiled import SummedComparisons, TiledPass, cores
from engine.features.tiles import Area, Grid, grid_of
from models.weights import Weights


class TorchFeatures:
    """Feature maps by torch, with a gradient to the pixels.

    The input is normalised in float32; convolutions run in `dtype` and channels_last.

    Args:
        weights: The weights.
        extraction: Which maps.
        device: A torch device.
        dtype: torch.float32 or bfloat16.
    """

    def __init__(self, weights: Weights, extraction: Extraction, device: str, dtype: torch.dtype) -> None:
        network = extraction.network(weights).to(device)
        network.features.to(dtype=dtype)
        self.network = network.to(memory_format=torch.channels_last)
        self.layers = extraction.layers

    def __call__(self, rgb: Tensor) -> tuple[Tensor, ...]:
        """Return the maps of an (N, 3, H, W) float32 picture in 0..1, each (N, C, h, w) in the network's dtype."""
        maps: tuple[Tensor, ...] = self.network(rgb.contiguous(memory_format=torch.channels_last))
        return maps

    def squared_distances(
        self, rgb: Tensor, comparisons: Sequence[tuple[str, Comparison]], tile_side: int | None = None
    ) -> Tensor:
        """Return one distance a comparison of a (1, 3, H, W) picture's maps, with a gradient to the pixels.

        Faster than comparing what __call__ returns: see engine.features.frozen. With a tile's side in px, a large
        picture takes the memory of a tile and 1.7 times the time: see engine.features.tiled, which wants
        comparisons that can be summed.
        """
        if tile_side is not None and self.grid(rgb, tile_side).side is not None:
            return TiledPass(network=self._frozen, side=tile_side).squared_distances(
                rgb, cast("SummedComparisons", comparisons)
            )
        return self._frozen.squared_distances(rgb, comparisons)

    def cores(self, rgb: Tensor, layer: str, tile_side: int | None) -> Iterator[tuple[Area, Tensor]]:
        """Yield the map of a layer tile by tile, and where each part lies; the whole of a small picture at once."""
        for found in cores(self, self.layers, rgb, self.grid(rgb, tile_side)):
            yield found[self.layers.index(layer)]

    def grid(self, rgb: Tensor, tile_side: int | None) -> Grid:
        """Return how a picture is cut."""
        return grid_of(rgb, tile_side, self.network.steps)

    def get_ready(self) -> None:
        """Lay out the weights, which the first distance would else wait for."""
        self._frozen  # noqa: B018 (cached from here on)

    @cached_property
    def _frozen(self) -> FrozenNetwork:
        return FrozenNetwork(self.network)
