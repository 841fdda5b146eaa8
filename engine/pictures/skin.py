"""Which pixels of a photo belong to faces, ears, throats: a soft map around what a detector found.

An ellipse over each face, and around it what has the face's own colour. Must not know how faces are found.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from engine.pictures.faces import Face
from engine.pictures.images import resize

Map = NDArray[np.float32]

MAP_EDGE = 256  # px, long side; the map is soft
HALF_WIDTH, HALF_HEIGHT = 0.52, 0.52  # half axes of the ellipse over a face, in sides of its box: without hair
REACH_WIDTH, REACH_HEIGHT, REACH_DOWN = 1.0, 1.1, 0.4  # how far skin is looked for, and how far under the middle
LIKENESS = 2.0  # deviations from the face's mean colour within which a pixel is skin
FEATHER = 0.08  # radius of the blur, in sides of the square


def skin_map(image: Image.Image, faces: Sequence[Face]) -> Image.Image:
    """Return an 8-bit map of an RGB picture, at most MAP_EDGE px: 255 on faces and their skin, 0 far from them."""
    small = resize(image, min(MAP_EDGE, max(image.size)))
    chroma = np.asarray(small.convert("YCbCr"), dtype=np.float32)[..., 1:]
    found = np.zeros(chroma.shape[:2], dtype=np.float32)
    for face in faces:
        found = np.maximum(found, _around(face, chroma))
    feather = FEATHER * max(face.width * small.width for face in faces)
    return Image.fromarray(np.rint(255 * found).astype(np.uint8)).filter(ImageFilter.GaussianBlur(feather))


def _around(face: Face, chroma: Map) -> Map:
    """Return the map of one face, 0..1."""
    oval = _radius(face, chroma.shape, HALF_WIDTH, HALF_HEIGHT, 0.0)
    reach = _radius(face, chroma.shape, REACH_WIDTH, REACH_HEIGHT, REACH_DOWN)
    skin = _likeness(chroma, oval < 0.7) * _soft(reach, 0.7, 1.0)
    around: Map = np.maximum(_soft(oval, 0.75, 1.05), skin)
    return around


def _radius(face: Face, shape: tuple[int, ...], half_width: float, half_height: float, down: float) -> Map:
    """Return how far every pixel is from the middle of a face, 1 on an ellipse whose half axes are in its sides."""
    height, width = shape[:2]
    x = (np.arange(width) + 0.5) / width - face.left - face.width / 2
    y = (np.arange(height) + 0.5) / height - face.top - (0.5 + down) * face.height
    radius: Map = np.hypot(x / (half_width * face.width), y[:, None] / (half_height * face.height)).astype(np.float32)
    return radius


def _likeness(chroma: Map, inside: NDArray[np.bool_]) -> Map:
    """Return how like the colours inside every pixel's is, 1 at their mean and 0 beyond LIKENESS deviations."""
    own = chroma[inside]
    middle = np.median(own, axis=0)
    spread = np.maximum(1.5 * np.median(np.abs(own - middle), axis=0), 3.0)  # of 255; the median's deviation, a floor
    away = np.sqrt((((chroma - middle) / spread) ** 2).sum(-1))
    return _soft(away.astype(np.float32), 0.6 * LIKENESS, LIKENESS)


def _soft(distance: Map, full: float, none: float) -> Map:
    """Return 1 up to a distance, 0 from another one on, in between a smooth step."""
    part = np.clip((none - distance) / (none - full), 0, 1)
    step: Map = part * part * (3 - 2 * part)
    return step
