"""`python -m engine neurons`: what excites neurons."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from engine.commands.files import check_output, inputs_of
from engine.commands.laboratory.asking import (
    add_ascent,
    add_common,
    asked_of,
    weights_by_neuron,
    write_film_of,
    write_shown,
)
from engine.commands.laboratory.checks import check_apart, check_octaves
from engine.errors import InvalidOption
from engine.options.style_options import MAX_EDGE_SIZE
from engine.recipes.climbing import Ascent
from engine.schedule.octaves import FIRST_OCTAVE, Growth
from models.flag_types import count_of

if TYPE_CHECKING:
    from engine.laboratory.experiment import Asked

LAYER = "relu3_1"
# As published. Seen on the built-in network: in a film of relu3_1 two grey bands come nearer, of this one thick weaves.
FILM_LAYER = "relu5_2"
PUBLISHED_ZOOM = 1.1
LEAST_SIZE = 32  # px: five poolings leave one position of it


def add_neurons(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("neurons", help="show what excites neurons")
    parser.add_argument(
        "--layer",
        metavar="NAME",
        help=f"default: {LAYER}, of a film {FILM_LAYER} where the network goes so deep, with --grid five",
    )
    parser.add_argument(
        "--neuron",
        type=weights_by_neuron,
        metavar="N[:W],...",
        help="which, 1 as published, else 4; negative weights repel",
    )
    parser.add_argument(
        "--grid", action="store_true", help="eight neurons that react most, of five layers or of --layer"
    )
    parser.add_argument(
        "--octaves", type=count_of, metavar="N", help="grow from 64 px, N times larger; else as the ascent's"
    )
    parser.add_argument(
        "--zoom",
        type=float,
        help=f"from octave to octave, or frame to frame (default: {PUBLISHED_ZOOM} with --octaves or --film, else the "
        "ascent's own)",
    )
    parser.add_argument(
        "--blur", type=float, nargs="?", const=1.0, metavar="PX", help="of the first octave; 1 without a number"
    )
    parser.add_argument("--size", type=count_of, metavar="PX", help="of the first octave")
    parser.add_argument("--steps", type=count_of, metavar="N", help="of an octave or a frame; else as the ascent's")
    add_ascent(parser)
    parser.add_argument("--film", type=count_of, metavar="FRAMES", help="write an MP4 that keeps growing")
    add_common(parser, _run, ".png or .jpg; .mp4 with --film")


def _run(flags: argparse.Namespace) -> None:
    _check(flags)
    from engine.laboratory import grid, neurons
    from engine.laboratory.room import room_for

    with asked_of(flags) as asked:
        ascent, layer = asked.own_ascent, _layer(flags, asked)
        growth, chosen = _growth(flags, ascent), flags.neuron or {ascent.neuron: 1.0}
        if flags.film:
            write_film_of(flags, neurons.film(asked, layer, chosen, flags.film, growth))
        elif flags.grid and flags.layer:
            write_shown(flags, grid.of_layer(asked, layer, steps=flags.steps))
        elif flags.grid:
            write_shown(flags, grid.grid(asked, steps=flags.steps))
        else:
            with room_for(asked.workshop, (growth.sizes[-1],) * 2):
                write_shown(flags, neurons.grown(asked, layer, chosen, growth))


def _layer(flags: argparse.Namespace, asked: Asked) -> str:
    from engine.laboratory.experiment import looked_at

    if flags.layer or not flags.film:
        return flags.layer or LAYER
    return FILM_LAYER if FILM_LAYER in looked_at(asked.workshop) else LAYER


def _check(flags: argparse.Namespace) -> None:
    check_apart(flags, "grid", ("film", "neuron", "octaves", "zoom", "size", "blur"))
    check_apart(flags, "film", ("octaves", "size", "blur"))
    check_octaves(flags.octaves)
    if flags.zoom is not None and not 1 <= flags.zoom <= 2:
        raise InvalidOption(f"--zoom is {flags.zoom:g}; give a number from 1 to 2.")
    if flags.size is not None and not LEAST_SIZE <= flags.size <= MAX_EDGE_SIZE:
        raise InvalidOption(f"--size is {flags.size} px; give one from {LEAST_SIZE} to {MAX_EDGE_SIZE} px.")
    check_output(flags.output, flags.report, inputs_of(flags), films=bool(flags.film))


def _growth(flags: argparse.Namespace, ascent: Ascent) -> Growth:
    """Return how the picture grows, where flags say nothing as the ascent does.

    Raises:
        InvalidOption: It would grow too large, its zoom do nothing, or its blur reach beyond the first octave.
    """
    count, zoom = (flags.octaves, PUBLISHED_ZOOM) if flags.octaves else ascent.octaves
    is_small = count > 1 and not flags.film
    steps = ascent.octave_steps if is_small or flags.film else ascent.steps
    found = Growth(
        size=flags.size or (FIRST_OCTAVE if is_small else ascent.size),
        octaves=count,
        zoom=flags.zoom or (PUBLISHED_ZOOM if flags.film else zoom),
        steps=flags.steps or steps,
        blur=flags.blur or 0.0,
    )
    widest = (found.size - 1) // 3  # px: it reaches over three deviations, and no further than the picture
    if not 0 <= found.blur <= widest:
        raise InvalidOption(f"--blur is {found.blur:g} px; of {found.size} px give one from 0 to {widest} px.")
    if flags.zoom and count == 1 and not flags.film:
        raise InvalidOption("--zoom is from octave to octave, and there is one; give more --octaves.")
    if not flags.film and found.sizes[-1] > MAX_EDGE_SIZE:
        raise InvalidOption(
            f"The last octave is {found.sizes[-1]} px, at most {MAX_EDGE_SIZE} px are grown; give fewer "
            "--octaves, or a smaller --zoom or --size."
        )
    return found
