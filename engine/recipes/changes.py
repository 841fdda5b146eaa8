"""A published recipe with what somebody chose otherwise put into its record, and what does not fit it.

Must not import torch, nor know how a recipe is painted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from engine.errors import InvalidOption
from engine.options.recipe_changes import RecipeChanges, Weighted
from engine.recipes.terms import Descent, PublishedRecipe, Start

NOISE_OF: Mapping[str, Literal["uniform", "normal"]] = {"lbfgs": "uniform", "adam": "normal"}  # as published with each


def changed(recipe: PublishedRecipe, changes: RecipeChanges) -> PublishedRecipe:
    """Return the recipe with the changes in its record.

    Raises:
        InvalidOption: A change that the recipe has no place for.
    """
    if not changes.changed:
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
    published = recipe.descent
    rate = _or(changes.rate, published.rate)
    later = tuple((step, slower * rate / published.rate) for step, slower in published.later)
    return replace(published, rate=rate, later=later, rounds=changes.rounds or published.rounds)


def _start(recipe: PublishedRecipe, changes: RecipeChanges) -> Start:
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
