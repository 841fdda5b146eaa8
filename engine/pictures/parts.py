"""How many parts an encoded picture is in, told without decoding it: Pillow reads most of them one by one in Python.

A picture of a few MB in a million parts would hold a decoder for seconds. Knows nothing of pixels.
"""

from __future__ import annotations

import itertools
import re
import struct
from collections.abc import Callable, Iterator

# of a JPEG; libtiff's limit as well; encoders write about ten (libjpeg: 10, mozjpeg: up to 12). Measured: 40 megapixels
# with a hundred scans take 3.8 s of a processor at most, of the 20 that a picture may take
MAX_SCANS = 100
# Pillow reads segments, and what fills the place between them, one by one in Python: 20 MB of empty ones took 8.8 s.
# 20 MB of full ones are 306, and hardly anybody fills
MAX_SEGMENTS = 1000
MAX_FILL_BYTES = 10_000
MAX_PARTS = 100_000  # of the other kinds; 40 megapixels of noise in libpng's 8 KB chunks are 15,000 of them
MAX_PROFILES = 3  # of a PNG, which has one: Pillow unpacks each, up to a megabyte; 15,000 took more than 20 s
# of a packed BMP, pixels and half its bytes, gone through one by one in Python: 40 megapixels in 30 KB took 5 s.
# Screens of 4K are 8 million
MAX_PACKED = 10_000_000

_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")  # between scans and in them: not 00 (a stuffed FF), not RST0..7
_START_OF_SCAN, _END_OF_IMAGE, _START_OF_IMAGE, _TEM = 0xDA, 0xD9, 0xD8, 0x01
_GIF_COMMENT = 0xFE
_CORE_HEADER = 12  # bytes, OS/2's: it says nothing of packing, and colours stand where longer ones do
_RUN_LENGTHS = (1, 2)  # how a BMP says that it is packed, by 8 or 4 bits a pixel
_STRIP_OFFSETS, _TILE_OFFSETS = 273, 324  # TIFF's tags whose values are where the parts lie


def has_too_many_parts(data: bytes, kind: str) -> bool:
    """Return whether a file of this kind has more parts than are read; broken ones the decoder refuses."""
    return kind in _COUNTS and _COUNTS[kind](data)


def _jpeg(data: bytes) -> bool:
    """Count scans, segments and fill bytes; reads markers as libjpeg does (ITU-T T.81, annex B)."""
    scans, segments, filled, place = 0, 0, 0, 0
    while found := _MARKER.search(data, place):
        filled += 0 if scans else found.start() - place
        marker, place = data[found.end() - 1], found.end()
        if marker == _END_OF_IMAGE:
            return False
        if marker in (_START_OF_IMAGE, _TEM):  # the two that have no length
            continue
        scans, segments = scans + (marker == _START_OF_SCAN), segments + 1
        if scans > MAX_SCANS or segments > MAX_SEGMENTS or filled > MAX_FILL_BYTES:
            return True
        place += int.from_bytes(data[place : place + 2], "big")
    return False


def _png(data: bytes) -> bool:
    """Count chunks, and colour profiles among them."""
    place, chunks, profiles = 8, 0, 0  # behind the signature
    while place + 8 <= len(data) and (name := data[place + 4 : place + 8]) != b"IEND":
        chunks, profiles = chunks + 1, profiles + (name == b"iCCP")
        if chunks > MAX_PARTS or profiles > MAX_PROFILES:
            return True
        place += 12 + int.from_bytes(data[place : place + 4], "big")
    return False


def _gif(data: bytes) -> bool:
    return next(itertools.islice(_gif_blocks(data), MAX_PARTS, None), None) is not None


def _gif_blocks(data: bytes) -> Iterator[int]:
    """Yield what stands before the first frame, block by block; the frame's own blocks are read in C."""
    palette = 3 << (data[10] & 7) + 1 if data[10:] and data[10] & 128 else 0
    place = 13 + palette
    while place < len(data) and data[place : place + 1] not in (b",", b";"):
        yield place
        if data[place : place + 1] != b"!":  # what no GIF has there is passed over byte by byte
            place += 1
            continue
        is_comment, place = data[place + 1 : place + 2] == bytes([_GIF_COMMENT]), place + 2
        may_be_empty = not is_comment  # Pillow reads on behind an extension whose first block is empty
        while place < len(data) and (data[place] or may_be_empty):
            yield place
            place, may_be_empty = place + 1 + data[place], False
        place += 1


def _bmp(data: bytes) -> bool:
    """Return whether a run-length encoded one is larger than is read; others are read at once."""
    header, packing = (int.from_bytes(data[place : place + 4], "little") for place in (14, 30))
    if len(data) < 34 or header <= _CORE_HEADER or packing not in _RUN_LENGTHS:
        return False
    width, height = struct.unpack_from("<ii", data, 18)
    return bool(abs(width * height) + len(data) // 2 > MAX_PACKED)


def _tiff(data: bytes) -> bool:
    """Count entries of the first directory, and strips or tiles."""
    order = ">" if data[:1] == b"M" else "<"
    is_big = data[2:4] in (b"+\x00", b"\x00+")
    offset, number, entry, step = ("Q", "Q", "HHQ", 20) if is_big else ("I", "H", "HHI", 12)
    try:
        (place,) = struct.unpack_from(order + offset, data, 8 if is_big else 4)
        (entries,) = struct.unpack_from(order + number, data, place)
        place += struct.calcsize(order + number)
        for index in range(min(entries, MAX_PARTS)):
            tag, _, count = struct.unpack_from(order + entry, data, place + index * step)
            if tag in (_STRIP_OFFSETS, _TILE_OFFSETS) and MAX_PARTS < count <= len(data) // 2:  # more are not there
                return True
    except (struct.error, OverflowError):
        return False
    return bool(entries > MAX_PARTS)


_COUNTS: dict[str, Callable[[bytes], bool]] = {
    "JPEG": _jpeg,
    "PNG": _png,
    "GIF": _gif,
    "BMP": _bmp,
    "TIFF": _tiff,
}
