"""What style is compared by: colours and orientations of a picture, and a Gram matrix a layer of the network.

Must not know networks, levels or optimisers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from engine.losses.gram import color_moments, distance_unit, gram_matrix
from engine.losses.orientation import orientation_moments

ORIENTATION_LEAST = 0.25  # halves of one painting differ by 0.2 to 0.4 of its energy: nearer is not meant


@dataclass(frozen=True, kw_only=True)
class Statistics:
    """What style is compared by, or a number for each of it: the unit of its distance.

    Attributes:
        color: Moments of the pixels, see engine.losses.gram.color_moments; needs no network.
        orientation: Of the strokes, see engine.losses.orientation.orientation_moments; needs none either.
        grams: A Gram matrix a layer, in the order of the network.
    """

    color: Tensor
    orientation: Tensor
    grams: tuple[Tensor, ...]

    @classmethod
    def of(cls, tensors: Iterable[Tensor]) -> Statistics:
        """Return the statistics whose `tensors` these are."""
        color, orientation, *grams = tensors
        return cls(color=color, orientation=orientation, grams=tuple(grams))

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        """Return all of it: colour, orientation, then the Gram matrices."""
        return self.color, self.orientation, *self.grams

    def of_first(self, layers: int) -> Statistics:
        """Return the same without the Gram matrices of later layers."""
        return replace(self, grams=self.grams[:layers])


def statistics(rgb: Tensor, maps: Iterable[Tensor]) -> Statistics:
    """Return the statistics of a (1, 3, H, W) picture, 0..1, and its (1, C, h, w) maps."""
    return with_grams(rgb, map(gram_matrix, maps))


def with_grams(rgb: Tensor, grams: Iterable[Tensor]) -> Statistics:
    """Return the statistics of a (1, 3, H, W) picture, 0..1, whose Gram matrices are known."""
    return Statistics(color=color_moments(rgb), orientation=orientation_moments(rgb), grams=tuple(grams))


def units(of_content: Statistics, of_style: Statistics) -> Statistics:
    """Return the unit in which each statistic's distance is counted."""
    grams = zip(of_content.grams, of_style.grams, strict=True)
    return Statistics(
        color=distance_unit(of_content.color, of_style.color),
        orientation=distance_unit(of_content.orientation, of_style.orientation, ORIENTATION_LEAST),
        grams=tuple(distance_unit(content, style) for content, style in grams),
    )


def mixed(parts: Sequence[Statistics], shares: Sequence[float]) -> Statistics:
    """Return the statistics of a blend: the styles' own, weighted by their shares (which sum to one)."""
    return Statistics.of(
        torch.stack([share * tensor for share, tensor in zip(shares, tensors, strict=True)]).sum(0)
        for tensors in zip(*(part.tensors for part in parts), strict=True)
    )
