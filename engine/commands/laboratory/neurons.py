"""`python -m engine neurons`: what excites neurons."""

from __future__ import annotations

import argparse
from typing import Any

from engine.commands.laboratory.asking import add_common, asked_of, weights_by_neuron, write, write_film_of
from engine.commands.stylize import check_output, count_of
from engine.errors import InvalidOption


def add_neurons(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("neurons", help="show what excites neurons")
    parser.add_argument("--layer", default="relu3_1", help="default: %(default)s")
    parser.add_argument(
        "--neuron",
        type=weights_by_neuron,
        default={1: 1.0},
        metavar="N[:W],...",
        help="which; negative weights repel",
    )
    parser.add_argument("--grid", action="store_true", help="five layers by the eight neurons that react most")
    parser.add_argument("--octaves", type=count_of, default=1, metavar="N", help="grow from 64 px, N times larger")
    parser.add_argument("--zoom", type=float, default=1.1, help="from octave to octave, or frame to frame")
    parser.add_argument("--blur", type=float, default=0.0, metavar="PX", help="of the first octave")
    parser.add_argument("--size", type=count_of, metavar="PX", help="of the first octave")
    parser.add_argument("--steps", type=count_of, metavar="N", help="of an octave: 20, by octaves and in films 10")
    parser.add_argument("--film", type=count_of, metavar="FRAMES", help="write an MP4 that keeps growing")
    add_common(parser, _run, ".png or .jpg; .mp4 with --film")


def _run(flags: argparse.Namespace) -> None:
    check_output(flags.output, flags.report, films=bool(flags.film))
    from engine.laboratory import grid, neurons
    from engine.schedule.octaves import GRID_STEPS, Growth

    is_small = flags.octaves > 1
    growth = Growth(
        size=flags.size or (64 if is_small else 128),
        octaves=flags.octaves,
        zoom=flags.zoom,
        steps=flags.steps or (10 if is_small or flags.film else 20),
        blur=flags.blur,
    )
    if not 1 <= flags.zoom <= 2 or growth.size < 32 or flags.blur < 0:
        raise InvalidOption("--zoom is from 1 to 2, --size from 32 px up, --blur from 0 up.")
    with asked_of(flags) as asked:
        if flags.film:
            write_film_of(flags, neurons.film(asked, flags.layer, flags.neuron, flags.film, growth))
        elif flags.grid:
            write(flags, *grid.grid(asked, steps=flags.steps or GRID_STEPS))
        else:
            write(flags, *neurons.grown(asked, flags.layer, flags.neuron, growth))
