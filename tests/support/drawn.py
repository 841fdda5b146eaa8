"""Small pictures for tests of opening and encoding."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

RED, GREEN, BLUE, GREY = (255, 0, 0), (0, 255, 0), (0, 0, 255), (128, 128, 128)


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def plain(
    color: tuple[int, ...] | int | float = GREY, size: tuple[int, int] = (64, 48), mode: str = "RGB"
) -> Image.Image:
    return Image.new(mode, size, color)


def noise(size: tuple[int, int] = (256, 192), seed: int = 0) -> Image.Image:
    pixels = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    return Image.fromarray(pixels)


def top_left_red(size: tuple[int, int] = (96, 64)) -> Image.Image:
    """White but for a red quarter: shows how a picture was turned."""
    image = plain((255, 255, 255), size)
    image.paste(RED, (0, 0, size[0] // 2, size[1] // 2))
    return image


def corner(image: Image.Image) -> tuple[int, ...]:
    return image.getpixel((4, 4))
