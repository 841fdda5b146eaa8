"""The files of a command: pictures that it reads, what it writes, and that neither takes the other's place.

Must not know what is painted, nor load torch.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from engine.errors import InvalidOption, UnusablePicture
from engine.pictures.encoding import to_jpeg, to_png
from engine.pictures.film import check_films
from engine.pictures.images import open_picture
from engine.pictures.plain import COLORS, plain
from models.outputs import check_writable, is_one_of

PICTURES = (".png", ".jpg", ".jpeg")  # what names of pictures that are written end in


def inputs_of(flags: argparse.Namespace) -> tuple[Path, ...]:
    """Return what a command is to read: its pictures and its file of weights."""
    named = (getattr(flags, "content", None), *getattr(flags, "styles", ()), flags.weights)
    return tuple(path for path in named if path is not None)


def read_proven(paths: Sequence[Path], edge_size: int) -> list[bytes]:
    """Return the bytes of files that have proved to be pictures; words stand for pictures of one colour.

    Raises:
        UnusablePicture: The message names the file.
    """
    encoded = [_read(path, edge_size) for path in paths]
    asyncio.run(_prove(list(zip(paths, encoded, strict=True)), edge_size))
    return encoded


def _read(path: Path, edge_size: int) -> bytes:
    """Return a file's bytes, or a picture of one colour for its word."""
    from engine.pictures.decoder import check_bytes

    if str(path) in COLORS and not path.exists():
        return to_png(plain(str(path), edge_size))
    try:
        check_bytes(path.stat().st_size)  # before gigabytes are read
    except UnusablePicture as error:
        raise _named(path, error) from None
    return path.read_bytes()


async def _prove(pictures: Sequence[tuple[Path, bytes]], edge_size: int) -> None:
    """Let a confined child read every picture first, within its limits of time and memory."""
    from engine.pictures.decoder import Decoder

    async with Decoder(children=1) as decoder:
        for path, encoded in pictures:
            try:
                await decoder.prepare(encoded, edge_size)
            except UnusablePicture as error:
                raise _named(path, error) from None


def _named(path: Path, error: UnusablePicture) -> UnusablePicture:
    error.args = (f"{path}: {error}",)
    return error


def check_output(
    path: Path,
    report: Path | None,
    inputs: Sequence[Path] = (),
    *,
    films: bool = False,
    is_numbered: bool = False,
) -> None:
    """Check before the first evaluation that what comes of the last one can be written, and replaces no input.

    Args:
        path: Of the picture or film.
        report: Of the report, if one is written.
        inputs: What the command reads.
        films: Whether it is a film.
        is_numbered: Whether pictures named after it, OUT-01.png and so on, are written as well.

    Raises:
        InvalidOption: The message says what else to name.
        OSError: A file cannot be written.
    """
    if films:
        check_films()
    endings = (".mp4",) if films else PICTURES
    if path.suffix.lower() not in endings:
        raise InvalidOption(f"The output is {path.name}; let its name end in {' or '.join(endings)}.")
    if not path.parent.is_dir():
        raise InvalidOption(f"There is no folder {path.parent}; make it first.")
    if report and report.resolve() == path.resolve():
        raise InvalidOption(f"The picture and its report would both be {path}; name another file for one of them.")
    if is_numbered:
        _check_numbered(path, inputs)
    check_spared(inputs, [path])
    check_writable(path)
    check_report(report, inputs)


def check_report(report: Path | None, inputs: Sequence[Path]) -> None:
    """Check that the report, if one is asked for, can be written and replaces no input; raises as check_output."""
    if report:
        check_spared(inputs, [report])
        check_writable(report)


def check_spared(inputs: Sequence[Path], outputs: Iterable[Path]) -> None:
    """Check that no output is one of the inputs, whatever the two are called.

    Raises:
        InvalidOption: One is.
    """
    for output in outputs:
        if is_one_of(output, inputs):
            raise InvalidOption(f"{output} is read, and would be written over; name another file for what is written.")


def _check_numbered(path: Path, inputs: Sequence[Path]) -> None:
    """Check that no input has a name that one of the numbered pictures may take, nor is one of those that are there."""
    numbered, folder = re.compile(re.escape(path.stem) + r"-\d+\.png"), path.parent.resolve()
    check_spared(inputs, (each for each in path.parent.iterdir() if numbered.fullmatch(each.name)))
    for found in (each.resolve() for each in inputs):
        if found.parent == folder and numbered.fullmatch(found.name):
            raise InvalidOption(
                f"{found.name} is read, and may be written over by the pictures of {path.name}; rename one."
            )


def write_picture(path: Path, picture: Image.Image | bytes) -> None:
    """Write a picture, or one that is encoded as PNG already, in the format that the file's name ends in."""
    if path.suffix.lower() == ".png":
        encoded = picture if isinstance(picture, bytes) else to_png(picture)
    else:
        encoded = to_jpeg(open_picture(picture) if isinstance(picture, bytes) else picture)
    path.write_bytes(encoded)


def write_report(path: Path | None, report: dict[str, Any]) -> None:
    """Write what was done and measured as JSON, where that was asked for."""
    if path:
        path.write_text(json.dumps(report, indent=2) + "\n")
