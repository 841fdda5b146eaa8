"""Opens pictures as Telegram does: what it takes for a photo, upright, and in which sizes it keeps one.

Knows no ids and no store.
"""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, ImageOps

from bot.localchat.world.errors import bad_request

MAX_PHOTO_BYTES = 10 * 1024 * 1024  # Bot API, sendPhoto; TDLib checks 10 << 20
MAX_SIDES_SUM = 10_000  # px, Bot API, sendPhoto
MAX_RATIO = 20  # Bot API, sendPhoto
PHOTO_BOXES = (90, 320, 800, 1280)  # px of the longer side: Telegram's sizes s, m, x, y
THUMBNAIL_BOX = 320  # px, Bot API, sendDocument
JPEG_QUALITY = 87  # what Telegram's own recompression looks like
READABLE = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
_DECODER_FAULTS = (  # what Pillow's decoders raise on damaged files, and on more pixels than it opens
    OSError,
    ValueError,
    SyntaxError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    EOFError,
    RuntimeError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)


class _InvalidDimensionsError(ValueError):
    """The picture's sides are outside the limits of a photo."""


def open_photo(content: bytes) -> Image.Image:
    """Return what was uploaded as a photo, upright and opaque.

    Raises:
        Refused: No picture, or outside the limits of a photo.
    """
    if not content:
        raise bad_request("file must be non-empty")
    if len(content) > MAX_PHOTO_BYTES:
        raise bad_request(
            f"file of size {len(content)} bytes is too big for a photo; the maximum size is {MAX_PHOTO_BYTES} bytes"
        )
    return _open_or_refuse(content)


def as_apps_send(content: bytes) -> bytes:
    """Return what Telegram's apps upload when a person sends this as a photo: a small JPEG of a file over the limit.

    Raises:
        Refused: A file over the limit that is no picture, or outside the limits of a photo.
    """
    if len(content) <= MAX_PHOTO_BYTES:
        return content
    return to_jpeg(within(_open_or_refuse(content), PHOTO_BOXES[-1]))


def open_any(content: bytes) -> Image.Image | None:
    """Return the picture in a file, upright and opaque; None where there is none."""
    try:
        return _open(content)
    except _DECODER_FAULTS:
        return None


def sides(content: bytes, kind: str) -> tuple[int, int] | None:
    """Return width and height of a picture of one kind ("WEBP"); None for anything else."""
    try:
        with Image.open(io.BytesIO(content), formats=(kind,)) as picture:
            return picture.size
    except _DECODER_FAULTS:
        return None


def boxes(size: tuple[int, int]) -> list[int]:
    """Return the boxes of the sizes: those that shrink the photo, then the one that holds it, or the largest."""
    smaller = [box for box in PHOTO_BOXES if box < max(size)]
    return smaller if len(smaller) == len(PHOTO_BOXES) else [*smaller, PHOTO_BOXES[len(smaller)]]


def within(picture: Image.Image, box: int) -> Image.Image:
    """Return the picture so small that it fits a square box; a smaller one as it is."""
    if max(picture.size) <= box:
        return picture
    scale = box / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def to_jpeg(picture: Image.Image) -> bytes:
    """Return the picture as a JPEG like Telegram's."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=JPEG_QUALITY)
    return buffer.getvalue()


def _open_or_refuse(content: bytes) -> Image.Image:
    try:
        return _open(content)
    except _InvalidDimensionsError:
        raise bad_request("PHOTO_INVALID_DIMENSIONS") from None
    except _DECODER_FAULTS as error:
        raise bad_request("IMAGE_PROCESS_FAILED") from error


def _open(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content), formats=READABLE) as picture:
        width, height = picture.size
        if width + height > MAX_SIDES_SUM or max(width, height) > MAX_RATIO * min(width, height):
            raise _InvalidDimensionsError
        picture.draft("RGB", (PHOTO_BOXES[-1], PHOTO_BOXES[-1]))
        upright = ImageOps.exif_transpose(picture)
        if upright.has_transparency_data:
            seen = Image.new("RGBA", upright.size, "white")
            seen.alpha_composite(upright.convert("RGBA"))
            upright = seen
        return upright.convert("RGB")
