"""The command line of the engine: flags to StyleOptions, one line for whatever is wrong.

Every default comes from StyleOptions. torch is loaded only once the flags are understood.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from engine.commands.files import check_output, inputs_of, read_proven, write_picture, write_report
from engine.commands.flags import add_network_flags, network_choice
from engine.commands.recipe_flags import add_recipe_flags, changes_of, print_round
from engine.commands.refusals import answered
from engine.commands.series import check_series, paint_series
from engine.commands.waiting import foretell, progress_bar
from engine.errors import InvalidOption
from engine.options.style_options import Faces, KeepColors, Stroke, StyleOptions
from engine.pictures.large import LARGEST_EDGE
from engine.pictures.snapshots import Album
from engine.recipes.default import DEFAULT
from engine.recipes.known import PUBLISHED_BY_NAME, RECIPES, check_styles, recipe_of
from engine.request import StyleRequest
from models.flag_types import above_zero, count_of
from models.stopping import stopping

DEFAULTS = StyleOptions()
LARGE_EDGE_SIZE = 1024  # px; minutes on a CPU, and the photo's finest octave lies over it


def add_stylize(commands: Any) -> None:
    """Add the stylize command."""
    parser = commands.add_parser("stylize", help="paint a photo in the style of one or more pictures")
    parser.add_argument("content", type=Path, metavar="CONTENT", help="the photo, or the word blank or black")
    parser.add_argument(
        "styles", type=Path, nargs="+", metavar="STYLE", help="one to five pictures, or the word blank or black"
    )
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="OUT", help=".png, .jpg or .jpeg; .mp4 with --series"
    )
    parser.add_argument("--strength", type=float, default=DEFAULTS.strength, help="0..100 (default: %(default)g)")
    parser.add_argument("--blend", type=float, nargs="+", default=[], metavar="W", help="one share a style")
    parser.add_argument("--series", type=count_of, metavar="N", help="N mixtures from one style to another, and a film")
    parser.add_argument("--edge-size", type=int, metavar="PX", help=f"long side (default: {DEFAULTS.edge_size})")
    parser.add_argument("--seed", type=int, default=DEFAULTS.seed)
    parser.add_argument("--keep-colors", choices=_words(KeepColors), default=DEFAULTS.keep_colors.value)
    parser.add_argument("--stroke", choices=_words(Stroke), help=f"default: {DEFAULTS.stroke}")
    parser.add_argument("--faces", choices=_words(Faces), help=f"default: {DEFAULTS.faces}")
    parser.add_argument(
        "--large",
        action="store_true",
        help=f"paint at {LARGE_EDGE_SIZE} px (or --edge-size) and enlarge the result to the photo's size, "
        f"up to {LARGEST_EDGE} px, if that is larger",
    )
    parser.add_argument("--recipe", choices=list(RECIPES), default=DEFAULTS.recipe)
    parser.add_argument(
        "--budget", type=float, metavar="SECONDS", help="seconds that it is to take; a published recipe ends after them"
    )
    parser.add_argument("--schedule", type=_schedule, default=(), metavar="EDGE:EVALUATIONS,...")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write what was done and measured as JSON")
    parser.add_argument(
        "--save-every", type=count_of, metavar="N", help="also write OUT-0010.png and so on, every N evaluations"
    )
    parser.add_argument(
        "--until-change",
        type=above_zero,
        metavar="LEVELS",
        help="end a level when two pictures --save-every apart differ by less than so many of 255 levels in the mean, "
        "once something has moved",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    add_recipe_flags(parser)
    add_network_flags(parser)
    parser.set_defaults(run=stylize)


def _words(choices: Iterable[str]) -> list[str]:
    """Return an enum's values as plain words: argparse names them where another one is given."""
    return [str(choice) for choice in choices]


def stylize(flags: argparse.Namespace) -> int:
    """Paint one picture and write it."""
    return answered(_run, flags)


