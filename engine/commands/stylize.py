"""The command line of the engine: flags to StyleOptions, one line for whatever is wrong.

Every default comes from StyleOptions. torch is loaded only once the flags are understood.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from engine.commands.flags import add_network_flags, network_choice, refuse
from engine.commands.recipe_flags import add_recipe_flags, changes_of, print_round
from engine.commands.series import check_series, paint_series
from engine.commands.waiting import foretell, progress_bar
from engine.errors import EngineError, InvalidOption, UnusablePicture
from engine.options.style_options import Faces, KeepColors, Stroke, StyleOptions
from engine.pictures.film import check_films
from engine.pictures.snapshots import Album
from engine.recipes.default import DEFAULT
from engine.recipes.known import RECIPES, check_styles, recipe_of
from engine.request import StyleRequest
from models.stopping import stopping

DEFAULTS = StyleOptions()
LARGE_EDGE_SIZE = 1024  # px; minutes on a CPU, and the photo's finest octave lies over it


def add_stylize(commands: Any) -> None:
    """Add the stylize command."""
    parser = commands.add_parser("stylize", help="paint a photo in the style of one or more pictures")
    parser.add_argument("content", type=Path, metavar="CONTENT", help="the photo, or the word blank")
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
    parser.add_argument("--keep-colors", type=KeepColors, choices=list(KeepColors), default=DEFAULTS.keep_colors)
    parser.add_argument("--stroke", type=Stroke, choices=list(Stroke), help=f"default: {DEFAULTS.stroke}")
    parser.add_argument("--faces", type=Faces, choices=list(Faces), help=f"default: {DEFAULTS.faces}")
    parser.add_argument(
        "--large",
        action="store_true",
        help=f"paints {LARGE_EDGE_SIZE} px unless told otherwise, and enlarges to a larger photo",
    )
    parser.add_argument("--recipe", choices=list(RECIPES), default=DEFAULTS.recipe)
    parser.add_argument("--budget", type=float, metavar="SECONDS", help="how long it may take")
    parser.add_argument("--schedule", type=_schedule, default=(), metavar="EDGE:EVALUATIONS,...")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write what was done and measured as JSON")
    parser.add_argument(
        "--save-every", type=count_of, metavar="N", help="also write OUT-0010.png and so on, every N evaluations"
    )
    parser.add_argument(
        "--until-change",
        type=float,
        metavar="LEVELS",
        help="end a level when two pictures --save-every apart differ by less than so many of 255 levels in the mean",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    add_recipe_flags(parser)
    add_network_flags(parser)
    parser.set_defaults(run=stylize)


def stylize(flags: argparse.Namespace) -> int:
    """Paint one picture and write it."""
    if flags.edge_size is None:
        flags.edge_size = LARGE_EDGE_SIZE if flags.large else DEFAULTS.edge_size
    try:
        options = _options_of(flags)
        _check(flags, options)
        content, *styles = read_proven((flags.content, *flags.styles), flags.edge_size)
        request = StyleRequest(content_image=content, style_images=tuple(styles), options=options)
        _paint(request, flags)
    except OSError as error:
        return refuse(f"{error.filename or ''}: {error.strerror or error}".strip(": "))
    except EngineError as error:
        return refuse(str(error))
    return 0


def _options_of(flags: argparse.Namespace) -> StyleOptions:
    return StyleOptions(
        strength=flags.strength,
        shares=tuple(flags.blend),
        edge_size=flags.edge_size,
        seed=flags.seed,
        keep_colors=flags.keep_colors,
        stroke=flags.stroke or DEFAULTS.stroke,
        faces=flags.faces or DEFAULTS.faces,
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
    check_output(flags.output, flags.report, films=bool(flags.series))
    if flags.series:
        check_series(flags)
    if flags.until_change is not None and not flags.save_every:
        raise InvalidOption("--until-change compares the pictures of --save-every; give both.")


def _paint(request: StyleRequest, flags: argparse.Namespace) -> None:
    from engine.painting.painter import Painter
    from engine.pictures.encoding import to_jpeg
    from engine.pictures.images import open_picture

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
    encoded = result.image_png
    if flags.output.suffix.lower() != ".png":
        encoded = to_jpeg(open_picture(encoded))
    flags.output.write_bytes(encoded)
    if flags.report:
        flags.report.write_text(json.dumps(result.report, indent=2) + "\n")
    seconds = result.report["seconds"]["total"]
    sys.stdout.write(f"{flags.output}: {result.width} × {result.height} px in {seconds:.1f} s\n")


def write_picture(path: Path, image: Image.Image) -> None:
    """Write a picture in the format that its name ends in."""
    from engine.pictures.encoding import to_jpeg, to_png

    path.write_bytes(to_png(image) if path.suffix.lower() == ".png" else to_jpeg(image))


DRAWN = {"blank": "white", "black": "black"}  # words for pictures that nobody has to bring


def _read(path: Path, edge_size: int) -> bytes:
    """Return a file's bytes, or a picture of one colour for its word."""
    if str(path) not in DRAWN or path.exists():
        return path.read_bytes()
    file = io.BytesIO()
    Image.new("RGB", (edge_size, edge_size), DRAWN[str(path)]).save(file, "PNG")
    return file.getvalue()


def read_proven(paths: Sequence[Path], edge_size: int) -> list[bytes]:
    """Return the bytes of files that have proved to be pictures; words stand for pictures of one colour.

    Raises:
        UnusablePicture: The message names the file.
    """
    encoded = [_read(path, edge_size) for path in paths]
    asyncio.run(_prove(list(zip(paths, encoded, strict=True)), edge_size))
    return encoded


async def _prove(pictures: Sequence[tuple[Path, bytes]], edge_size: int) -> None:
    """Let a confined child read every picture first, within its limits of time and memory."""
    from engine.pictures.decoder import Decoder

    async with Decoder(children=1) as decoder:
        for path, encoded in pictures:
            try:
                await decoder.prepare(encoded, edge_size)
            except UnusablePicture as error:
                error.args = (f"{path}: {error}",)
                raise


def count_of(text: str) -> int:
    """Return a number from 1 up that a flag was given."""
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 up")
    return int(text)


def check_output(path: Path, report: Path | None, *, films: bool = False) -> None:
    """Check before the first evaluation that what comes of the last one can be written."""
    if films:
        check_films()
    endings = (".mp4",) if films else (".png", ".jpg", ".jpeg")
    if path.suffix.lower() not in endings:
        raise InvalidOption(f"The output is {path.name}; let its name end in {' or '.join(endings)}.")
    if not path.parent.is_dir():
        raise InvalidOption(f"There is no folder {path.parent}; make it first.")
    if report and report.resolve() == path.resolve():
        raise InvalidOption(f"The picture and its report would both be {path}; name another file for one of them.")
    for file in (path, report) if report else (path,):
        was_there = file.exists()
        with file.open("ab"):
            pass
        if not was_there:
            file.resolve().unlink()  # the file, not a link to it


def _schedule(text: str) -> tuple[tuple[int, int], ...]:
    try:
        pairs = [part.split(":") for part in text.split(",")]
        return tuple((int(edge), int(count)) for edge, count in pairs)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not like 128:60,256:30,512:12") from None
