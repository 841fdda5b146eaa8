"""Sheets of a network's neurons: of five layers, or of one, those that react most of a random sample.

Source: D. Osinga, Deep Learning Cookbook, chapter 12.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import torch
from PIL import Image
from torch import Tensor

from engine.features.torch_features import TorchFeatures
from engine.laboratory.ascent import EachNeuronScore, Excitation
from engine.laboratory.experiment import Asked, Experiment, Shown, check_layers, looked_at
from engine.laboratory.neurons import notes_on, shown, start, waking_noise
from engine.recipes.climbing import Ascent
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


def grid(asked: Asked, *, sample: int = SAMPLE, steps: int | None = None) -> Shown:
    """Return a sheet of five layers by the eight neurons that react most of a random sample."""
    return _sheet(asked, layers_of_sheet(tuple(looked_at(asked.workshop))), sample, steps, CELL, COLUMNS)


def layers_of_sheet(layers: Sequence[str]) -> list[str]:
    """Return ReLU (i + 1) // 2 of every block i, or its last where it has fewer."""
    found = []
    for block in range(1, 6):
        if of_block := [name for name in layers if name.startswith(f"relu{block}_")]:
            found.append(of_block[min((block + 1) // 2, len(of_block)) - 1])
    return found


def of_layer(asked: Asked, layer: str, *, sample: int = SAMPLE, steps: int | None = None) -> Shown:
    """Return a sheet of the eight neurons of one layer that react most of a random sample.

    Raises:
        InvalidOption: There is no such layer.
    """
    check_layers(asked.workshop, (layer,))
    return _sheet(asked, [layer], sample, steps, ONE_CELL, ONE_COLUMNS)


def _sheet(asked: Asked, layers: Sequence[str], sample: int, steps: int | None, cell: int, columns: int) -> Shown:
    ascent = asked.own_ascent
    steps = steps or ascent.steps
    levels = [(GRID_SIZE, steps * -(-sample // BATCH))] * len(layers)
    experiment = Experiment(
        asked, levels, layers, draw=lambda rgb: _pasted(rgb, ONE_CELL, ONE_COLUMNS, ascent), is_each_alone=True
    )
    samples = _Samples(experiment, sample, steps, parts=len(layers) * -(-sample // BATCH))
    best = {}
    for place, layer in enumerate(layers):
        experiment.course.begin_level(place)
        best[layer] = sorted(samples.of(layer), key=lambda each: -each.score)[:COLUMNS]
    sheet = _pasted([each.rgb for found in best.values() for each in found], cell, columns, ascent)
    told = {layer: [each.neuron for each in found] for layer, found in best.items()}
    return Shown(image=sheet, report=experiment.report(neurons=told, notes=notes_on(experiment)))


def _pasted(pictures: Iterable[Tensor], cell: int, columns: int, ascent: Ascent) -> Image.Image:
    """Return (3, GRID_SIZE, GRID_SIZE) pictures on one sheet, each about its mean and without its edges."""
    cropped = [shown(rgb[None], ascent.contrast).crop(GRID_CROP) for rgb in pictures]
    cells = [each.resize((cell - GAP,) * 2, Image.Resampling.LANCZOS) for each in cropped]
    rows = -(-max(len(cells), 1) // columns)
    sheet = Image.new("RGB", (columns * cell + GAP, rows * cell + GAP), GREY)
    for place, picture in enumerate(cells):
        sheet.paste(picture, (place % columns * cell + GAP, place // columns * cell + GAP))
    return sheet


class _Samples:
    """What random samples of layers' neurons come to, a batch at a time, on from where an earlier attempt ended.

    Args:
        experiment: Climbs.
        sample: Neurons of a layer.
        steps: Of every batch.
        parts: Batches of all layers.
    """

    def __init__(self, experiment: Experiment, sample: int, steps: int, parts: int) -> None:
        self._experiment, self._sample, self._steps, self._parts = experiment, sample, steps, parts
        self._drawn: dict[str, list[int]] = {}
        self._found: dict[str, list[_Reaction]] = {}
        if (kept := experiment.take_up()) is not None:
            self._drawn = kept.more["drawn"]
            came_to = zip(kept.more["scores"], kept.picture, strict=True)
            for layer, neurons in self._drawn.items():
                of_layer = zip(neurons, islice(came_to, len(neurons)))  # noqa: B905 - the last layer may lack some
                self._found[layer] = [_Reaction(score=score, neuron=n, rgb=rgb) for n, (score, rgb) in of_layer]

    def of(self, layer: str) -> list[_Reaction]:
        """Return what a layer's neurons come to; fewer where the experiment was stopped."""
        experiment, features = self._experiment, self._experiment.features(layer)
        count = experiment.asked.workshop.weights.architecture.layer(layer).channels[1]
        if layer not in self._drawn:
            self._drawn[layer] = torch.randperm(count, generator=experiment.generator)[: self._sample].tolist()
        drawn, found = self._drawn[layer], self._found.setdefault(layer, [])
        for begin in range(len(found), len(drawn), BATCH):
            if experiment.should_stop():
                break
            found += self._climbed(features, drawn[begin : begin + BATCH])
            self._keep()
        return found

    def _climbed(self, features: TorchFeatures, batch: Sequence[int]) -> list[_Reaction]:
        experiment, places = self._experiment, torch.arange(len(batch))

        def scores(rgb: Tensor) -> Tensor:
            means: Tensor = features(rgb)[0].float().mean((2, 3))[places, batch]
            return means

        rgb = awake_each(experiment, len(batch), scores)
        rate, emphasis = experiment.ascent.rate, experiment.ascent.on_neurons
        excitation = of_each(features.layers[0], batch)
        rgb = experiment.climb(lambda picture: excitation.of(features, picture), rgb, self._steps, rate, emphasis)
        with torch.no_grad():
            found = scores(rgb)
        return [_Reaction(score=float(s), neuron=n, rgb=r) for s, n, r in zip(found, batch, rgb, strict=True)]

    def _keep(self) -> None:
        done, found = len(self._experiment.course.made), [each for of in self._found.values() for each in of]
        if done < self._parts:
            scores = [each.score for each in found]
            self._experiment.keep(done, torch.stack([each.rgb for each in found]), drawn=self._drawn, scores=scores)


def of_each(layer: str, neurons: Sequence[int]) -> Excitation:
    """Return the excitation of as many pictures as neurons of a layer, each by its own."""
    return Excitation(scores=((layer, 1.0, EachNeuronScore(neurons)),))


def awake_each(experiment: Experiment, count: int, scores: Callable[[Tensor], Tensor]) -> Tensor:
    """Return a picture for each neuron to begin with: the ascent's start, or grey noise where that leaves it silent.

    Differs from the cookbook as engine.laboratory.neurons.awake does, and for its reason.
    """
    begun = start(experiment, GRID_SIZE, GRID_SIZE, count)
    with torch.no_grad():
        is_silent = scores(begun) == 0
    return torch.where(is_silent.view(-1, 1, 1, 1), waking_noise(experiment, *begun.shape), begun)
