"""Pictures to train on, as they lie in a zip or a folder. Knows no sets and no classes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from models.errors import UnusableData

SUFFIXES = (".jpg", ".jpeg", ".png")
_FAULTS = (  # what zipfile and Pillow raise on damaged, encrypted and foreign files
    OSError,
    EOFError,
    ValueError,
    SyntaxError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    LookupError,
    TypeError,
    Image.DecompressionBombError,
)


def is_hidden(name: str) -> bool:
    """Return whether a file is of those that a Mac or an editor puts beside pictures: .name, or in __MACOSX."""
    return any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(name).parts)


def is_picture(name: str) -> bool:
    """Return whether a file is a picture to train on, by its name."""
    return name.lower().endswith(SUFFIXES) and not is_hidden(name)


def open_zip(place: Path) -> zipfile.ZipFile:
    """Return an opened zip.

    Raises:
        UnusableData: It is none, or damaged.
    """
    try:
        return zipfile.ZipFile(place)
    except zipfile.BadZipFile as fault:
        raise UnusableData(f"{place} is no zip, or a damaged one; fetch or pack it again.") from fault


def picture_of(read: Callable[[], bytes], name: str) -> Image.Image:
    """Return a picture in RGB, upright.

    Args:
        read: Returns its file's bytes.
        name: Of the file, for people.

    Raises:
        UnusableData: It cannot be read.
    """
    try:
        return _upright(Image.open(io.BytesIO(read()))).convert("RGB")
    except _FAULTS as fault:
        raise UnusableData(f"{name} cannot be read as a picture; replace it or take it out.") from fault


def central_square(picture: Image.Image, edge_size: int) -> npt.NDArray[np.uint8]:
    """Return the largest square in the middle of a picture, resized: (edge_size, edge_size, 3)."""
    side = min(picture.size)
    left, top = (picture.width - side) / 2, (picture.height - side) / 2
    box = (left, top, left + side, top + side)
    return np.asarray(picture.resize((edge_size, edge_size), Image.Resampling.BICUBIC, box))


def _upright(picture: Image.Image) -> Image.Image:
    picture.load()
    try:
        return ImageOps.exif_transpose(picture)
    except _FAULTS:  # a broken tag is no reason to refuse the picture
        return picture
