"""`python -m engine neurons`: what excites neurons."""

from __future__ import annotations

import argparse
from typing import Any

from engine.commands.laboratory.asking import (
    add_ascent,
    add_common,
    asked_of,
    weights_by_neuron,
    write_film_of,
    write_shown,
)
from engine.commands.stylize import check_output, count_of
from engine.errors import InvalidOption
from engine.recipes.climbing import Ascent, ascent_for
from engine.schedule.octaves import FIRST_OCTAVE, Growth

PUBLISHED_ZOOM = 1.1
LEAST_SIZE = 32  # px: five poolings leave one position of it


def add_neurons(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("neurons", help="show what excites neurons")
    parser.add_argument("--layer", default="relu3_1", help="default: %(default)s")
    parser.add_argument(
        "--neuron",
        type=weights_by_neuron,
        metavar="N[:W],...",
        help="which, 1 as published, else 4; negative weights repel",
    )
    parser.add_argument("--grid", action="store_true", help="five layers by the eight neurons that react most")
    parser.add_argument(
        "--octaves", type=count_of, metavar="N", help="grow from 64 px, N times larger; else as the ascent's"
    )
    parser.add_argument("--zoom", type=float, help="from octave to octave, or frame to frame (default: 1.1)")
    parser.add_argument("--blur", type=float, default=0.0, metavar="PX", help="of the first octave")
    parser.add_argument("--size", type=count_of, metavar="PX", help="of the first octave")
    parser.add_argument("--steps", type=count_of, metavar="N", help="of an octave or a frame; else as the ascent's")
    add_ascent(parser)
    parser.add_argument("--film", type=count_of, metavar="FRAMES", help="write an MP4 that keeps growing")
    add_common(parser, _run, ".png or .jpg; .mp4 with --film")


def _run(flags: argparse.Namespace) -> None:
    check_output(flags.output, flags.report, films=bool(flags.film))
    from engine.laboratory import grid, neurons

    if not 1 <= (flags.zoom or 1) <= 2 or (flags.size or LEAST_SIZE) < LEAST_SIZE or flags.blur < 0:
        raise InvalidOption(f"--zoom is from 1 to 2, --size from {LEAST_SIZE} px up, --blur from 0 up.")
    with asked_of(flags) as asked:
        ascent = asked.ascent or ascent_for(asked.workshop.weights.name)
        growth, chosen = _growth(flags, ascent), flags.neuron or {ascent.neuron: 1.0}
        if flags.film:
            write_film_of(flags, neurons.film(asked, flags.layer, chosen, flags.film, growth))
        elif flags.grid:
            write_shown(flags, grid.grid(asked, steps=flags.steps))
        else:
            write_shown(flags, neurons.grown(asked, flags.layer, chosen, growth))


def _growth(flags: argparse.Namespace, ascent: Ascent) -> Growth:
    """Return how the picture grows, where flags say nothing as the ascent does."""
    count, zoom = (flags.octaves, PUBLISHED_ZOOM) if flags.octaves else ascent.octaves
    is_small = count > 1 and not flags.film
    steps = ascent.octave_steps if is_small or flags.film else ascent.steps
    return Growth(
        size=flags.size or (FIRST_OCTAVE if is_small else ascent.size),
        octaves=count,
        zoom=flags.zoom or (PUBLISHED_ZOOM if flags.film else zoom),
        steps=flags.steps or steps,
        blur=flags.blur,
    )
