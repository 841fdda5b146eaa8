"""The loss of a published recipe: weighted sums of content, style and total variation, as its record says.

Pictures come in 0..1; the losses are on the 0..255 scale that the recipes were written for. Must not know names of
recipes, nor how the loss is minimised.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from engine.features.onnx_features import TorchFeatures
from engine.recipes.published import PublishedRecipe, StyleTerm, VariationTerm

Statistics = list[Tensor]


def style_statistic(term: StyleTerm, maps: Tensor) -> Tensor:
    """Return the (C, C) statistic of a (1, C, H, W) map that a recipe compares, float32 or wider."""
    shifted = (maps.float() if maps.dtype in (torch.bfloat16, torch.float16) else maps) - term.offset
    rows = shifted.flatten(2)[0]
    if term.statistic == "mean":
        mean = rows.mean(1, keepdim=True)
        matrix = mean @ mean.T
    else:
        matrix = rows @ rows.T
    channels, positions = rows.shape
    divisors = {"one": 1, "positions": positions, "entries": positions * channels, "channels": channels}
    return matrix / divisors[term.gram_divisor]


def style_error(term: StyleTerm, found: Tensor, wanted: Tensor, picture_pixels: int) -> Tensor:
    """Return Σ(ΔG)² / divisor of one layer."""
    divisors = {"one": 1.0, "size": float(found.numel()), "picture": 4.0 * 3**2 * float(picture_pixels) ** 2}
    error: Tensor = (found - wanted).square().sum() / divisors[term.error_divisor]
    return error


def variation(term: VariationTerm, rgb255: Tensor) -> Tensor:
    """Return the total variation of a (1, 3, H, W) picture in 0..255 that a recipe asks for, without its weight."""
    down, right = rgb255[..., 1:, :] - rgb255[..., :-1, :], rgb255[..., 1:] - rgb255[..., :-1]
    if term.kind == "powered":
        squares = down[..., :-1].square() + right[..., :-1, :].square()
        powered: Tensor = squares.pow(term.exponent).sum()  # an exponent of 1 or more: no infinite slope at 0
        return powered
    if term.kind == "means":
        return down.square().mean() + right.square().mean()
    return down.square().sum() + right.square().sum()


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
        self._recipe, self._features, self._shares, self._factor = recipe, features, tuple(shares), style_factor
        names = features.layers
        self._content = [
            (names.index(name), weight, photo[names.index(name)]) for name, weight in recipe.content.layers
        ]
        self._style = [(names.index(name), weight) for name, weight in recipe.style.layers]
        self._wanted = [[style_statistic(recipe.style, maps[place]) for place, _ in self._style] for maps in styles]

    def __call__(self, rgb: Tensor) -> Tensor:
        """Return the loss of a (1, 3, H, W) picture in 0..1, a scalar."""
        maps = self._features(rgb)
        recipe = self._recipe
        loss = recipe.variation.weight * variation(recipe.variation, 255 * rgb)
        for place, weight, target in self._content:
            if weight:
                error = (maps[place].float() - target).square().sum()
                loss = loss + weight * error / (target.numel() if recipe.content.error_divisor == "size" else 1)
        return loss + self._factor * recipe.style.weight * self.style_loss(maps, rgb.shape[2] * rgb.shape[3])

    def style_loss(self, maps: Sequence[Tensor], picture_pixels: int) -> Tensor:
        """Return Σ over styles of share x Σ over layers of weight x error, without the term's weight."""
        total = maps[0].new_zeros((), dtype=torch.float32)
        for (place, weight), *wanted in zip(self._style, *self._wanted, strict=True):
            found = style_statistic(self._recipe.style, maps[place])
            for share, target in zip(self._shares, wanted, strict=True):
                if share:
                    total = total + share * weight * style_error(self._recipe.style, found, target, picture_pixels)
        return total