def _run(flags: argparse.Namespace) -> None:
    _check_edge_size(flags)
    if flags.edge_size is None:
        recipe = PUBLISHED_BY_NAME.get(flags.recipe)
        own = recipe.edge_size if recipe else None
        flags.edge_size = LARGE_EDGE_SIZE if flags.large and not own else DEFAULTS.edge_size
    options = _options_of(flags)
    _check(flags, options)
    content, *styles = read_proven((flags.content, *flags.styles), flags.edge_size)
    request = StyleRequest(content_image=content, style_images=tuple(styles), options=options)
    _paint(request, flags)


def _check_edge_size(flags: argparse.Namespace) -> None:
    """Refuse a size that a published recipe would not heed; the default one refuses a schedule that does not end so."""
    recipe = PUBLISHED_BY_NAME.get(flags.recipe)
    if recipe is None or flags.edge_size is None:
        return
    if flags.schedule and flags.schedule[-1][0] != flags.edge_size:
        raise InvalidOption(
            f"--schedule paints {flags.schedule[-1][0]} px and --edge-size says {flags.edge_size}; leave --edge-size."
        )
    if recipe.edge_size and not flags.schedule:
        raise InvalidOption(
            f"{recipe.name} paints {recipe.edge_size} px whatever --edge-size says; leave it, or give another size "
            "with --schedule EDGE:EVALUATIONS."
        )


def _options_of(flags: argparse.Namespace) -> StyleOptions:
    return StyleOptions(
        strength=flags.strength,
        shares=tuple(flags.blend),
        edge_size=flags.edge_size,
        seed=flags.seed,
        keep_colors=KeepColors(flags.keep_colors),
        stroke=Stroke(flags.stroke or DEFAULTS.stroke),
        faces=Faces(flags.faces or DEFAULTS.faces),
        is_large=flags.large,
        recipe=flags.recipe,
        changes=changes_of(flags),
        budget_s=flags.budget,
        schedule=flags.schedule,
    )


def _check(flags: argparse.Namespace, options: StyleOptions) -> None:
    """Refuse what does not go together, before anything is read or loaded."""
    check_styles(recipe_of(options), len(flags.styles))
    if flags.print_loss and flags.recipe == DEFAULT.name:
        raise InvalidOption("--print-loss prints what published recipes add up; choose one with --recipe.")
    for flag in ("stroke", "faces"):
        if getattr(flags, flag) and flags.recipe != DEFAULT.name:
            raise InvalidOption(f"--{flag} is the default recipe's, and {flags.recipe} has none; leave one of them.")
    if flags.blend and len(flags.styles) == 1:
        raise InvalidOption(
            "--blend gives every style its share, and there is one; name more styles, or leave --blend and say with "
            "--strength how much of the photo stays."
        )
    if flags.series:
        check_series(flags)
    if flags.until_change is not None and not flags.save_every:
        raise InvalidOption("--until-change compares the pictures of --save-every; give both.")
    is_numbered = bool(flags.series or flags.save_every)
    check_output(flags.output, flags.report, inputs_of(flags), films=bool(flags.series), is_numbered=is_numbered)


def _paint(request: StyleRequest, flags: argparse.Namespace) -> None:
    from engine.painting.painter import Painter

    painter = Painter(network_choice(flags))
    if not flags.quiet:
        foretell(painter, request, flags.series or 1)
    if flags.series:
        with stopping() as was_stopped, progress_bar(is_shown=not flags.quiet) as show:
            paint_series(painter, request, flags, show, was_stopped)
        return
    album = Album(flags.output, flags.save_every, flags.until_change)
    with stopping() as was_stopped, progress_bar(is_shown=not flags.quiet) as show:
        result = painter.paint(
            request,
            on_iterate=show,
            should_stop=was_stopped,
            on_picture=album.add if flags.save_every else None,
            on_round=print_round if flags.print_loss else None,
        )
    write_picture(flags.output, result.image_png)
    write_report(flags.report, result.report)
    seconds = result.report["seconds"]["total"]
    sys.stdout.write(f"{flags.output}: {result.width} × {result.height} px in {seconds:.1f} s\n")


def _schedule(text: str) -> tuple[tuple[int, int], ...]:
    try:
        pairs = [part.split(":") for part in text.split(",")]
        return tuple((int(edge), int(count)) for edge, count in pairs)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not like 128:60,256:30,512:12") from None
