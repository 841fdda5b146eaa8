"""`python -m engine layers`: what every layer keeps of a photo."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from engine.commands.files import (
    PICTURES,
    check_output,
    check_report,
    check_spared,
    inputs_of,
    read_proven,
    write_report,
)
from engine.commands.laboratory.asking import add_common, options_of, painted, workshop_of, write
from engine.commands.laboratory.checks import check_needed
from engine.commands.waiting import progress_bar
from engine.errors import InvalidOption
from engine.options.recipe_changes import RecipeChanges
from engine.painting.clock import Clock
from engine.request import Iterate, StyleRequest
from models.flag_types import count_of
from models.stopping import stopping

if TYPE_CHECKING:
    from engine.painting.workshop import Workshop


def add_layers(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("layers", help="what every layer keeps of a photo")
    parser.add_argument("content", type=Path, metavar="PHOTO")
    parser.add_argument("--rebuild", metavar="LAYER", help="rebuild the photo from this layer's maps instead")
    parser.add_argument("--edge-size", type=int, default=256, metavar="PX", help="long side (default: %(default)s)")
    parser.add_argument("--rounds", type=count_of, metavar="N", help="of twenty evaluations, for --rebuild")
    add_common(parser, _run, "a folder for the sheets; .png or .jpg with --rebuild")


def _run(flags: argparse.Namespace) -> None:
    check_needed(flags, "rounds", "rebuild")
    if not flags.rebuild and flags.output.suffix.lower() in PICTURES:
        raise InvalidOption(f"{flags.output} is to be a folder of sheets; name one, or a layer with --rebuild.")
    photo = read_proven((flags.content,), flags.edge_size)[0]
    if flags.rebuild:
        check_output(flags.output, flags.report, inputs_of(flags))
        _rebuild(flags, photo)
    else:
        flags.output.mkdir(parents=True, exist_ok=True)
        check_report(flags.report, inputs_of(flags))
        _write_sheets(flags, photo)


def _rebuild(flags: argparse.Namespace, encoded: bytes) -> None:
    from engine.laboratory.layers import surviving_share
    from engine.pictures.images import open_picture

    changes = RecipeChanges(content_layers=((flags.rebuild, 1.0),), rounds=flags.rounds)
    options = replace(options_of(flags), recipe="rebuild", changes=changes)
    request = StyleRequest(content_image=encoded, style_images=(encoded,), options=options)
    image, report = painted(flags, request)
    photo = open_picture(encoded).resize(image.size, Image.Resampling.LANCZOS)
    report["surviving_share"] = round(surviving_share(photo, image), 4)
    write(flags, image, report)
    sys.stdout.write(f"{100 * report['surviving_share']:.0f} % of the picture survives in {flags.rebuild}\n")


def _write_sheets(flags: argparse.Namespace, encoded: bytes) -> None:
    from engine.laboratory.experiment import looked_at
    from engine.laboratory.layers import sheets
    from engine.laboratory.room import room_for
    from engine.pictures.images import open_picture, resize

    clock, written = Clock(), list[str]()
    workshop, photo = workshop_of(flags), resize(open_picture(encoded), flags.edge_size)
    files = {name: flags.output / f"{place:02}-{name}.png" for place, name in enumerate(looked_at(workshop), 1)}
    check_spared(inputs_of(flags), files.values())
    clock.lap("load")
    with stopping() as was_stopped, progress_bar(is_shown=not flags.quiet) as show, room_for(workshop, photo.size):
        for name, sheet in sheets(workshop, photo):
            sheet.save(files[name])
            written.append(name)
            show(_standing(len(written), len(files), max(photo.size), clock))
            if was_stopped():
                break
    clock.lap("sheets")
    write_report(flags.report, _report(workshop, photo, written, clock) | {"stopped": len(written) < len(files)})
    sys.stdout.write(f"{flags.output}: {len(written)} sheets\n")


def _standing(written: int, sheets: int, edge_size: int, clock: Clock) -> Iterate:
    """Return how many of the sheets are written, and for how long the others take as long as those."""
    return Iterate(
        level=0,
        levels=1,
        edge_size=edge_size,
        evaluation=written,
        evaluations=sheets,
        fraction=written / sheets,
        seconds_left=(clock.elapsed - clock.parts["load"]) / written * (sheets - written),
    )


def _report(workshop: Workshop, photo: Image.Image, layers: list[str], clock: Clock) -> dict[str, Any]:
    from engine.machine.devices import peak_rss_mb
    from engine.painting.report import network_facts

    parts = {part: round(took, 3) for part, took in clock.parts.items()}
    return {
        **network_facts(workshop),
        "layers": layers,
        "width": photo.width,
        "height": photo.height,
        "seconds": {**parts, "total": round(clock.elapsed, 3)},
        "peak_rss_mb": peak_rss_mb(),
    }
