"""The loss of a published recipe: weighted sums of content, style and total variation, as its record says.

Pictures come in 0..1; total variation is of 0..255, content and style are of maps as the network gives them. Must not
know names of recipes, nor how the loss is minimised.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.features.frozen import Comparison
from engine.features.torch_features import TorchFeatures
from engine.losses.gram import ContentComparison, products, rows_of
from engine.recipes.terms import PublishedRecipe, StyleTerm, VariationTerm


def style_statistic(term: StyleTerm, maps: Tensor) -> Tensor:
    """Return the (C, C) statistic of a (1, C, H, W) map that a recipe compares, float32 or wider."""
    rows = rows_of(maps)
    wide = torch.promote_types(torch.float32, rows.dtype)
    if term.statistic == "mean":
        mean = rows.mean(0, dtype=wide) - term.offset
        return torch.outer(mean, mean) / _gram_divisor(term, rows)
    matrix = products(rows)
    if term.offset:  # (F - o)'(F - o) without a second map: F'F - o (s1' + 1s') + o² HW, s the sums of the channels
        sums = term.offset * rows.sum(0, dtype=wide)
        matrix = matrix - sums[:, None] - sums + term.offset**2 * len(rows)
    return matrix / _gram_divisor(term, rows)


def _gram_divisor(term: StyleTerm, rows: Tensor) -> float:
    positions, channels = rows.shape
    divisors = {"one": 1, "positions": positions, "entries": positions * channels, "channels": channels}
    return float(divisors[term.gram_divisor])


class StyleComparison:
    """Σ over styles of share x Σ(ΔG)² of a map's statistic; see engine.features.frozen.Comparison.

    Args:
        term: Which statistic.
        targets: One (C, C) statistic a style.
        shares: One a style.
    """

    def __init__(self, term: StyleTerm, targets: Sequence[Tensor], shares: Sequence[float]) -> None:
        self._term = term
        self._targets = [(share, target) for share, target in zip(shares, targets, strict=True) if share]

    def squared_distance(self, maps: Tensor) -> tuple[Tensor, Tensor]:
        """Return the distance of a (1, C, H, W) map, and Σ share x (G - target)."""
        found = style_statistic(self._term, maps)
        distance, excess = found.new_zeros(()), torch.zeros_like(found)
        for share, target in self._targets:
            difference = found - target
            distance = distance + share * difference.square().sum()
            excess.add_(difference, alpha=share)
        return distance, excess

    def add_gradient(self, maps: Tensor, kept: Tensor, weight: Tensor, gradient: Tensor | None) -> Tensor:
        """Return the gradient with weight x 4 (F - o) Σ share x (G - target) / divisor added."""
        rows, channels = rows_of(maps), maps.shape[1]
        factor = kept * (weight * (4 / _gram_divisor(self._term, rows)))
        if gradient is None:
            gradient = rows.new_zeros(rows.shape).view(1, *maps.shape[2:], channels).permute(0, 3, 1, 2)
        into = rows_of(gradient)
        if self._term.statistic == "mean":
            mean = rows.mean(0, dtype=factor.dtype) - self._term.offset
            into.add_((factor @ mean / len(rows)).to(into.dtype))
            return gradient
        into.addmm_(rows, factor.to(rows.dtype))
        if self._term.offset:
            into.sub_((self._term.offset * factor.sum(0)).to(into.dtype))
        return gradient


def variation(term: VariationTerm, rgb255: Tensor) -> Tensor:
    """Return the total variation of a (1, 3, H, W) picture in 0..255 that a recipe asks for, without its weight."""
    down, right = rgb255[..., 1:, :] - rgb255[..., :-1, :], rgb255[..., 1:] - rgb255[..., :-1]
    if term.kind == "means":
        return down.square().mean() + right.square().mean()
    squares = down[..., :-1].square() + right[..., :-1, :].square()
    powered: Tensor = squares.pow(term.exponent).sum()  # an exponent of 1 or more: no infinite slope at 0
    return powered


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The three terms of the loss, each with its weight: scalars."""

    content: Tensor
    style: Tensor
    variation: Tensor

    @property
    def total(self) -> Tensor:
        """Return their sum."""
        return self.content + self.style + self.variation


class WeightedObjective:
    """The loss of a published recipe.

    Args:
        recipe: The record.
        features: The network, its layers those of the recipe.
        photo: Maps of the photo.
        styles: Maps of every style.
        shares: One a style, summing to one: how their losses are mixed.
        style_factor: On the style's weight.
    """

    def __init__(
        self,
        recipe: PublishedRecipe,
        features: TorchFeatures,
        photo: Sequence[Tensor],
        styles: Sequence[Sequence[Tensor]],
        shares: Sequence[float],
        style_factor: float = 1.0,
    ) -> None:
        self._recipe, self._features = recipe, features
        names = features.layers
        comparisons: list[tuple[str, Comparison]] = []
        self._style_weights: list[float] = []
        for name, weight in recipe.style.layers:
            targets = [style_statistic(recipe.style, maps[names.index(name)]) for maps in styles]
            comparisons.append((name, StyleComparison(recipe.style, targets, shares)))
            entries = targets[0].numel() if recipe.style.error_divisor == "size" else 1
            self._style_weights.append(style_factor * recipe.style.weight * weight / entries)
        self._content_weights: list[float] = []
        for name, weight in recipe.content.layers:
            if weight * recipe.content.weight:
                target = photo[names.index(name)]
                comparisons.append((name, ContentComparison(target)))
                entries = target.numel() if recipe.content.error_divisor == "size" else 1
                self._content_weights.append(recipe.content.weight * weight / entries)
        self._comparisons = comparisons

    def __call__(self, rgb: Tensor) -> Tensor:
        """Return the loss of a (1, 3, H, W) picture in 0..1, a scalar."""
        return self.parts(rgb).total

    def parts(self, rgb: Tensor) -> Parts:
        """Return the terms of the loss of a (1, 3, H, W) picture in 0..1."""
        recipe = self._recipe
        found = self._features.squared_distances(rgb, self._comparisons)
        style, content = found.split((len(self._style_weights), len(self._content_weights)))  # type: ignore[no-untyped-call]
        pixels = rgb.shape[2] * rgb.shape[3]
        divisor = 4.0 * 3**2 * float(pixels) ** 2 if recipe.style.error_divisor == "picture" else 1.0
        return Parts(
            content=content @ found.new_tensor(self._content_weights),
            style=style @ found.new_tensor(self._style_weights) / divisor,
            variation=recipe.variation.weight * variation(recipe.variation, 255 * rgb),
        )
