"""What one level minimises: the photo's arrangement kept while the style gap closes to a set share.

Puts losses, features and targets together; must not know how the loss is minimised or how long that takes.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from engine.features.tensors import resampling
from engine.features.tiled import SummedComparison
from engine.features.torch_features import TorchFeatures
from engine.losses import gram
from engine.losses.gathering import Agreement
from engine.losses.orientation import orientation_moments
from engine.losses.style_statistics import Statistics
from engine.pictures.images import Size


@dataclass(frozen=True, kw_only=True)
class ViewTargets:
    """What the picture is compared with at one size.

    Attributes:
        size: (width, height) in px.
        style: Statistics to reach.
        units: The distance of the photo from them, a scalar a statistic.
        content: The photo's map of the content layer; None where content is not compared.
        content_unit: Its energy.
        content_weight: How much every place of it counts, (1, 1, H, W); None counts all alike.
    """

    size: Size
    style: Statistics
    units: Statistics
    content: Tensor | None
    content_unit: Tensor | float = 1.0
    content_weight: Tensor | None = None


@dataclass(frozen=True, kw_only=True)
class Distances:
    """Where a picture stands.

    Attributes:
        style: (views, 1 + layers), the colours first: shares still open, 1 at the photo and 0 at the style.
        orientation: The same of the orientations at the finest view, a scalar; 0 where they have no weight.
        content: (views with content,): content given up, 0 at the photo.
    """

    style: Tensor
    orientation: Tensor
    content: Tensor

    @property
    def colors(self) -> Tensor:
        """Return the shares of the colours, (views,)."""
        return self.style[:, 0]

    @property
    def layers(self) -> Tensor:
        """Return the shares of the network's layers, (views, layers)."""
        return self.style[:, 1:]

    @property
    def open_share(self) -> Tensor:
        """Return the mean share still open of the network's layers, with the colours' on top.

        Colours close first; an extra layer for them would make every strength depend on the number of layers.
        """
        share: Tensor = self.style.sum(1).mean() / max(self.layers.shape[1], 1)
        return share


class Objective:
    """The loss of one level.

    Args:
        features: The network.
        views: Targets, finest first; the first one has the level's own size.
        content_layer: The layer whose arrangement is kept.
        open_share: The share of the style gap that stays open.
        pull: Weight of reaching it against the content.
        orientation: Weight of the share of the orientations that is still open at the finest view.
        tile_side: In px, of the tiles in which large views are gone over; None never tiles.
    """

    def __init__(
        self,
        features: TorchFeatures,
        views: Sequence[ViewTargets],
        *,
        content_layer: str,
        open_share: float,
        pull: float,
        orientation: float = 0.0,
        tile_side: int | None = None,
    ) -> None:
        self._features, self._views, self._tile_side = features, tuple(views), tile_side
        self._content_layer = content_layer
        self._open_share, self._pull, self._orientation = open_share, pull, orientation
        self._compared = [_comparisons(view, features.layers, content_layer) for view in views]
        self._inverse_units = [1 / torch.stack([view.units.color, *view.units.grams]) for view in views]
        sizes = [view.size for view in views]
        self._reduce = [_Reduction(larger, smaller, views[0].style.color.device) for larger, smaller in pairwise(sizes)]

    def __call__(self, rgb: Tensor) -> Tensor:
        """Return the loss of a (1, 3, H, W) picture in 0..1, a scalar."""
        at = self.distances(rgb)
        content = at.content.mean() if at.content.numel() else at.style.new_zeros(())
        style = self._pull * gram.towards(at.open_share, self._open_share)
        return content + style + self._orientation * at.orientation

    def distances(self, rgb: Tensor) -> Distances:
        """Return how far a (1, 3, H, W) picture is from style and photo at every view."""
        style: list[Tensor] = []
        content: list[Tensor] = []
        for view, reduced, comparisons, inverse in zip(
            self._views, self._reduced(rgb), self._compared, self._inverse_units, strict=True
        ):
            color = (gram.color_moments(reduced) - view.style.color).square().sum()
            found = self._features.squared_distances(reduced, comparisons, self._tile_side)
            layers = len(view.style.grams)
            style.append(torch.cat([color[None], found[:layers]]) * inverse)
            if view.content is not None:
                content.append(found[layers] / view.content_unit)
        return Distances(
            style=torch.stack(style),
            orientation=self._orientation_share(rgb),
            content=torch.stack(content) if content else rgb.new_zeros(0),
        )

    def _orientation_share(self, rgb: Tensor) -> Tensor:
        """Return the share still open, without a goal of its own: a painting varies in it from place to place.

        At coarser views it would move windows and limbs: measured at 384 px, six pairs, at all views with half the
        weight 0.946 closed and 0.673 kept, at the finest alone 0.952 and 0.676.
        """
        if not self._orientation:
            return rgb.new_zeros(())
        finest = self._views[0]
        distance = (orientation_moments(rgb) - finest.style.orientation).square().sum()
        return distance / finest.units.orientation

    def content_kept(self, rgb: Tensor) -> float | None:
        """Return the mean correlation of the picture's content maps with those kept; None where none is compared.

        Those kept are of the photo, or, as the recipe has it for its network, of the photo in the styles' colours.
        """
        kept = [
            self._agreement(reduced, view.content)
            for view, reduced in zip(self._views, self._reduced(rgb), strict=True)
            if view.content is not None
        ]
        return sum(kept) / len(kept) if kept else None

    def _agreement(self, rgb: Tensor, content: Tensor) -> float:
        found = Agreement()
        for area, maps in self._features.cores(rgb, self._content_layer, self._tile_side):
            found.add(maps, content[area.place])
        return found.correlation()

    def _reduced(self, rgb: Tensor) -> Iterator[Tensor]:
        """Yield the picture at the size of every view, finest first."""
        yield rgb
        for reduction in self._reduce:
            rgb = reduction(rgb)
            yield rgb


