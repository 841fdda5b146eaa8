"""What the articles choose and a reader may choose otherwise: changes to a published recipe's record.

A change is a value; `changed` puts it into a record and answers what does not fit. Must not import torch, nor know how
a recipe is painted.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, Self

from engine.errors import InvalidOption
from engine.recipes.terms import Descent, PublishedRecipe

Weighted = tuple[tuple[str, float], ...]  # (layer, weight) pairs

NOISE_OF: Mapping[str, Literal["uniform", "normal"]] = {"lbfgs": "uniform", "adam": "normal"}  # as published with each


@dataclass(frozen=True, kw_only=True)
class RecipeChanges:
    """What is not to be as the record has it; None and () leave it.

    Attributes:
        start: "photo" or "noise".
        pooling: "max" or "average".
        content_layers: (name, share of the content weight) pairs.
        content_blend: 0..1 of the content weight for the first of two content layers, the rest for the second.
        style_layers: (name, share of the style weight) pairs.
        content_weight: Of the content term.
        style_weight: Of the style term.
        tv: Weight of total variation.
        rate: Of Adam, on 0..255.
        rounds: Of the descent.

    Raises:
        InvalidOption: A number is out of range.
    """

    start: Literal["photo", "noise"] | None = None
    pooling: Literal["max", "average"] | None = None
    content_layers: Weighted = ()
    content_blend: float | None = None
    style_layers: Weighted = ()
    content_weight: float | None = None
    style_weight: float | None = None
    tv: float | None = None
    rate: float | None = None
    rounds: int | None = None

    def __post_init__(self) -> None:
        for name, least in (("content_weight", 0.0), ("style_weight", 0.0), ("tv", 0.0), ("rate", 1e-6), ("rounds", 1)):
            value = getattr(self, name)
            if value is not None and not least <= value < math.inf:
                raise InvalidOption(f"--{name.replace('_', '-')} is {value:g}; give a number from {least:g} up.")
        if self.content_blend is not None and not 0 <= self.content_blend <= 1:
            raise InvalidOption(f"--content-blend is {self.content_blend:g}; give a number from 0 to 1.")
        for layer, weight in (*self.content_layers, *self.style_layers):
            if not 0 <= weight < math.inf:
                raise InvalidOption(f"The weight of {layer} is {weight:g}; give a number from 0 up.")

    @property
    def told(self) -> dict[str, Any]:
        """Return what is changed, by name, as JSON values."""
        return {name: value for name, value in dataclasses.asdict(self).items() if value not in (None, ())}

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Self:
        """Return the changes that dataclasses.asdict wrote."""
        pairs = {name: tuple((str(a), float(b)) for a, b in fields.get(name) or ()) for name in _LAYERS}
        return cls(**{**fields, **pairs})


_LAYERS = ("content_layers", "style_layers")


def changed(recipe: PublishedRecipe, changes: RecipeChanges) -> PublishedRecipe:
    """Return the recipe with the changes in its record.

    Raises:
        InvalidOption: A change that the recipe has no place for.
    """
    if not changes.told:
        return recipe
    return replace(
        recipe,
        style=replace(
            recipe.style,
            weight=_or(changes.style_weight, recipe.style.weight),
            layers=changes.style_layers or recipe.style.layers,
        ),
        content=replace(
            recipe.content,
            weight=_or(changes.content_weight, recipe.content.weight),
            layers=_content_layers(recipe, changes),
        ),
        variation=replace(recipe.variation, weight=_or(changes.tv, recipe.variation.weight)),
        descent=_descent(recipe, changes),
        start=_start(recipe, changes),
        pooling=_pooling(recipe, changes),
    )


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def _content_layers(recipe: PublishedRecipe, changes: RecipeChanges) -> Weighted:
    layers = changes.content_layers or recipe.content.layers
    if changes.content_blend is None:
        return layers
    if len(layers) != 2:
        raise InvalidOption(
            f"--content-blend shares the content between two layers, and {recipe.name} has {len(layers)}; name two, "
            "say --content-layers relu4_2:1,relu5_2:1."
        )
    (first, _), (second, _) = layers
    return (first, changes.content_blend), (second, 1 - changes.content_blend)


def _descent(recipe: PublishedRecipe, changes: RecipeChanges) -> Descent:
    if changes.rate is not None and recipe.descent.kind != "adam":
        raise InvalidOption(f"--rate is Adam's, and {recipe.name} descends by L-BFGS, which finds its own steps.")
    rate, rounds = _or(changes.rate, recipe.descent.rate), changes.rounds or recipe.descent.rounds
    return replace(recipe.descent, rate=rate, rounds=rounds)


def _start(recipe: PublishedRecipe, changes: RecipeChanges) -> Literal["content", "uniform", "normal"]:
    if changes.start is None:
        return recipe.start
    if changes.start == "photo":
        return "content"
    return recipe.start if recipe.start != "content" else NOISE_OF[recipe.descent.kind]


def _pooling(recipe: PublishedRecipe, changes: RecipeChanges) -> Literal["max", "average", "average-ceil"]:
    if changes.pooling is None:
        return recipe.pooling
    if changes.pooling == "average" and recipe.pooling != "max":
        return recipe.pooling  # its own kind of average
    return changes.pooling
