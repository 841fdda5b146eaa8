"""Deep Dream: a photo changed to excite neurons or layers, by octaves, what enlarging loses put back.

Source: D. Osinga, Deep Learning Cookbook, chapter 12.3, after Mordvintsev et al. 2015 and the Keras example.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PIL import Image

from engine.features.tensors import resized, to_image, to_tensor
from engine.laboratory.ascent import Aim, ascend, layers
from engine.laboratory.experiment import Asked, Experiment, looked_at
from engine.laboratory.neurons import zoomed
from engine.painting.workshop import Workshop
from engine.schedule.octaves import DREAM_LAYER, Octaves

LAYERS = (("pool3", 0.1), ("pool4", 1.2), ("pool5", 1.5))  # the cookbook's three, for networks that saw ImageNet
LAYERS_OF = dict.fromkeys(("builtin", "quick"), ((DREAM_LAYER, 1.0),))
FILM_ZOOM = 1.05  # a frame
NEURON_RATE = 1.0  # of a step, on 0..255, as published


def usual(workshop: Workshop) -> Aim:
    """Return what a dream exaggerates where nobody says: of the network's own layers those that its weights reach."""
    known = looked_at(workshop)
    reached = [each for each in LAYERS_OF.get(workshop.weights.name, LAYERS) if each[0] in known]
    return layers(reached or [(list(known)[-1], 1.0)])


def dreamt(asked: Asked, photo: Image.Image, aim: Aim, octaves: Octaves) -> tuple[Image.Image, dict[str, Any]]:
    """Return what the network dreams into a photo, and the report.

    Args:
        asked: How it is run.
        photo: At the size of the result.
        aim: What grows.
        octaves: See Octaves.

    Raises:
        InvalidOption: There is no such layer.
    """
    shapes = octaves.shapes(*photo.size)
    experiment = Experiment(asked, [(max(shape), octaves.steps) for shape in shapes], aim.layers)
    original = to_tensor(photo).to(asked.workshop.device)
    shrunk = resized(original, shapes[0])
    rgb = shrunk
    for shape in shapes:
        rgb = resized(rgb, shape)
        rgb = ascend(
            lambda picture: aim.of(experiment.features, picture),
            rgb,
            octaves.steps,
            octaves.rate,
            should_stop=experiment.should_stop,
            on_step=experiment.on_step,
        )
        rgb = rgb + (resized(original, shape) - resized(shrunk, shape))
        shrunk = resized(original, shape)
    return to_image(rgb), experiment.report(layers=_told(aim), rate=octaves.rate)


def film(
    asked: Asked, photo: Image.Image, aim: Aim, frames: int, octaves: Octaves
) -> Iterator[tuple[Image.Image, dict[str, Any]]]:
    """Yield frames, each with the report so far: the photo, dreamt on, enlarged by FILM_ZOOM and cropped back."""
    experiment = Experiment(asked, [(max(photo.size), octaves.steps * frames)], aim.layers)
    rgb = to_tensor(photo).to(asked.workshop.device)
    for frame in range(frames):
        if experiment.should_stop():
            return
        rgb = zoomed(rgb, FILM_ZOOM) if frame else rgb
        rgb = ascend(
            lambda picture: aim.of(experiment.features, picture),
            rgb,
            octaves.steps,
            octaves.rate,
            should_stop=experiment.should_stop,
            on_step=experiment.on_step,
        ).clamp(0, 1)
        yield to_image(rgb), experiment.report(layers=_told(aim), rate=octaves.rate)


def _told(aim: Aim) -> dict[str, float]:
    return {layer: weight for layer, weight, _ in aim.scores}
