"""Deep Dream: a photo changed to excite neurons or layers, by octaves, what enlarging loses put back.

Source: D. Osinga, Deep Learning Cookbook, chapter 12.3, after Mordvintsev et al. 2015 and the Keras example.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from PIL import Image
from torch import Tensor

from engine.errors import InvalidOption
from engine.features.tensors import resized, to_image, to_tensor
from engine.laboratory.ascent import BORDER, Excitation, NeuronScore, layers, relative_to
from engine.laboratory.experiment import Asked, Experiment, Shown, check_layers, looked_at
from engine.laboratory.neurons import told_of, zoomed
from engine.painting.workshop import Workshop
from engine.pictures.images import Size
from engine.recipes.climbing import Ascent, ascent_for
from engine.schedule.octaves import Octaves

FILM_ZOOM = 1.05  # a frame


def usual(workshop: Workshop, ascent: Ascent | None = None) -> Excitation:
    """Return what a dream exaggerates where nobody says: of the ascent's layers those that the weights reach."""
    known, wanted = looked_at(workshop), (ascent or ascent_for(workshop.weights.name)).dream_layers
    return layers([each for each in wanted if each[0] in known] or [(list(known)[-1], 1.0)])


def dreamt(asked: Asked, photo: Image.Image, excitation: Excitation, octaves: Octaves) -> Shown:
    """Return what the network dreams into a photo.

    Args:
        asked: How it is run.
        photo: At the size of the result.
        excitation: What grows.
        octaves: See Octaves.

    Raises:
        InvalidOption: There is no such layer, or it is too deep for so small a photo.
    """
    shapes = octaves.shapes(*photo.size)
    _check_places(asked.workshop, excitation, photo.size)
    dream = _Dream(asked, excitation, octaves, [max(shape) for shape in shapes])
    original = to_tensor(photo).to(asked.workshop.device)
    taken_up = dream.experiment.take_up()
    done, rgb = (0, resized(original, shapes[0])) if taken_up is None else (taken_up.done, taken_up.picture)
    shrunk = resized(original, shapes[max(done - 1, 0)])
    for place, shape in enumerate(shapes[done:], done):
        dream.experiment.course.begin_level(place)
        rgb = dream.on(resized(rgb, shape), dream.excitation_on(resized(original, shape)))
        rgb = rgb + (resized(original, shape) - resized(shrunk, shape))
        shrunk = resized(original, shape)
        if place < len(shapes) - 1:
            dream.experiment.keep(place + 1, rgb)
    return dream.shown(rgb)


def film(asked: Asked, photo: Image.Image, excitation: Excitation, frames: int, octaves: Octaves) -> Iterator[Shown]:
    """Yield frames, each with the report so far: the photo, dreamt on, enlarged by FILM_ZOOM and cropped back."""
    dream = _Dream(asked, excitation, octaves, [max(photo.size)], frames)
    _check_places(asked.workshop, excitation, photo.size)
    rgb = to_tensor(photo).to(asked.workshop.device)
    relative = dream.excitation_on(rgb)
    for frame in range(frames):
        if dream.experiment.should_stop():
            return
        rgb = dream.on(zoomed(rgb, FILM_ZOOM) if frame else rgb, relative).clamp(0, 1)
        yield dream.shown(rgb)


def _check_places(workshop: Workshop, excitation: Excitation, size: Size) -> None:
    """Refuse layers whose maps are all border in so small a picture: nothing would change.

    Raises:
        InvalidOption: The message says which size they need.
    """
    check_layers(workshop, excitation.layers)
    if not excitation.is_of_layers:
        return
    sides = {layer: (2 * BORDER + 1) * workshop.weights.architecture.shrinks(layer) for layer in excitation.layers}
    layer, least = min(sides.items(), key=lambda each: each[1])
    if min(size) < least:
        raise InvalidOption(
            f"{layer} sees too few places in a picture of {size[0]} × {size[1]} px to dream of; it needs {least} px on "
            "the short side, or a layer that is less deep."
        )


class _Dream:
    def __init__(
        self, asked: Asked, excitation: Excitation, octaves: Octaves, edges: Sequence[int], times: int = 1
    ) -> None:
        ascent = asked.own_ascent
        self._steps = octaves.steps or ascent.dream_steps
        self._rate = octaves.rate or (ascent.layer_rate if excitation.is_of_layers else ascent.rate)
        self.experiment = Experiment(asked, [(edge, self._steps * times) for edge in edges], excitation.layers)
        self._features, self._excitation = self.experiment.features(*excitation.layers), excitation
        of_layers = ascent.of_layers if excitation.is_of_layers and not octaves.rate else ()
        self._notes = [*ascent.deviations, *of_layers]
        self._is_relative = ascent.is_relative
        self._emphasis = ascent.in_dreams

    def excitation_on(self, photo: Tensor) -> Excitation:
        """Return what grows of a photo at its size: where the ascent says so, in units of the usual answers to it."""
        if self._excitation.is_of_layers and self._is_relative:
            return relative_to(photo, self._excitation, self._features)
        return self._excitation

    def on(self, rgb: Tensor, excitation: Excitation) -> Tensor:
        """Return a picture dreamt on, over the steps of an octave."""
        return self.experiment.climb(
            lambda picture: excitation.of(self._features, picture), rgb, self._steps, self._rate, self._emphasis
        )

    def shown(self, rgb: Tensor) -> Shown:
        told = _told(self._excitation)
        return self.experiment.shown(to_image(rgb), **told, rate=self._rate, notes=self._notes)


def _told(excitation: Excitation) -> dict[str, Any]:
    """Return what grows, as JSON values: layers with their weights, or a layer and its neurons with theirs."""
    for layer, _, score in excitation.scores:
        if isinstance(score, NeuronScore):
            return {"layer": layer, "neurons": told_of(score.weights)}
    return {"layers": {layer: weight for layer, weight, _ in excitation.scores}}
