"""The flags that change a published recipe's record, and how its rounds are printed. Must not load torch."""

from __future__ import annotations

import argparse
import contextlib
import sys

from engine.commands.flags import weights_by_name
from engine.errors import InvalidOption
from engine.options.recipe_changes import RecipeChanges, Weighted
from engine.request import Round


def add_recipe_flags(parser: argparse.ArgumentParser) -> None:
    """Add the flags that change a published recipe's record."""
    group = parser.add_argument_group("changes to a published recipe")
    group.add_argument("--start", choices=("photo", "noise"), help="what the picture begins as")
    group.add_argument("--pooling", choices=("max", "average"))
    group.add_argument("--content-layers", type=_layers, default=(), metavar="NAME:SHARE,...")
    group.add_argument("--content-blend", type=float, metavar="0..1", help="share of the first of two content layers")
    group.add_argument("--style-layers", type=_layers, default=(), metavar="NAME:WEIGHT,...")
    group.add_argument("--content-weight", type=float, metavar="W")
    group.add_argument("--style-weight", type=float, metavar="W")
    group.add_argument("--tv", type=float, metavar="W", help="weight of total variation")
    group.add_argument("--rate", type=float, help="of Adam, on 0..255")
    group.add_argument("--rounds", type=int, metavar="N", help="of the descent")
    group.add_argument("--print-loss", action="store_true", help="print content, style and variation after every round")


def changes_of(flags: argparse.Namespace) -> RecipeChanges:
    """Return the changes that the flags ask for.

    Raises:
        InvalidOption: A number is out of range, or the content's shares are given twice.
    """
    if flags.content_blend is not None and any(share != 1 for _, share in flags.content_layers):
        raise InvalidOption(
            "--content-layers and --content-blend both give the content's shares; leave the numbers behind the names, "
            "or --content-blend."
        )
    return RecipeChanges(
        start=flags.start,
        pooling=flags.pooling,
        content_layers=flags.content_layers,
        content_blend=flags.content_blend,
        style_layers=flags.style_layers,
        content_weight=flags.content_weight,
        style_weight=flags.style_weight,
        tv=flags.tv,
        rate=flags.rate,
        rounds=flags.rounds,
    )


def print_round(made: Round) -> None:
    """Print one line of what the loss has come to, by part; where nobody reads on, as behind `| head`, nothing."""
    with contextlib.suppress(BrokenPipeError):  # minutes of painting are not lost for it
        sys.stdout.write(
            f"round {made.number} ({made.evaluations} evaluations): content {made.content:.4g}, "
            f"style {made.style:.4g}, variation {made.variation:.4g}, total {made.total:.4g}\n"
        )
        sys.stdout.flush()


def _layers(text: str) -> Weighted:
    return weights_by_name(text, "relu4_2:0.5,relu5_2:0.5")
