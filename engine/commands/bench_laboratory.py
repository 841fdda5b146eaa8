"""What an evaluation of every experiment costs beside the bare forward and backward pass of its layers.

Part of `python -m engine bench`. A texture by moments makes a painting's evaluations, but for the photo's content.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from engine.commands.bench_evaluations import bare_pass, pictures_of, sizes_of
from engine.features.extraction import Extraction
from engine.features.torch_features import TorchFeatures
from engine.laboratory import ascent, dream, grid
from engine.laboratory.ascent import Excitation, ascend
from engine.laboratory.slope import Slope
from engine.losses.calm import loss_of_change
from engine.losses.weighted import WeightedObjective
from engine.machine.devices import seconds_of
from engine.painting.measuring import random_objective
from engine.painting.workshop import Workshop
from engine.recipes.climbing import Ascent, ascent_for
from engine.recipes.default import DEFAULT
from engine.recipes.one_sided import REBUILD, TEXTURE_GRAM, TEXTURE_MEAN
from engine.recipes.terms import PublishedRecipe

ROUNDS = 8  # evaluations of a measurement, each beside a bare pass; medians of all but the first
HEAD = "| experiment | px | bare pass, ms | evaluation, ms | ratio to bare |\n|---|---|---|---|---|"
Call = Callable[[], object]


def lines_of_experiments(workshop: Workshop, side: int) -> Iterator[str]:
    """Yield the table's lines: every experiment at a square of `side` px, a sheet's small pictures at half of it."""
    yield HEAD
    for name, px, bare, whole in experiments(workshop, side):
        yield f"| {name} | {px} | {1000 * bare:.1f} | {1000 * whole:.1f} | {whole / bare:.2f} |"


def experiments(workshop: Workshop, side: int) -> Iterator[tuple[str, int, float, float]]:
    """Yield (experiment, its pictures' side in px, seconds of the bare pass, seconds of an evaluation).

    They take turns, for other work on the machine to slow both. Experiments whose layers the weights do not reach are
    left out.
    """
    for name, px, bare, evaluation in _calls(workshop, side):
        pairs = [[seconds_of(call, workshop.device, repeats=0) for call in (bare, evaluation)] for _ in range(ROUNDS)]
        bare_s, evaluation_s = (statistics.median(column) for column in zip(*pairs[1:], strict=True))
        yield name, px, bare_s, evaluation_s


def _calls(workshop: Workshop, side: int) -> Iterator[tuple[str, int, Call, Call]]:
    yield from _climbs(workshop, side)
    yield "texture", side, *_by_moments(workshop, side)
    picture = _noise(workshop, 1, side)
    for recipe in (TEXTURE_GRAM, TEXTURE_MEAN, REBUILD):
        if _reaches(workshop, recipe.layers):
            extraction = Extraction(layers=recipe.layers, pooling=recipe.pooling, padding=recipe.padding)
            features = _features(workshop, extraction)
            yield recipe.name, side, bare_pass(features, [picture]), _descent(features, recipe, picture)


def _climbs(workshop: Workshop, side: int) -> Iterator[tuple[str, int, Call, Call]]:
    """Yield what climbs; of a sheet its batch of small pictures, of a dream both ways to count what neurons answer."""
    own, batch = ascent_for(workshop.weights.name), range(grid.BATCH)
    one, several = _noise(workshop, 1, side), _noise(workshop, len(batch), side // 2)
    usual = dream.usual(workshop)
    for name, excitation, rgb, is_relative in (
        ("neurons", ascent.neurons("relu3_1", {1: 1.0}), one, False),
        (f"sheet, {len(batch)} at once", grid.of_each("relu3_1", batch), several, False),
        ("dream", usual, one, False),
        ("dream, relative", usual, one, True),
    ):
        if _reaches(workshop, excitation.layers):
            features = _features(workshop, Extraction(layers=excitation.layers, pooling="max", padding="reflect"))
            found = ascent.relative_to(rgb, excitation, features) if is_relative else excitation
            yield name, rgb.shape[-1], bare_pass(features, [rgb]), _climb(features, found, rgb, own)


def _by_moments(workshop: Workshop, side: int) -> tuple[Call, Call]:
    """Return both passes of a texture by the default recipe, at a level's views and in the dtype of paintings."""
    features = workshop.torch_features(workshop.extraction(DEFAULT))
    objective, picture = random_objective(
        features, sizes_of(side), workshop.device, workshop.orientation, has_photo=False
    )
    loss = loss_of_change(objective, picture)

    def run() -> None:
        change = torch.zeros_like(picture).requires_grad_()
        torch.autograd.grad(loss(change), change)

    return bare_pass(features, pictures_of(side, workshop.device)), run


def _noise(workshop: Workshop, count: int, side: int) -> Tensor:
    return torch.rand(count, 3, side, side, generator=torch.Generator().manual_seed(0)).to(workshop.device)


def _reaches(workshop: Workshop, layers: tuple[str, ...]) -> bool:
    known, reach = {layer.name: layer.index for layer in workshop.weights.architecture.layers}, workshop.weights.reach
    return all(known.get(name, reach + 1) <= reach for name in layers)


def _features(workshop: Workshop, extraction: Extraction) -> TorchFeatures:
    return TorchFeatures(workshop.weights, extraction, workshop.device, workshop.published_dtype)


def _climb(features: TorchFeatures, excitation: Excitation, picture: Tensor, ascent: Ascent) -> Call:
    slope = Slope(ascent.in_dreams if excitation.is_of_layers else ascent.on_neurons, torch.Generator().manual_seed(0))
    return lambda: ascend(
        lambda rgb: excitation.of(features, rgb),
        picture,
        1,
        1.0,
        slope=slope,
        should_stop=lambda: False,
        on_step=lambda _rgb: None,
    )


def _descent(features: TorchFeatures, recipe: PublishedRecipe, picture: Tensor) -> Call:
    with torch.no_grad():
        other = features(picture.flip(3))
    objective = WeightedObjective(recipe, features, other, [other] if recipe.style.layers else [], [1.0], 1.0)

    def run() -> None:
        rgb = picture.detach().requires_grad_()
        torch.autograd.grad(objective(rgb), rgb)

    return run
