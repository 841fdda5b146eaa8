"""The ways to climb from a picture to one that excites a network more, as records.

Must not import torch, nor know what is maximised.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.options.networks import PROJECT_NETWORKS


@dataclass(frozen=True, kw_only=True)
class Emphasis:
    """What of a gradient is followed.

    Attributes:
        power: It is divided by frequency to this power; 0 leaves it.
        colors: What remains of it along brightness, blue to yellow and green to magenta.
        evened: Reach, as a share of the long side, over which it is made equally strong; 0 leaves it.
    """

    power: float
    colors: tuple[float, float, float]
    evened: float = 0.0


ALL = Emphasis(power=0.0, colors=(1.0, 1.0, 1.0))


@dataclass(frozen=True, kw_only=True)
class Ascent:
    """How a picture climbs. Its repr holds constants alone, by which checkpoints know it.

    Attributes:
        name: What --ascent calls it.
        source: Where its constants come from.
        deviations: What is not as published, one sentence each.
        of_layers: Further deviations, only of dreams of layers at their usual rate.
        of_neurons: Further deviations, only where neurons grow by themselves.
        on_neurons: What of the gradient is followed where neurons grow from noise.
        in_dreams: The same in a photo, by layers or by neurons.
        shifts: Whether the network looks at the picture moved by another random offset at every step.
        begins_even: Whether pictures of neurons begin at one grey with noise of one level, else as `noise` says.
        noise: Deviation on 0..255 of the start, whose frequencies and colours are weighted as on_neurons says.
        rate: Of a neuron's step, on 0..255.
        layer_rate: Of a step of a dream of layers, likewise.
        is_relative: Whether a dream counts every neuron's answers in units of its usual one to the photo.
        neuron: Of relu3_1, where nobody says which.
        size: Side in px of the picture of a neuron in one octave.
        octaves: Of the picture of a neuron where nobody says, and how much larger each is than the one before.
        steps: Of the picture of a neuron in one octave, and of every neuron of a sheet.
        octave_steps: Of every octave of a neuron's picture and every frame of a film.
        dream_steps: Of every octave of a dream.
        film_greying: Share of its mean colour's distance from grey that every frame of a film loses.
        contrast: Deviation of what is shown of a neuron, in 0..1.
        dream_layers: What a dream exaggerates where nobody says.
    """

    name: str
    source: str = field(repr=False)
    deviations: tuple[str, ...] = field(default=(), repr=False)
    of_layers: tuple[str, ...] = field(default=(), repr=False)
    of_neurons: tuple[str, ...] = field(default=(), repr=False)
    on_neurons: Emphasis
    in_dreams: Emphasis
    shifts: bool
    begins_even: bool
    noise: float
    rate: float
    layer_rate: float
    is_relative: bool
    neuron: int
    size: int
    octaves: tuple[int, float]
    steps: int
    octave_steps: int
    dream_steps: int
    film_greying: float
    contrast: float
    dream_layers: tuple[tuple[str, float], ...]


PUBLISHED = Ascent(
    name="published",
    source="D. Osinga, Deep Learning Cookbook, chapter 12.1 to 12.3",
    deviations=("Pictures are reflected at their edges, where the cookbook pads with zeros.",),
    of_neurons=("Neurons that its even start leaves silent begin with grey noise.",),
    of_layers=("Steps are of 1.5 instead of 0.1 (--rate 0.1).",),
    on_neurons=ALL,
    in_dreams=ALL,
    shifts=False,
    begins_even=True,
    noise=0.0,
    rate=1.0,
    # Published is 0.1, which moves a photo by six levels at most where gradients have the length 1: seen at 320 px,
    # nothing shows.
    layer_rate=1.5,
    is_relative=False,
    neuron=1,
    size=128,
    octaves=(1, 1.1),
    steps=20,
    octave_steps=10,
    dream_steps=20,
    film_greying=0.0,
    contrast=0.1,
    dream_layers=(("pool3", 0.1), ("pool4", 1.2), ("pool5", 1.5)),
)
SMOOTH = Ascent(
    name="smooth",
    source=(
        "frequencies, colours and shifts as C. Olah, A. Mordvintsev, L. Schubert, Feature Visualization, 2017, "
        "https://doi.org/10.23915/distill.00007; numbers by eye on the built-in network"
    ),
    # colours: the squares of 1, 0.23 and 0.12, deviations along these axes in 300 pictures of Caltech-101
    on_neurons=Emphasis(power=1.0, colors=(1.0, 0.053, 0.015)),
    # seen: as coarse as neurons a photo goes black and white in patches, or takes a tint where neurons are excited; not
    # evened, most of it stays as it was
    in_dreams=Emphasis(power=0.5, colors=(1.0, 0.2, 0.1), evened=0.08),
    shifts=True,
    begins_even=False,
    noise=10.0,
    rate=3.0,
    layer_rate=3.0,
    # seen: where it is not, the one neuron that answers most covers a town with its bands
    is_relative=True,
    neuron=4,
    size=192,
    octaves=(8, 1.25),
    steps=20,
    octave_steps=10,
    dream_steps=10,
    film_greying=0.5,  # seen: else a film ends in one even colour, for what is coarsest grows most
    contrast=0.2,
    dream_layers=(("relu4_3", 1.0),),
)

ASCENTS: Mapping[str, Ascent] = {ascent.name: ascent for ascent in (PUBLISHED, SMOOTH)}


def ascent_for(network: str) -> Ascent:
    """Return the way to climb on a network where nobody says: as published on those that saw ImageNet.

    The project's own networks answer to single pixels more: as published, their neurons show a fine weave.
    """
    return SMOOTH if network in PROJECT_NETWORKS else PUBLISHED
