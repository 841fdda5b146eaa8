"""What excites neurons: pictures grown from noise, in one size or by octaves, and films of them.

Source: D. Osinga, Deep Learning Cookbook, chapter 12.1 (one size) and 12.2 (octaves, film).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import torch
import torchvision.transforms.functional as vision
from PIL import Image
from torch import Tensor

from engine.features.tensors import resized, to_image
from engine.features.torch_features import TorchFeatures
from engine.laboratory.ascent import LEVELS, neurons
from engine.laboratory.experiment import Asked, Experiment, Shown, check_layers, check_neurons
from engine.laboratory.slope import weighted
from engine.schedule.octaves import Growth
from models.preprocessing import PREPROCESSINGS

Score = Callable[[Tensor], Tensor]

BRIGHTNESS = 128.0  # of the published start, after the mean was subtracted, on 0..255; noise of 0..1 on top
WAKING_NOISE = 40.0  # on 0..255, about grey
LEAST_DEVIATION = 1e-4  # of what is shown
FILM_SIZE, FILM_CHANGES, FILM_NOISE, FILM_NEURONS = (320, 240), 20, 0.1, 3  # px, frames, on 0..255


def shown(rgb: Tensor, contrast: float) -> Image.Image:
    """Return a (1, 3, H, W) picture with its values about their mean: (a - mean) / deviation · contrast + 0.5."""
    deviation = max(float(rgb.std(correction=0)), LEAST_DEVIATION / LEVELS)
    return to_image((rgb - rgb.mean()) / deviation * contrast + 0.5)


def start(experiment: Experiment, height: int, width: int, count: int = 1) -> Tensor:
    """Return (count, 3, height, width) in 0..1 that neurons begin as.

    As published it is 128 + uniform(0, 1) after the mean was subtracted; else noise as coarse as what grows from it.
    """
    workshop, ascent, shape = experiment.asked.workshop, experiment.ascent, (count, 3, height, width)
    if not ascent.begins_even:
        noise = weighted(torch.randn(shape, generator=experiment.generator), ascent.on_neurons).to(workshop.device)
        return 0.5 + noise / noise.std((1, 2, 3), keepdim=True) * (ascent.noise / LEVELS)
    mean = torch.tensor(PREPROCESSINGS[workshop.weights.preprocessing].mean).view(1, 3, 1, 1).to(workshop.device)
    return mean + (BRIGHTNESS + experiment.uniform(*shape)) / LEVELS


def grown(asked: Asked, layer: str, weights: Mapping[int, float], growth: Growth) -> Shown:
    """Return the picture that neurons of a layer grow.

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
    experiment = _begun(asked, [(side, growth.steps) for side in growth.sizes], layer)
    features = experiment.features(layer)
    score = _scored(features, layer, weights)
    rate = growth.rate or experiment.ascent.rate
    rgb, is_even = awake(experiment, _scored(features, layer, wanted(weights)), growth.size, growth.size)
    taken_up = experiment.take_up()
    done, rgb = (0, rgb) if taken_up is None else (taken_up.done, taken_up.picture)
    for octave, side in enumerate(growth.sizes[done:], done):
        if experiment.should_stop():
            break
        experiment.course.begin_level(octave)
        rgb = resized(rgb, (side, side)) if octave else rgb
        rgb = experiment.climb(score, rgb, growth.steps, rate, experiment.ascent.on_neurons)
        if octave == 0 and growth.blur:
            rgb = _blurred(rgb, growth.blur)
        if octave < len(growth.sizes) - 1:
            experiment.keep(octave + 1, rgb)
    image = shown(rgb, experiment.ascent.contrast)
    facts = {"score": value_of(score, rgb), "began_as_the_ascent_says": is_even}
    return experiment.shown(image, layer=layer, neurons=told_of(weights), notes=notes_on(experiment), **facts)


def told_of(weights: Mapping[int, float]) -> dict[str, float]:
    """Return weights by neuron for a report: names in JSON are words."""
    return {str(neuron): weight for neuron, weight in weights.items()}


def notes_on(experiment: Experiment) -> list[str]:
    """Return what of growing neurons is not as published, one sentence each."""
    return [*experiment.ascent.deviations, *experiment.ascent.of_neurons]


def _begun(asked: Asked, steps: Sequence[tuple[int, int]], layer: str) -> Experiment:
    contrast = asked.own_ascent.contrast
    return Experiment(asked, steps, (layer,), draw=lambda rgb: shown(rgb, contrast))


def _scored(features: TorchFeatures, layer: str, weights: Mapping[int, float]) -> Score:
    excitation = neurons(layer, weights)
    return lambda rgb: excitation.of(features, rgb)


