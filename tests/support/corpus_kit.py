"""What the corpus is built with: one entry, and pictures to encode."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from tests.support import drawn

OK = "ok"
UNREADABLE, TOO_LARGE = "UnreadablePicture", "PictureTooLarge"
TOO_SMALL, TOO_NARROW = "PictureTooSmall", "PictureTooNarrow"
ANY = (OK, UNREADABLE, TOO_LARGE, TOO_SMALL, TOO_NARROW)  # damage that may do anything but escape the error tree

WIDTH, HEIGHT = 96, 64


@dataclass(frozen=True, kw_only=True)
class CorpusFile:
    """One file.

    Attributes:
        name: What its sender calls it; the suffix may lie.
        data: Its bytes.
        outcomes: What may come of opening it: OK or names of errors.
        center: The colour its middle must have, where it opens and that is known.
    """

    name: str
    data: bytes = field(repr=False)
    outcomes: tuple[str, ...]
    center: tuple[int, int, int] | None = None


def entry(name: str, data: bytes, *outcomes: str, center: tuple[int, int, int] | None = None) -> CorpusFile:
    return CorpusFile(name=name, data=data, outcomes=outcomes, center=center)


def noise(size: tuple[int, int] = (WIDTH, HEIGHT), mode: str = "RGB", seed: int = 0) -> Image.Image:
    """A picture that no encoder can shorten: a cut through its bytes is a cut through its pixels."""
    return drawn.noise(size, seed).convert(mode)


def plain(color: Any = (200, 60, 40), mode: str = "RGB", size: tuple[int, int] = (WIDTH, HEIGHT)) -> Image.Image:
    return Image.new(mode, size, color)


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, depth: int, color_type: int, rows: bytes, *extra: bytes) -> bytes:
    """A PNG by hand; rows with their filter bytes, extra chunks before the pixels."""
    header = struct.pack(">IIBBBBB", width, height, depth, color_type, 0, 0, 0)
    chunks = [png_chunk(b"IHDR", header), *extra, png_chunk(b"IDAT", zlib.compress(rows, 9)), png_chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def tiff(entries: list[tuple[int, int, int, int]], strip: bytes = b"", *, next_ifd: int = 0) -> bytes:
    """A little-endian TIFF by hand: entries (tag, type, count, value); the strip follows at its end.

    A value of -1 stands for the strip's offset, and next_ifd of 8 makes the directory point at itself.
    """
    start = 8 + 2 + 12 * len(entries) + 4
    body = struct.pack("<H", len(entries))
    for tag, kind, count, value in sorted(entries):
        body += struct.pack("<HHII", tag, kind, count, start if value == -1 else value)
    return b"II*\x00" + struct.pack("<I", 8) + body + struct.pack("<I", next_ifd) + strip
