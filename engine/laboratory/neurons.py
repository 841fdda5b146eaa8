"""What excites neurons: pictures grown from noise, in one size or by octaves, and a grid of a network's neurons.

Source: D. Osinga, Deep Learning Cookbook, chapter 12.1 (one size, grid) and 12.2 (octaves, film).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch
import torchvision.transforms.functional as vision
from PIL import Image
from torch import Tensor

from engine.features.tensors import resized, to_image
from engine.laboratory.ascent import LEVELS, Aim, NeuronScore, ascend, neurons
from engine.laboratory.experiment import Asked, Experiment, check_layers, check_neurons
from models.vgg import PREPROCESSINGS

BRIGHTNESS = 128.0  # of the start, after the mean was subtracted, on 0..255; noise of 0..1 on top
WAKING_NOISE = 40.0  # on 0..255, about grey
CONTRAST, LEAST_DEVIATION = 0.1, 1e-4  # of what is shown
GRID_SIZE, GRID_STEPS, GRID_CROP = 128, 20, slice(16, 112)  # px; zero padding's edges are cropped off
CELL, GAP, GREY = 100, 4, (180, 180, 180)  # px of the grid's sheet
COLUMNS, SAMPLE = 8, 16  # neurons shown of a layer, and looked at to choose them
BATCH = 8  # neurons of the grid that climb at once
FILM_SIZE, FILM_CHANGES, FILM_NOISE, FILM_NEURONS = (320, 240), 20, 0.1, 3  # px, frames, on 0..255


def shown(rgb: Tensor) -> Image.Image:
    """Return a (1, 3, H, W) picture with its values about their mean: (a - mean) / deviation · 0.1 + 0.5."""
    deviation = max(float(rgb.std(correction=0)), LEAST_DEVIATION / LEVELS)
    return to_image((rgb - rgb.mean()) / deviation * CONTRAST + 0.5)


@dataclass(frozen=True, kw_only=True)
class Growth:
    """How a picture grows.

    Attributes:
        size: Long and short side of the first octave, px.
        octaves: How many; 1 keeps the size.
        zoom: From each to the next.
        steps: Of an octave.
        rate: Of a step, on 0..255.
        blur: Deviation in px of a Gaussian on the first octave's picture; 0 leaves it.
    """

    size: int = 128
    octaves: int = 1
    zoom: float = 1.1
    steps: int = 20
    rate: float = 1.0
    blur: float = 0.0

    @property
    def sizes(self) -> list[int]:
        """Return the side of every octave: int(size · zoom) of the one before."""
        found = [self.size]
        while len(found) < self.octaves:
            found.append(int(found[-1] * self.zoom))
        return found


def start(experiment: Experiment, height: int, width: int, count: int = 1) -> Tensor:
    """Return (count, 3, height, width): 128 + uniform(0, 1) after the mean was subtracted, in 0..1 before it."""
    workshop = experiment.asked.workshop
    mean = torch.tensor(PREPROCESSINGS[workshop.weights.preprocessing].mean).view(1, 3, 1, 1).to(workshop.device)
    return mean + (BRIGHTNESS + experiment.uniform(count, 3, height, width)) / LEVELS


def grown(asked: Asked, layer: str, weights: Mapping[int, float], growth: Growth) -> tuple[Image.Image, dict[str, Any]]:
    """Return the picture that neurons of a layer grow, and the report.

    Args:
        asked: How it is run.
        layer: Whose neurons.
        weights: By neuron.
        growth: See Growth.

    Raises:
        InvalidOption: There is no such layer or neuron.
    """
    check_layers(asked.workshop, (layer,))
    check_neurons(asked.workshop, layer, list(weights))
    experiment = Experiment(asked, [(side, growth.steps) for side in growth.sizes], (layer,))
    aim = neurons(layer, weights)
    rgb, is_published = awake(experiment, aim, growth.size)
    for octave, side in enumerate(growth.sizes):
        if experiment.should_stop():
            break
        rgb = resized(rgb, (side, side)) if octave else rgb
        rgb = _climb(experiment, aim, rgb, growth)
        if octave == 0 and growth.blur:
            rgb = _blurred(rgb, growth.blur)
    told = {str(neuron): weight for neuron, weight in weights.items()}
    return shown(rgb), experiment.report(
        layer=layer, neurons=told, score=score_of(experiment, aim, rgb), started_as_published=is_published
    )


def awake(experiment: Experiment, aim: Aim, side: int) -> tuple[Tensor, bool]:
    """Return a square picture that excites the aim at all, and whether it is the published start.

    Differs from the cookbook where its nearly even start leaves every neuron asked for silent: a ReLU that is zero
    everywhere has no slope to climb. Seen with the built-in network at relu2_1 and relu3_1; grey noise wakes them.
    """
    rgb = start(experiment, side, side)
    if score_of(experiment, aim, rgb) != 0:
        return rgb, True
    return 0.5 + (experiment.uniform(1, 3, side, side) - 0.5) * WAKING_NOISE / LEVELS, False


def score_of(experiment: Experiment, aim: Aim, rgb: Tensor) -> float:
    """Return what a picture scores."""
    with torch.no_grad():
        return float(aim.of(experiment.features, rgb))


def _climb(experiment: Experiment, aim: Aim, rgb: Tensor, growth: Growth) -> Tensor:
    return ascend(
        lambda picture: aim.of(experiment.features, picture),
        rgb,
        growth.steps,
        growth.rate,
        should_stop=experiment.should_stop,
        on_step=experiment.on_step,
    )


def _blurred(rgb: Tensor, deviation: float) -> Tensor:
    reach = 2 * int(3 * deviation + 0.5) + 1
    found: Tensor = vision.gaussian_blur(rgb, [reach, reach], [deviation, deviation])
    return found


def grid(asked: Asked, *, sample: int = SAMPLE, steps: int = GRID_STEPS) -> tuple[Image.Image, dict[str, Any]]:
    """Return a sheet of five layers by the eight neurons that react most of a random sample, and the report."""
    reach = asked.workshop.weights.architecture.layer(asked.workshop.weights.last_layer).index
    wanted = [f"relu{block}_{(block + 1) // 2}" for block in range(1, 6)]
    rows = [name for name in wanted if asked.workshop.weights.architecture.layer(name).index <= reach]
    batches = -(-sample // BATCH)
    experiment = Experiment(asked, [(GRID_SIZE, steps * batches)] * len(rows), (rows[0],))
    sheet = Image.new("RGB", (COLUMNS * CELL + GAP, len(rows) * CELL + GAP), GREY)
    told: dict[str, list[int]] = {}
    for row, layer in enumerate(rows):
        found = sorted(_reactions(experiment, layer, sample, steps), key=lambda each: -each[0])[:COLUMNS]
        told[layer] = [neuron for _, neuron, _ in found]
        for column, (_, _, rgb) in enumerate(found):
            cell = shown(rgb).crop((GRID_CROP.start, GRID_CROP.start, GRID_CROP.stop, GRID_CROP.stop))
            sheet.paste(cell, (column * CELL + GAP, row * CELL + GAP))
    return sheet, experiment.report(neurons=told)


def _reactions(experiment: Experiment, layer: str, sample: int, steps: int) -> Iterator[tuple[float, int, Tensor]]:
    """Yield (reaction, neuron, picture) of a random sample of a layer's neurons, a batch at a time."""
    asked = experiment.asked
    features = Experiment(asked, [(GRID_SIZE, 1)], (layer,)).features
    count = asked.workshop.weights.architecture.layer(layer).channels[1]
    chosen = torch.randperm(count, generator=experiment.generator)[:sample]
    for batch in torch.split(chosen, BATCH):
        if experiment.should_stop():
            return
        places = torch.arange(len(batch))

        def scores(rgb: Tensor, places: Tensor = places, batch: Tensor = batch) -> Tensor:
            means: Tensor = features(rgb)[0].float().mean((2, 3))[places, batch]
            return means

        rgb = ascend(
            lambda picture, scores=scores: scores(picture).sum(),  # type: ignore[misc]
            start(experiment, GRID_SIZE, GRID_SIZE, len(batch)),
            steps,
            1.0,
            should_stop=experiment.should_stop,
            on_step=experiment.on_step,
        )
        with torch.no_grad():
            found = scores(rgb)
        yield from (
            (float(score), int(neuron), picture[None]) for score, neuron, picture in zip(found, batch, rgb, strict=True)
        )


