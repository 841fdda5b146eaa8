"""`python -m engine layers`: what every layer keeps of a photo."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image

from engine.commands.laboratory.asking import add_common, options_of, painted, workshop_of, write
from engine.commands.laboratory.checks import check_needed
from engine.commands.stylize import check_output, count_of, read_proven
from engine.options.recipe_changes import RecipeChanges
from engine.request import StyleRequest
from models.stopping import stopping


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
    photo = read_proven((flags.content,), flags.edge_size)[0]
    if flags.rebuild:
        check_output(flags.output, flags.report)
        _rebuild(flags, photo)
    else:
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
    from engine.laboratory.layers import sheets
    from engine.laboratory.room import room_for
    from engine.pictures.images import open_picture, resize

    flags.output.mkdir(parents=True, exist_ok=True)
    workshop, photo = workshop_of(flags), resize(open_picture(encoded), flags.edge_size)
    place = 0
    with stopping() as was_stopped, room_for(workshop, photo.size):
        for place, (name, sheet) in enumerate(sheets(workshop, photo), 1):
            sheet.save(flags.output / f"{place:02}-{name}.png")
            if was_stopped():
                break
    if flags.report:
        told = {"network": workshop.network, "weights": workshop.weights.description, "device": workshop.device}
        flags.report.write_text(json.dumps(told, indent=2) + "\n")
    sys.stdout.write(f"{flags.output}: {place} sheets\n")
