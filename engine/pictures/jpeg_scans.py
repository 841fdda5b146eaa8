"""How many scans and segments a JPEG has, told without decoding one: each scan costs a walk over the whole picture.

Reads markers as libjpeg does (ITU-T T.81, annex B). Knows nothing of pixels.
"""

from __future__ import annotations

import re

# libtiff's limit as well; encoders write about ten (libjpeg: 10, mozjpeg: up to 12). Measured: 40 megapixels with a
# hundred scans take 3.8 s of a processor at most, of the 20 that a picture may take
MAX_SCANS = 100
# Pillow reads segments, and what fills the place between them, one by one in Python: 20 MB of empty ones took 8.8 s.
# 20 MB of full ones are 306, and hardly anybody fills
MAX_SEGMENTS = 1000
MAX_FILL_BYTES = 10_000

_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")  # between scans and in them: not 00 (a stuffed FF), not RST0..7
_START_OF_SCAN, _END_OF_IMAGE, _START_OF_IMAGE, _TEM = 0xDA, 0xD9, 0xD8, 0x01


def has_too_many_parts(data: bytes) -> bool:
    """Return whether the JPEG has more scans, segments or fill bytes than are read; broken ones the decoder refuses."""
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