def film(
    asked: Asked,
    layer: str,
    weights: Mapping[int, float],
    frames: int,
    growth: Growth,
    size: tuple[int, int] = FILM_SIZE,
) -> Iterator[tuple[Image.Image, dict[str, Any]]]:
    """Yield frames, each with the report so far: growing, cropped back, now and then one of three neurons another.

    Args:
        asked: How it is run.
        layer: Whose neurons.
        weights: The first neurons; random ones join until there are three.
        frames: How many.
        growth: Its zoom is a frame's, its steps are too.
        size: (width, height) of a frame in px.
    """
    check_layers(asked.workshop, (layer,))
    check_neurons(asked.workshop, layer, list(weights))
    experiment = Experiment(asked, [(max(size), growth.steps * frames)], (layer,))
    count = asked.workshop.weights.architecture.layer(layer).channels[1]
    active = dict(weights)
    while len(active) < FILM_NEURONS:
        active[_drawn(experiment, count)] = 1.0
    rgb = start(experiment, size[1], size[0])
    for frame in range(frames):
        if experiment.should_stop():
            return
        if frame and frame % FILM_CHANGES == 0:
            active.pop(next(iter(active)))
            active[_drawn(experiment, count)] = 1.0
        if frame:
            rgb = zoomed(rgb, growth.zoom)
            rgb = rgb + (2 * experiment.uniform(*rgb.shape) - 1) * FILM_NOISE / LEVELS
        rgb = _climb(experiment, Aim(scores=((layer, 1.0, NeuronScore(active)),)), rgb, growth)
        yield shown(rgb), experiment.report(layer=layer)


def _drawn(experiment: Experiment, count: int) -> int:
    return int(torch.randint(count, (1,), generator=experiment.generator))


def zoomed(rgb: Tensor, zoom: float) -> Tensor:
    """Return the middle of a picture that was enlarged, at the size it had."""
    height, width = rgb.shape[2:]
    large = resized(rgb, (int(width * zoom), int(height * zoom)))
    top, left = (large.shape[2] - height) // 2, (large.shape[3] - width) // 2
    return large[:, :, top : top + height, left : left + width]
