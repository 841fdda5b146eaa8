"""The weights at hand, made to answer as those did that a published recipe's constants belong to.

Knows weights and records; must not know pictures that are painted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import geometric_mean

from engine.features.tensors import to_tensor
from engine.gallery import draw_scene
from engine.options.networks import BUILTIN
from engine.recipes.activations import FAMILIES, Family
from engine.recipes.published import UNTUNED
from engine.recipes.terms import PublishedRecipe, Times
from models.preprocessing import in_order_of
from models.scaling import between_blocks, mean_activations, scaled
from models.weights import Weights

SCENE_EDGE = 256  # px of the drawn scene that both are measured on
SAME_FAMILY = 4.0  # times: a guess of how much mean activations differ from picture to picture


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """Weights for a recipe.

    Attributes:
        weights: To paint with.
        notes: For the report: what was done to them, and why; nothing where they are the recipe's own.
    """

    weights: Weights
    notes: tuple[str, ...]


def fitted(weights: Weights, recipe: PublishedRecipe) -> Fitted:
    """Return the weights with their maps scaled to the mean activations that a recipe's constants belong to.

    Those that answer as strongly as the family does, within SAME_FAMILY in the mean, stay as they are.
    """
    family = FAMILIES[recipe.tuned_for]
    is_named_so = weights.preprocessing.partition("-")[0] == family.name and weights.name != BUILTIN
    if is_named_so:
        weights = replace(weights, preprocessing=in_order_of(weights.preprocessing, recipe.preprocessing))
    is_its_network = is_named_so and weights.architecture.name == recipe.network
    factors = _factors(weights, family)
    if 1 / SAME_FAMILY < geometric_mean(factors.values()) < SAME_FAMILY:
        return Fitted(weights=weights, notes=() if is_its_network else (UNTUNED,))
    times = recipe.times_on_builtin if weights.name == BUILTIN else ()
    of = dict(times)
    factors = {name: factor * of.get(name, of.get("", 1.0)) for name, factor in factors.items()}
    return Fitted(weights=scaled(weights, factors), notes=(UNTUNED, _told(factors, times, recipe.layers, family)))


def _factors(weights: Weights, family: Family) -> dict[str, float]:
    """Return by what the maps of every convolution are to be multiplied."""
    measured = mean_activations(weights, to_tensor(draw_scene(SCENE_EDGE, 0)))
    wanted = between_blocks(weights.architecture, family.means)
    return {name: wanted[name] / max(mean, 1e-6) for name, mean in measured.items()}


def _told(factors: dict[str, float], times: Times, layers: Sequence[str], family: Family) -> str:
    convolutions = dict.fromkeys(name.replace("relu", "conv") for name in layers)
    told = ", ".join(f"{factors[name]:.3g} at {name}" for name in convolutions if name in factors)
    more = "".join(f", {each:g} times that at {name or 'all layers else'}" for name, each in times)
    return (
        f"The maps are scaled to the activations of {family.title}, that the constants belong to: {told}; the mean "
        f"wanted over the mean measured on a drawn scene{more}. Where the wanted ones come from: {family.source}."
    )
