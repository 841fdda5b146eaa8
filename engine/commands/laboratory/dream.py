"""`python -m engine dream`: a photo that shows what the network sees in it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.commands.files import check_output, inputs_of, read_proven
from engine.commands.flags import weights_by_name
from engine.commands.laboratory.asking import (
    DEFAULTS,
    add_ascent,
    add_common,
    asked_of,
    weights_by_neuron,
    write_film_of,
    write_shown,
)
from engine.commands.laboratory.checks import check_apart, check_octaves
from engine.errors import InvalidOption
from engine.options.recipe_changes import Weighted
from engine.schedule.octaves import Octaves
from models.flag_types import count_of

if TYPE_CHECKING:
    from engine.laboratory.ascent import Excitation
    from engine.laboratory.experiment import Asked


MOST_RATE = 255  # levels: a step over the whole range
OF_NEURON = "relu3_1"  # the layer of --neuron


def add_dream(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("dream", help="Deep Dream: let a photo show what the network sees in it")
    parser.add_argument("content", type=Path, metavar="PHOTO")
    parser.add_argument(
        "--layers",
        type=_layers,
        default=(),
        metavar="NAME:W,...",
        help="default: relu4_3; by --ascent published, which ImageNet weights take unasked, the cookbook's three "
        "poolings; of these what the network reaches, else its last layer",
    )
    parser.add_argument("--layer", metavar="NAME", help=f"this one alone, or that of --neuron (default: {OF_NEURON})")
    parser.add_argument(
        "--neuron", type=weights_by_neuron, metavar="N[:W],...", help="excite neurons instead of layers"
    )
    add_ascent(parser)
    parser.add_argument("--rate", type=float, help="how strong: a step's length on 0..255; else as the ascent's")
    parser.add_argument("--octaves", type=count_of, metavar="N", help=f"default: {Octaves.count}")
    parser.add_argument("--steps", type=count_of, metavar="N", help="of an octave; else as the ascent's")
    parser.add_argument("--edge-size", type=int, default=DEFAULTS.edge_size, metavar="PX", help="long side")
    parser.add_argument("--film", type=count_of, metavar="FRAMES", help="dream on, ever deeper into the photo: an MP4")
    add_common(parser, _run, ".png or .jpg; .mp4 with --film")


def _run(flags: argparse.Namespace) -> None:
    _check(flags)
    encoded = read_proven((flags.content,), flags.edge_size)[0]
    from engine.laboratory import dream
    from engine.laboratory.room import room_for
    from engine.pictures.images import open_picture, resize

    photo = resize(open_picture(encoded), flags.edge_size)
    octaves = Octaves(count=flags.octaves or Octaves.count, steps=flags.steps, rate=flags.rate)
    with asked_of(flags) as asked, room_for(asked.workshop, photo.size):
        excitation = _excitation(flags, asked)
        if flags.film:
            write_film_of(flags, dream.film(asked, photo, excitation, flags.film, octaves))
        else:
            write_shown(flags, dream.dreamt(asked, photo, excitation, octaves))


def _check(flags: argparse.Namespace) -> None:
    check_apart(flags, "layers", ("layer", "neuron"))
    check_apart(flags, "film", ("octaves",))
    check_octaves(flags.octaves)
    if flags.rate is not None and not 0 < flags.rate <= MOST_RATE:
        raise InvalidOption(f"--rate is {flags.rate:g}; give a number above 0, at most {MOST_RATE}.")
    check_output(flags.output, flags.report, inputs_of(flags), films=bool(flags.film))


def _excitation(flags: argparse.Namespace, asked: Asked) -> Excitation:
    from engine.laboratory import ascent, dream
    from engine.laboratory.experiment import check_layers, check_neurons

    if flags.neuron is None:
        layers = flags.layers or ([(flags.layer, 1.0)] if flags.layer else [])
        return ascent.layers(layers) if layers else dream.usual(asked.workshop, asked.ascent)
    layer = flags.layer or OF_NEURON
    check_layers(asked.workshop, (layer,))
    check_neurons(asked.workshop, layer, list(flags.neuron))
    return ascent.neurons(layer, flags.neuron)


def _layers(text: str) -> Weighted:
    return weights_by_name(text, "pool3:0.1,pool4:1.2")
