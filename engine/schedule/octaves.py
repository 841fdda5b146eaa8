"""The sizes and steps of the laboratory's experiments, and how long they take. Pure arithmetic; must not know torch.

Source: D. Osinga, Deep Learning Cookbook, chapter 12.1 to 12.3; octaves of a dream as in the Keras example,
https://keras.io/examples/generative/deep_dream/.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.options.experiment_choice import ExperimentChoice, ExperimentKind
from engine.options.style_options import StyleOptions
from engine.pictures.images import MIN_SIDE, Size, fit_size
from engine.recipes.climbing import SMOOTH, Ascent
from engine.schedule.duration import USUAL_SHAPE, USUAL_SPEED, PaintingSpeed, default_s, depth_of

GRID_SIZE = 128  # px of every neuron of a sheet
SAMPLE = 16  # neurons looked at to find those of a layer that react most
CHAT_SAMPLE = 8  # the same in a chat where five layers are shown: all of them, for twice as many take twice as long
BLOCKS = 5  # of a network


@dataclass(frozen=True, kw_only=True)
class Octaves:
    """The sizes of a dream.

    Attributes:
        count: How many; 3, as the Keras example.
        scale: From each to the next; 1.4, as the Keras example.
        steps: Of an octave; None takes the ascent's.
        rate: Of a step, on 0..255; None takes the ascent's.
    """

    count: int = 3
    scale: float = 1.4
    steps: int | None = None
    rate: float | None = None

    def shapes(self, width: int, height: int) -> list[tuple[int, int]]:
        """Return (width, height) of every octave: int(side / scale^i), the last the picture's own.

        Octaves with a side under MIN_SIDE, which the deepest pooling would leave nothing of, are left out.
        """
        found = [(int(width / self.scale**i), int(height / self.scale**i)) for i in reversed(range(self.count))]
        return [shape for shape in found if min(shape) >= MIN_SIDE] or [(width, height)]


@dataclass(frozen=True, kw_only=True)
class Growth:
    """How a picture grows.

    Attributes:
        size: Long and short side of the first octave, px.
        octaves: How many; 1 keeps the size.
        zoom: From each to the next.
        steps: Of an octave.
        rate: Of a step, on 0..255; None takes the ascent's.
        blur: Deviation in px of a Gaussian on the first octave's picture; 0 leaves it.
    """

    size: int = 128
    octaves: int = 1
    zoom: float = 1.1
    steps: int = 20
    rate: float | None = None
    blur: float = 0.0

    @property
    def sizes(self) -> list[int]:
        """Return the side of every octave: int(size · zoom) of the one before."""
        found = [self.size]
        while len(found) < self.octaves:
            found.append(int(found[-1] * self.zoom))
        return found


CHAT_DREAM = Octaves()
FIRST_OCTAVE = 64  # px of a neuron's picture that grows, as published
CHAT_GROWTH = Growth(
    size=FIRST_OCTAVE, octaves=SMOOTH.octaves[0], zoom=SMOOTH.octaves[1], steps=SMOOTH.octave_steps
)  # one neuron to 303 px


def experiment_s(options: StyleOptions, ascent: Ascent, speed: PaintingSpeed = USUAL_SPEED) -> float:
    """Return the seconds that an experiment is expected to take, roughly.

    Args:
        options: With an experiment.
        ascent: Of the network that makes it, see engine.recipes.climbing.ascent_for.
        speed: Of the default recipe.
    """
    assert options.experiment is not None
    if options.experiment.kind is ExperimentKind.TEXTURE:
        return default_s(options.edge_size, speed)
    size = fit_size(*USUAL_SHAPE, options.edge_size)
    return speed.exact_s_per_pixel * _pixels(options.experiment, ascent, size) * _depth(options.experiment, ascent)


def _depth(choice: ExperimentChoice, ascent: Ascent) -> float:
    """Return the multiplications of an evaluation over those of the default recipe."""
    if choice.kind is ExperimentKind.NEURONS and not choice.layer:  # one layer of every block
        return sum(depth_of(f"pool{block}") for block in range(1, BLOCKS + 1)) / BLOCKS
    return depth_of(choice.layer or (ascent.dream_layers[-1][0] if choice.kind is ExperimentKind.DREAM else ""))


def _pixels(choice: ExperimentChoice, ascent: Ascent, size: Size) -> float:
    """Return how many pixels all evaluations look at."""
    match choice.kind:
        case ExperimentKind.DREAM:
            return ascent.dream_steps * sum(width * height for width, height in CHAT_DREAM.shapes(*size))
        case ExperimentKind.NEURONS if choice.neuron is not None:
            return CHAT_GROWTH.steps * sum(side**2 for side in CHAT_GROWTH.sizes)
        case ExperimentKind.NEURONS:
            return (SAMPLE if choice.layer else CHAT_SAMPLE * BLOCKS) * ascent.steps * GRID_SIZE**2
    return size[0] * size[1]  # forwards only, once
