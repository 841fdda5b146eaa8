"""What a file seems to be, by its first bytes: for messages, never to choose a decoder.

Knows nothing of names and declared types: people and programs get those wrong.
"""

from __future__ import annotations

_FIRST_BYTES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG", "PNG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"II+\x00", "TIFF"),
    (b"MM\x00+", "TIFF"),
    (b"%PDF", "PDF"),
    (b"%!PS", "PostScript"),
    (b"\xc5\xd0\xd3\xc6", "PostScript"),
    (b"8BPS", "Photoshop"),
    (b"PK\x03\x04", "ZIP"),
    (b"\x1f\x8b", "gzip"),  # also animated stickers
    (b"\x1aE\xdf\xa3", "video"),
    (b"\x00\x00\x00\x0cjP", "JPEG 2000"),
    (b"OggS", "sound"),
    (b"ID3", "sound"),
)
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")  # ISO/IEC 23008-12, annex B
_AVIF_BRANDS = (b"avif", b"avis")
_TEXT_MARKS = ((b"<svg", "SVG"), (b"<!doctype html", "web page"), (b"<html", "web page"))


def kind_of(data: bytes) -> str:
    """Return what the bytes seem to be ("JPEG", "PDF", "video", "empty", ...), or "" if that cannot be told."""
    if not data:
        return "empty"
    if data[:4] == b"RIFF":
        return "WebP" if data[8:12] == b"WEBP" else "video"
    if data[4:8] == b"ftyp":
        return _kind_of_brand(data[8:12], data[16:64])
    for first, kind in _FIRST_BYTES:
        if data.startswith(first):
            return kind
    return _kind_of_text(data[:1024])


def _kind_of_brand(brand: bytes, compatible: bytes) -> str:
    """Tell the files apart that start like an MP4 (ISO/IEC 14496-12): major brand, then compatible ones."""
    if brand in _AVIF_BRANDS or (brand == b"mif1" and b"avif" in compatible):
        return "AVIF"
    return "HEIC" if brand in _HEIC_BRANDS else "video"


def _kind_of_text(start: bytes) -> str:
    lowered = start.lower()
    for mark, kind in _TEXT_MARKS:
        if mark in lowered:
            return kind
    try:
        start.decode()
    except UnicodeDecodeError:
        return ""
    return "text" if b"\x00" not in start else ""
