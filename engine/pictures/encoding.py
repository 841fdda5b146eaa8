"""A picture to bytes: a PNG with its parameters, or a JPEG no larger than allowed. Knows nothing of where it goes."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping

from PIL import Image, PngImagePlugin

from engine.errors import PictureTooLarge
from engine.pictures.images import DECODER_FAULTS, FORMATS, MIN_SIDE, bare, unreadable
from engine.pictures.modes import srgb_profile

JPEG_QUALITY = 95  # with 4:4:4: no visible loss
_MIN_JPEG_QUALITY = 30  # below it a smaller picture looks better than a worse one


def to_png(image: Image.Image, metadata: Mapping[str, str] | None = None) -> bytes:
    """Return the picture as a PNG marked sRGB, each metadata entry as an iTXt chunk (UTF-8)."""
    chunks = PngImagePlugin.PngInfo()
    chunks.add(b"sRGB", b"\x00")  # PNG specification, 11.3.2.5: rendering intent perceptual
    for name, text in (metadata or {}).items():
        chunks.add_itxt(name, text)
    file = io.BytesIO()
    bare(image).save(file, "PNG", pnginfo=chunks)
    return file.getvalue()


def png_metadata(data: bytes) -> dict[str, str]:
    """Return the metadata that to_png wrote; empty for pictures of other kinds.

    Raises:
        UnreadablePicture: Not a picture.
    """
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as file:
            file.load()
            return {name: str(text) for name, text in getattr(file, "text", {}).items()}
    except DECODER_FAULTS as error:
        raise unreadable(data) from error


def to_jpeg(image: Image.Image, quality: int = JPEG_QUALITY, max_bytes: int | None = None) -> bytes:
    """Return the picture as a JPEG, 4:4:4, with an sRGB profile and nothing else in it.

    Args:
        image: RGB.
        quality: The best quality to try, 1..100.
        max_bytes: First the quality is lowered until the file is no larger than this, then the picture.

    Raises:
        PictureTooLarge: No JPEG of this picture is so small.
    """
    encoded = _jpeg(image, quality)
    if max_bytes is None or len(encoded) <= max_bytes:
        return encoded
    smallest = _jpeg(image, min(quality, _MIN_JPEG_QUALITY))
    if len(smallest) > max_bytes:
        return to_jpeg(_smaller(image, len(smallest), max_bytes), quality, max_bytes)
    return _best_jpeg(image, smallest, quality, max_bytes)


def _jpeg(image: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()  # no optimize=True: Pillow's buffer for it is too small for noisy pictures in 4:4:4
    bare(image).save(file, "JPEG", quality=quality, subsampling=0, icc_profile=srgb_profile())
    return file.getvalue()


def _best_jpeg(image: Image.Image, smallest: bytes, quality: int, max_bytes: int) -> bytes:
    """Halve the range between _MIN_JPEG_QUALITY, which fits as smallest, and quality, which does not."""
    best, fits, too_much = smallest, _MIN_JPEG_QUALITY, quality
    while too_much - fits > 1:
        middle = (fits + too_much) // 2
        encoded = _jpeg(image, middle)
        if len(encoded) <= max_bytes:
            best, fits = encoded, middle
        else:
            too_much = middle
    return best


def _smaller(image: Image.Image, size_bytes: int, max_bytes: int) -> Image.Image:
    if min(image.size) <= MIN_SIDE:
        message = f"The picture takes {size_bytes} bytes as a JPEG; at most {max_bytes} are allowed. Allow more."
        raise PictureTooLarge(message, size_bytes=size_bytes, limit=max_bytes)
    scale = min(0.9, math.sqrt(max_bytes / size_bytes))
    size = max(MIN_SIDE, round(image.width * scale)), max(MIN_SIDE, round(image.height * scale))
    return image.resize(size, Image.Resampling.LANCZOS)
