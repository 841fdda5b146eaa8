"""Styles and a scene drawn by our own code, so that nobody needs to bring a picture.

Pillow and NumPy only; the same name, size and seed give the same picture. One module a style; each has
draw(size, rng), which returns the picture as an array (see engine.gallery.canvas). Knows no torch.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image

from engine.errors import InvalidOption
from engine.gallery import scene
from engine.gallery.canvas import Array, Size, to_image
from engine.gallery.styles import brush, glass, hatching, ink, mosaic, points, shapes, watercolor, wave

Draw = Callable[[Size, np.random.Generator], Array]

MIN_EDGE_SIZE = 64  # px
STYLE_RATIO = 0.8  # height to width, of every style: they stand together in an album
SCENE_RATIO = 2 / 3


@dataclass(frozen=True, kw_only=True)
class GalleryStyle:
    """One style of the gallery.

    Attributes:
        name: Lower case, one word: what commands and buttons say.
        draw: Draws it at a size, with a random generator.
    """

    name: str
    draw: Draw


STYLES = (
    GalleryStyle(name="brush", draw=brush.draw),
    GalleryStyle(name="wave", draw=wave.draw),
    GalleryStyle(name="mosaic", draw=mosaic.draw),
    GalleryStyle(name="glass", draw=glass.draw),
    GalleryStyle(name="points", draw=points.draw),
    GalleryStyle(name="hatching", draw=hatching.draw),
    GalleryStyle(name="ink", draw=ink.draw),
    GalleryStyle(name="watercolor", draw=watercolor.draw),
    GalleryStyle(name="shapes", draw=shapes.draw),
)


def draw_style(name: str, edge_size: int = 768, seed: int = 0) -> Image.Image:
    """Return the style of this name as an RGB picture, edge_size px wide.

    Raises:
        InvalidOption: No style has this name, or the size is under MIN_EDGE_SIZE.
    """
    for style in STYLES:
        if style.name == name:
            return _drawn(style.draw, name, edge_size, STYLE_RATIO, seed)
    known = ", ".join(style.name for style in STYLES)
    raise InvalidOption(f"The gallery has no style {name!r}; it has {known}.")


def draw_scene(edge_size: int = 768, seed: int = 0) -> Image.Image:
    """Return a landscape to paint, edge_size px wide, as an RGB picture: what a photo would be.

    Raises:
        InvalidOption: The size is under MIN_EDGE_SIZE.
    """
    return _drawn(scene.draw, "scene", edge_size, SCENE_RATIO, seed)


def _drawn(draw: Draw, name: str, edge_size: int, ratio: float, seed: int) -> Image.Image:
    if edge_size < MIN_EDGE_SIZE:
        raise InvalidOption(f"The edge size is {edge_size} px; give at least {MIN_EDGE_SIZE} px.")
    rng = np.random.default_rng([zlib.crc32(name.encode()), seed])
    return to_image(draw((edge_size, round(edge_size * ratio)), rng))
