"""`python -m engine texture`: a style alone, without a photo."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image

from engine.commands.files import check_output, inputs_of, read_proven
from engine.commands.laboratory.asking import DEFAULTS, add_common, options_of, painted, write
from engine.errors import InvalidOption
from engine.options.recipe_changes import RecipeChanges
from engine.request import StyleRequest
from models.flag_types import count_of


def add_texture(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("texture", help="a style alone, without a photo")
    parser.add_argument("content", type=Path, metavar="STYLE")
    parser.add_argument(
        "--by",
        choices=("moments", "gram", "mean"),
        default="moments",
        help="what is matched: the default recipe's moments at every octave, the cookbook's Gram matrices, their means",
    )
    parser.add_argument("--edge-size", type=int, default=DEFAULTS.edge_size, metavar="PX", help="long side")
    parser.add_argument(
        "--one-size", action="store_true", help="gram and mean as published, at full size from noise, but fewer rounds"
    )
    parser.add_argument(
        "--rounds",
        type=count_of,
        metavar="N",
        help="of 20 evaluations, at one size; 5 unless given, 50 and 100 in the book",
    )
    add_common(parser, _run, ".png or .jpg")


def _run(flags: argparse.Namespace) -> None:
    check_output(flags.output, flags.report, inputs_of(flags))
    if flags.by == "moments" and (flags.one_size or flags.rounds):
        raise InvalidOption("--one-size and --rounds are of --by gram and --by mean; moments have no rounds.")
    style = read_proven((flags.content,), flags.edge_size)[0]
    from engine.pictures.encoding import to_png
    from engine.pictures.images import open_picture

    if flags.by == "moments":  # the default recipe with a photo of one colour, which has nothing to keep
        size = open_picture(style, max_edge=flags.edge_size).size
        content, options = to_png(Image.new("RGB", size, (128, 128, 128))), options_of(flags, strength=100.0)
    else:
        name = f"texture-{flags.by}" + ("" if flags.one_size or flags.rounds else "-octaves")
        changes = RecipeChanges(rounds=flags.rounds)
        content = to_png(open_picture(style, max_edge=2 * flags.edge_size))  # without the holes of a cut-out
        options = replace(options_of(flags), recipe=name, changes=changes)
    write(flags, *painted(flags, StyleRequest(content_image=content, style_images=(style,), options=options)))
