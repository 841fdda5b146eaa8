"""Requests of 96 px and ten evaluations, and their results as pixels."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image

from engine.options.style_options import StyleOptions
from engine.pictures.encoding import to_png
from engine.request import StyleRequest, StyleResult

QUICK = ((64, 6), (96, 4))


def clouds(seed: int, size: tuple[int, int] = (96, 72)) -> bytes:
    """Return a PNG of soft colours."""
    colours = np.random.default_rng(seed).integers(0, 255, (9, 12, 3), dtype=np.uint8)
    return to_png(Image.fromarray(colours).resize(size, Image.Resampling.BICUBIC))


def request(content: bytes | None = None, styles: tuple[int, ...] = (2,), **options: Any) -> StyleRequest:
    """Return a request on clouds of these seeds."""
    return StyleRequest(
        content_image=content or clouds(1),
        style_images=tuple(clouds(seed) for seed in styles),
        options=StyleOptions(**{"edge_size": 96, "schedule": QUICK, **options}),
    )


def opened(result: StyleResult) -> Any:
    """Return the result as float32 of [height, width, 3], 0..1."""
    return np.asarray(Image.open(io.BytesIO(result.image_png)), dtype=np.float32) / 255
