"""Sheets of a network's neurons: of five layers, or of one, those that react most of a random sample.

Source: D. Osinga, Deep Learning Cookbook, chapter 12.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from PIL import Image
from torch import Tensor

from engine.laboratory.experiment import Asked, Experiment, check_layers
from engine.laboratory.neurons import shown, start, waking_noise
from engine.recipes.climbing import Ascent, ascent_for
from engine.schedule.octaves import GRID_SIZE, SAMPLE

GRID_CROP = (16, 16, 112, 112)  # px; zero padding's edges are cropped off
GAP, GREY = 4, (180, 180, 180)  # px of the sheet
CELL, COLUMNS = 100, 8  # px; neurons shown of a layer, in a row where there are five
ONE_CELL, ONE_COLUMNS = 192, 4  # the same where there is one layer: twice as large
BATCH = 8  # neurons that climb at once


@dataclass(frozen=True, kw_only=True)
class _Reaction:
    """What a neuron came to.

    Attributes:
        score: Its mean activation.
        neuron: Which.
        rgb: (3, GRID_SIZE, GRID_SIZE), the picture that excites it so.
    """

    score: float
    neuron: int
    rgb: Tensor


def grid(asked: Asked, *, sample: int = SAMPLE, steps: int | None = None) -> tuple[Image.Image, dict[str, Any]]:
    """Return a sheet of five layers by the eight neurons that react most of a random sample, and the report."""
    architecture, last = asked.workshop.weights.architecture, asked.workshop.weights.last_layer
    wanted = [f"relu{block}_{(block + 1) // 2}" for block in range(1, 6)]
    layers = [name for name in wanted if architecture.layer(name).index <= architecture.layer(last).index]
    return _sheet(asked, layers, sample, steps, CELL, COLUMNS)


def of_layer(
    asked: Asked, layer: str, *, sample: int = SAMPLE, steps: int | None = None
) -> tuple[Image.Image, dict[str, Any]]:
    """Return a sheet of the eight neurons of one layer that react most of a random sample, and the report.

    Raises:
        InvalidOption: There is no such layer.
    """
    check_layers(asked.workshop, (layer,))
    return _sheet(asked, [layer], sample, steps, ONE_CELL, ONE_COLUMNS)


def _sheet(
    asked: Asked, layers: Sequence[str], sample: int, steps: int | None, cell: int, columns: int
) -> tuple[Image.Image, dict[str, Any]]:
    ascent = asked.ascent or ascent_for(asked.workshop.weights.name)
    steps = steps or ascent.steps
    levels = [(GRID_SIZE, steps * -(-sample // BATCH))] * len(layers)
    experiment = Experiment(asked, levels, layers, draw=lambda rgb: _pasted(rgb, ONE_CELL, ONE_COLUMNS, ascent))
    best = {}
    for place, layer in enumerate(layers):
        experiment.course.begin_level(place)
        best[layer] = _best(experiment, layer, sample, steps)
    sheet = _pasted([each.rgb for found in best.values() for each in found], cell, columns, ascent)
    told = {layer: [each.neuron for each in found] for layer, found in best.items()}
    return sheet, experiment.report(neurons=told)


def _pasted(pictures: Iterable[Tensor], cell: int, columns: int, ascent: Ascent) -> Image.Image:
    """Return (3, GRID_SIZE, GRID_SIZE) pictures on one sheet, each about its mean and without its edges."""
    cropped = [shown(rgb[None], ascent.contrast).crop(GRID_CROP) for rgb in pictures]
    cells = [each.resize((cell - GAP,) * 2, Image.Resampling.LANCZOS) for each in cropped]
    rows = -(-max(len(cells), 1) // columns)
    sheet = Image.new("RGB", (columns * cell + GAP, rows * cell + GAP), GREY)
    for place, picture in enumerate(cells):
        sheet.paste(picture, (place % columns * cell + GAP, place // columns * cell + GAP))
    return sheet


def _best(experiment: Experiment, layer: str, sample: int, steps: int) -> list[_Reaction]:
    """Return those of a random sample of a layer's neurons that react most, as many as a sheet shows."""
    return sorted(_reactions(experiment, layer, sample, steps), key=lambda each: -each.score)[:COLUMNS]


def _reactions(experiment: Experiment, layer: str, sample: int, steps: int) -> Iterator[_Reaction]:
    """Yield what a random sample of a layer's neurons comes to, a batch at a time."""
    features = experiment.features(layer)
    count = experiment.asked.workshop.weights.architecture.layer(layer).channels[1]
    for batch in torch.split(torch.randperm(count, generator=experiment.generator)[:sample], BATCH):
        if experiment.should_stop():
            return
        places = torch.arange(len(batch))

        def scores(rgb: Tensor, places: Tensor = places, batch: Tensor = batch) -> Tensor:
            means: Tensor = features(rgb)[0].float().mean((2, 3))[places, batch]
            return means

        rgb = experiment.climb(
            lambda picture, of=scores: of(picture).sum(),  # type: ignore[misc]
            awake_each(experiment, len(batch), scores),
            steps,
            experiment.ascent.rate,
            experiment.ascent.on_neurons,
        )
        with torch.no_grad():
            found = scores(rgb)
        for score, neuron, picture in zip(found, batch, rgb, strict=True):
            yield _Reaction(score=float(score), neuron=int(neuron), rgb=picture)


def awake_each(experiment: Experiment, count: int, scores: Callable[[Tensor], Tensor]) -> Tensor:
    """Return a picture for each neuron to begin with: the ascent's start, or grey noise where that leaves it silent.

    Differs from the cookbook as engine.laboratory.neurons.awake does, and for its reason.
    """
    begun = start(experiment, GRID_SIZE, GRID_SIZE, count)
    with torch.no_grad():
        is_silent = scores(begun) == 0
    return torch.where(is_silent.view(-1, 1, 1, 1), waking_noise(experiment, *begun.shape), begun)
