"""A painting at the size of its photo: enlarged, and what the photo has finer than the painting laid over it.

Must not know how a picture is painted.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.pictures.color import LUMA

LARGEST_EDGE = 4096  # px; of a photo that is larger, a picture of this size is made
SHARE = 0.6  # of the photo's finest detail; seen: all of it is a photo under a filter


def at_size_of(photo: Image.Image, painted: Image.Image) -> Image.Image:
    """Return an RGB painting as large as its photo, with the photo's finest brightness; as it is, if it is as large."""
    if max(photo.size) <= max(painted.size):
        return painted
    detail = SHARE * (_luma(photo) - _luma(_there_and_back(photo, painted)))
    pixels = np.asarray(painted.resize(photo.size, Image.Resampling.LANCZOS), dtype=np.float32) + detail[..., None]
    return Image.fromarray(np.rint(pixels.clip(0, 255)).astype(np.uint8))


def _there_and_back(photo: Image.Image, painted: Image.Image) -> Image.Image:
    """Return the photo with nothing finer than the painting has."""
    return photo.resize(painted.size, Image.Resampling.LANCZOS).resize(photo.size, Image.Resampling.LANCZOS)


def _luma(image: Image.Image) -> NDArray[np.float32]:
    return np.asarray(image, dtype=np.float32) @ np.array(LUMA, dtype=np.float32)
