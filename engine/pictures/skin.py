"""Which pixels of a photo belong to faces, ears, throats: a soft map around what a detector found.

The middle of each face, and around it what has its own hue and is not as dark as hair. Must not know how faces are
found.
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
CORE = (0.45, 0.7)  # of the ellipse's radius: up to the first all counts, eyes and mouth too; beyond, what is skin
DARK = (0.25, 0.5)  # shares by which hair and shadows are darker than the face: up to the first it is skin
PALE = (0.5, 0.75)  # likewise of chroma, for walls and collars; in the ellipse what is lit may be paler
GAP = 0.15  # in sides of the box: a brow is narrower, a fringe is not
LIKENESS = 2.0  # deviations from the face's own hue within which a pixel is skin
FEATHER = 0.05  # radius of the blur, in sides of the square


def skin_map(image: Image.Image, faces: Sequence[Face]) -> Image.Image:
    """Return an 8-bit map of an RGB picture, at most MAP_EDGE px: 255 on faces and their skin, 0 far from them."""
    small = resize(image, min(MAP_EDGE, max(image.size)))
    colors = np.asarray(small.convert("YCbCr"), dtype=np.float32)
    found = np.zeros(colors.shape[:2], dtype=np.float32)
    for face in faces:
        found = np.maximum(found, _around(face, colors))
    feather = FEATHER * max(face.width * small.width for face in faces)
    inner = Image.fromarray(np.rint(255 * found).astype(np.uint8)).filter(ImageFilter.MinFilter(3))
    return inner.filter(ImageFilter.GaussianBlur(feather))


def _around(face: Face, colors: Map) -> Map:
    """Return the map of one face, 0..1."""
    oval = _radius(face, colors.shape, HALF_WIDTH, HALF_HEIGHT, 0.0)
    reach = _radius(face, colors.shape, REACH_WIDTH, REACH_HEIGHT, REACH_DOWN)
    hue, paleness, shade = _beside(colors, oval < 0.7)
    lit = hue * _soft(shade, *DARK)
    skin = lit * _soft(paleness, *PALE)
    in_oval = _without_gaps(np.maximum(skin, lit * (shade < 0)), GAP * face.width * colors.shape[1])
    around: Map = np.maximum.reduce(
        [_soft(oval, *CORE), in_oval * _soft(oval, 0.75, 1.05), skin * _soft(reach, 0.7, 1.0)]
    )
    return around


def _radius(face: Face, shape: tuple[int, ...], half_width: float, half_height: float, down: float) -> Map:
    """Return how far every pixel is from the middle of a face, 1 on an ellipse whose half axes are in its sides."""
    height, width = shape[:2]
    x = (np.arange(width) + 0.5) / width - face.left - face.width / 2
    y = (np.arange(height) + 0.5) / height - face.top - (0.5 + down) * face.height
    radius: Map = np.hypot(x / (half_width * face.width), y[:, None] / (half_height * face.height)).astype(np.float32)
    return radius


def _beside(colors: Map, inside: NDArray[np.bool_]) -> tuple[Map, Map, Map]:
    """Return what every pixel (luma, two of chroma) is beside the colours inside.

    How like theirs its hue is, 0..1; by how much paler and by how much darker it is, as shares of what they are. Hue
    tells a face from hair: light takes a forehead's chroma away, but evenly.
    """
    chroma = colors[..., 1:] - 128
    middle = np.median(chroma[inside], axis=0)
    strength = np.float32(max(np.hypot(*middle), 1.0))
    turned = np.array((-middle[1], middle[0]), dtype=np.float32) / strength
    across: Map = np.abs((chroma @ turned).astype(np.float32))
    spread = max(1.5 * float(np.median(across[inside])), 3.0)  # of 255; the median's deviation, a floor
    paleness: Map = 1 - chroma @ middle / strength**2
    shade: Map = 1 - colors[..., 0] / np.float32(max(float(np.median(colors[..., 0][inside])), 1.0))
    return _soft(across / np.float32(spread), 0.6 * LIKENESS, LIKENESS), paleness, shade


def _without_gaps(found: Map, width: float) -> Map:
    """Return a map with its gaps closed that are narrower than so many px: brows, eyes, a mouth."""
    image = Image.fromarray(np.rint(255 * found).astype(np.uint8))
    for each in (ImageFilter.MaxFilter(3), ImageFilter.MinFilter(3)):
        for _ in range(max(int(width) // 2, 1)):  # measured: the same as one wide filter, in a tenth of its time
            image = image.filter(each)
    return np.asarray(image, dtype=np.float32) / np.float32(255)


def _soft(distance: Map, full: float, none: float) -> Map:
    """Return 1 up to a distance, 0 from another one on, in between a smooth step."""
    part = np.clip((none - distance) / (none - full), 0, 1)
    step: Map = part * part * (3 - 2 * part)
    return step
