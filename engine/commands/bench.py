"""What painting costs on this machine: `python -m engine bench`.

Three tables: whole paintings by size (FRE: full-resolution evaluations; one is a pass at the final size), one
evaluation against the bare pass of the same network, and the same of every experiment. In the first two the networks
that come with the project stand beside the one that was chosen. torch is loaded only once the flags are understood.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from engine.commands.flags import add_network_flags, network_choice
from engine.commands.refusals import answered
from engine.options.networks import PROJECT_NETWORKS
from engine.painting.network_choice import NetworkChoice

if TYPE_CHECKING:
    from engine.painting.painter import Painter

PAINTING_EDGES = (256, 512, 1024, 2048)  # px
LARGEST = 1024  # px unless told otherwise: one of 2048 px takes as long as all the others
EVALUATION_SIDES = (256, 512)  # px, square
EXPERIMENT_SIDE = 256  # px, square


def add_bench(commands: Any) -> None:
    """Add the bench command."""
    parser = commands.add_parser("bench", help="measure evaluations and whole paintings on this machine")
    parser.add_argument(
        "--largest",
        type=int,
        choices=PAINTING_EDGES,
        default=LARGEST,
        help="long side in px of the largest painting; 2048 takes minutes more (default: %(default)s)",
    )
    add_network_flags(parser)
    parser.set_defaults(run=bench)


def bench(flags: argparse.Namespace) -> int:
    """Print the tables and return the exit status."""
    return answered(_run, flags)


def _run(flags: argparse.Namespace) -> None:
    from engine.painting.painter import Painter

    choice = network_choice(flags)
    painters = {name: Painter(each) for name, each in networks(choice).items()}
    _tell(painters, [edge for edge in PAINTING_EDGES if edge <= flags.largest], label_of(choice))


def networks(choice: NetworkChoice) -> dict[str, NetworkChoice]:
    """Return the chosen network and the project's own that are others, by what the tables call them."""
    own = {name: replace(choice, network=name, weights=None, preprocessing=None) for name in PROJECT_NETWORKS}
    return {label_of(choice): choice} | own | {label_of(choice): choice}


def label_of(choice: NetworkChoice) -> str:
    """Return what the tables call a network: the file of weights that were given, else its name."""
    return choice.weights.name if choice.weights else choice.network or PROJECT_NETWORKS[0]


def _tell(painters: Mapping[str, Painter], edges: Sequence[int], chosen: str) -> None:
    import torch

    from engine.commands.bench_evaluations import evaluations
    from engine.commands.bench_laboratory import lines_of_experiments
    from engine.commands.bench_paintings import expected_s, paintings

    machine = painters[chosen].description.partition(", ")[2]
    _say([f"{machine}, {torch.get_num_threads()} threads, torch {torch.__version__}"])
    _say([f"Paintings: about {expected_s(painters, edges):.0f} s. Then the cost of evaluations: a minute or two.", ""])
    for painter in painters.values():
        painter.get_ready()
    workshops = {name: painter.workshop for name, painter in painters.items()}
    _say(paintings(painters, edges))
    _say([""])
    _say(evaluations(workshops, EVALUATION_SIDES))
    _say([""])
    _say(lines_of_experiments(workshops[chosen], EXPERIMENT_SIDE))


def _say(lines: Iterable[str]) -> None:
    """Print lines, each as soon as it is known."""
    for line in lines:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