def wanted(weights: Mapping[int, float]) -> dict[int, float]:
    """Return the neurons that are to answer, each with weight 1: none that is pushed away, unless all are."""
    return {neuron: 1.0 for neuron, weight in weights.items() if weight > 0} or dict.fromkeys(weights, 1.0)


def awake(experiment: Experiment, score: Score, height: int, width: int) -> tuple[Tensor, bool]:
    """Return a picture that excites what is asked for at all, and whether it is the start of the ascent.

    Args:
        experiment: Draws it.
        score: Of the neurons that are to answer; those that are pushed away would hide that they do not.
        height: In px.
        width: In px.

    Differs from the cookbook where its nearly even start leaves every neuron asked for silent: a ReLU that is zero
    everywhere has no slope to climb. Seen with the built-in network at relu2_1 and relu3_1; grey noise wakes them.
    """
    rgb = start(experiment, height, width)
    if value_of(score, rgb) != 0:
        return rgb, True
    return waking_noise(experiment, *rgb.shape), False


def waking_noise(experiment: Experiment, *shape: int) -> Tensor:
    """Return grey noise, which excites neurons that an even picture leaves silent."""
    return 0.5 + (experiment.uniform(*shape) - 0.5) * WAKING_NOISE / LEVELS


def value_of(score: Score, rgb: Tensor) -> float:
    """Return what a picture scores."""
    with torch.no_grad():
        return float(score(rgb))


def _blurred(rgb: Tensor, deviation: float) -> Tensor:
    reach = 2 * int(3 * deviation + 0.5) + 1
    found: Tensor = vision.gaussian_blur(rgb, [reach, reach], [deviation, deviation])
    return found


def film(
    asked: Asked,
    layer: str,
    weights: Mapping[int, float],
    frames: int,
    growth: Growth,
    size: tuple[int, int] = FILM_SIZE,
) -> Iterator[Shown]:
    """Yield frames, each with the report so far: growing, cropped back, now and then one of the neurons another.

    Args:
        asked: How it is run.
        layer: Whose neurons.
        weights: The first neurons; random ones join until there are three, and take their places.
        frames: How many.
        growth: Its zoom is a frame's, its steps are too.
        size: (width, height) of a frame in px.
    """
    check_layers(asked.workshop, (layer,))
    check_neurons(asked.workshop, layer, list(weights))
    experiment = _begun(asked, [(max(size), growth.steps * frames)], layer)
    ascent, features = experiment.ascent, experiment.features(layer)
    rate = growth.rate or ascent.rate
    count = asked.workshop.weights.architecture.layer(layer).channels[1]
    together = max(FILM_NEURONS, len(weights))
    active = with_others(weights, together, experiment.generator, count)
    rgb, is_even = awake(experiment, _scored(features, layer, wanted(active)), size[1], size[0])
    facts = {"notes": notes_on(experiment), "began_as_the_ascent_says": is_even}
    for frame in range(frames):
        if experiment.should_stop():
            return
        if frame and frame % FILM_CHANGES == 0:
            active.pop(next(iter(active)))
            active = with_others(active, together, experiment.generator, count)
        if frame:
            rgb = _greyer(zoomed(rgb, growth.zoom), ascent.film_greying)
            rgb = rgb + (2 * experiment.uniform(*rgb.shape) - 1) * FILM_NOISE / LEVELS
        rgb = experiment.climb(_scored(features, layer, active), rgb, growth.steps, rate, ascent.on_neurons)
        yield experiment.shown(shown(rgb, ascent.contrast), layer=layer, neurons=told_of(active), **facts)


def _greyer(rgb: Tensor, share: float) -> Tensor:
    """Return a picture with so much of what its mean colour has over grey taken away."""
    return rgb - share * (rgb.mean((2, 3), keepdim=True) - 0.5)


def with_others(active: Mapping[int, float], wanted: int, generator: torch.Generator, count: int) -> dict[int, float]:
    """Return neurons with random ones of `count` added, weight 1, until there are as many as wanted; none twice."""
    found = dict(active)
    while len(found) < min(wanted, count):
        found.setdefault(int(torch.randint(count, (1,), generator=generator)), 1.0)
    return found


def zoomed(rgb: Tensor, zoom: float) -> Tensor:
    """Return the middle of a picture that was enlarged, at the size it had."""
    height, width = rgb.shape[2:]
    large = resized(rgb, (int(width * zoom), int(height * zoom)))
    top, left = (large.shape[2] - height) // 2, (large.shape[3] - width) // 2
    return large[:, :, top : top + height, left : left + width]