class _Reduction:
    """The matrices that take a picture from a size to a smaller one, and back the way of its gradient.

    Args:
        larger: (width, height) in px.
        smaller: Likewise.
        device: Of the picture.
    """

    def __init__(self, larger: Size, smaller: Size, device: torch.device) -> None:
        across, down = (resampling(a, b).to(device) for a, b in zip(larger, smaller, strict=True))
        self._across, self._across_back = _sparse(across), _sparse(across.T.contiguous())
        self._down, self._down_back = _sparse(down), _sparse(down.T.contiguous())

    def __call__(self, rgb: Tensor) -> Tensor:
        """Return a (1, 3, H, W) picture reduced."""
        reduced: Tensor = _Reduce.apply(rgb, self)
        return reduced

    def ahead(self, rgb: Tensor) -> Tensor:
        """Return the same, channel by channel: together they would be copied before every product."""
        return torch.stack([(self._across @ (self._down @ channel).T).T for channel in rgb[0]])[None]

    def back(self, gradient: Tensor) -> Tensor:
        """Return the gradient of the picture."""
        found = gradient.new_empty(1, len(gradient[0]), self._down_back.shape[0], self._across_back.shape[0])
        for whole, channel in zip(found[0], gradient[0], strict=True):
            whole.copy_(self._down_back @ (self._across_back @ channel.T).T)
        return found


class _Reduce(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, rgb: Tensor, reduction: _Reduction) -> Tensor:
        ctx.reduction = reduction
        return reduction.ahead(rgb)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        return ctx.reduction.back(gradients[0]), None


def _sparse(matrix: Tensor) -> Tensor:
    """Return a matrix as a sparse one where torch multiplies by those fast.

    A line of resampling() has about twelve numbers. Measured at 512 px, both ways: 2.7 ms instead of 7.4.
    """
    if matrix.device.type != "cpu" or not torch.backends.mkl.is_available():  # type: ignore[no-untyped-call]
        return matrix
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Sparse CSR tensor support is in beta")
        return matrix.to_sparse_csr()


def _comparisons(view: ViewTargets, layers: Sequence[str], content_layer: str) -> list[tuple[str, SummedComparison]]:
    """Return what the maps of a view are compared with: the style's Gram matrices, then the content."""
    compared: list[tuple[str, SummedComparison]] = [
        (name, gram.GramComparison(target)) for name, target in zip(layers, view.style.grams, strict=False)
    ]
    if view.content is not None:
        compared.append((content_layer, gram.ContentComparison(view.content, view.content_weight)))
    return compared
