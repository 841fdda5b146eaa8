"""Pictures made of finished ones: between photo and painting, both beside each other, a sticker.

Must not know how a picture is painted.
"""

from __future__ import annotations

import io

from PIL import Image

from engine.pictures.encoding import png_metadata, to_png
from engine.pictures.images import open_picture

STICKER_EDGE = 512  # px; Telegram: one side is exactly that, the other one not larger
STICKER_BYTES = 512_000  # Telegram's limit for one that does not move
STICKER_QUALITIES = (92, 80, 60, 40)


def mix(content: bytes, painting: bytes, share: float) -> bytes:
    """Return a PNG between the photo (share 0) and the painting (share 1), at the painting's size.

    The mean is taken of the sRGB values, as every paint program does. The painting's metadata is kept.

    Raises:
        UnusablePicture: One of them cannot be read.
        ValueError: The share is not within 0..1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"The share is {share:g}; give a number from 0 to 1.")
    painted = open_picture(painting)
    photo = open_picture(content).resize(painted.size, Image.Resampling.LANCZOS)
    return to_png(Image.blend(photo, painted, share), png_metadata(painting) | {"mix": f"{share:g}"})


def side_by_side(content: bytes, painting: bytes) -> bytes:
    """Return a PNG with the photo left of the painting, both at its size; wide ones stand above each other.

    Raises:
        UnusablePicture: One of them cannot be read.
    """
    painted = open_picture(painting)
    photo = open_picture(content).resize(painted.size, Image.Resampling.LANCZOS)
    width, height = painted.size
    gap = max(4, max(width, height) // 64)
    offset = (0, height + gap) if width > 2 * height else (width + gap, 0)  # else a strip nobody can make out
    sheet = Image.new("RGB", (width + offset[0], height + offset[1]), "white")
    sheet.paste(photo, (0, 0))
    sheet.paste(painted, offset)
    return to_png(sheet)


def sticker(painting: bytes) -> bytes:
    """Return the painting as a WebP whose long side is STICKER_EDGE, as stickers must be; what is clear stays clear.

    Raises:
        UnusablePicture: It cannot be read.
    """
    width, height = open_picture(painting).size
    scale = STICKER_EDGE / max(width, height)
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    with Image.open(io.BytesIO(painting)) as image:
        fitted = image.convert("RGBA" if image.has_transparency_data else "RGB").resize(size, Image.Resampling.LANCZOS)
    for quality in STICKER_QUALITIES:
        file = io.BytesIO()
        fitted.save(file, "WEBP", quality=quality)
        if file.tell() <= STICKER_BYTES:
            break
    return file.getvalue()
