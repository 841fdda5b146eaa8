"""What every style of the gallery is drawn with: noise, colours, light on relief, paper.

Pictures under way are float32 arrays, (height, width, 3) in 0..1, or (height, width) for one value a pixel.
Sizes are (width, height) in px, as in Pillow. Knows no motif and no style.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Array = NDArray[Any]  # float32 throughout; NumPy's own annotations lose that at every other step
Size = tuple[int, int]

FULL_EDGE = 768.0  # px; lengths in the gallery are given for a picture of this long side


def unit(size: Size) -> float:
    """Return how many px of this picture one px of a FULL_EDGE picture takes."""
    return max(size) / FULL_EDGE


def grid(size: Size) -> tuple[Array, Array]:
    """Return x and y of every pixel, in shares of the width and the height, 0..1."""
    width, height = size
    x = (np.arange(width, dtype=np.float32) + 0.5) / width
    y = (np.arange(height, dtype=np.float32) + 0.5) / height
    return np.broadcast_to(x, (height, width)), np.broadcast_to(y[:, None], (height, width))


def noise(size: Size, cell: float, rng: np.random.Generator, stretch: float = 1.0) -> Array:
    """Return smooth noise, about normal, with features of cell px; stretch makes them so many times as wide."""
    width, height = size
    knots = max(2, round(width / (cell * stretch)) + 3), max(2, round(height / cell) + 3)
    values = rng.standard_normal((knots[1], knots[0])).astype(np.float32)
    return scaled(values, size)


def fractal(size: Size, cell: float, rng: np.random.Generator, octaves: int = 5, stretch: float = 1.0) -> Array:
    """Return noise at several scales, each half as large and half as strong as the one before, as 0..1."""
    total = np.zeros((size[1], size[0]), np.float32)
    for octave in range(octaves):
        if cell / 2**octave < 1:
            break
        total += noise(size, cell / 2**octave, rng, stretch) / 2**octave
    return np.clip(0.5 + total / 4, 0, 1)


def ridge_line(width: int, cell: float, rng: np.random.Generator, octaves: int = 6) -> Array:
    """Return one line of fractal noise, about -1..1: the skyline of hills or mountains."""
    line: Array = fractal((width, 1), cell, rng, octaves)[0] * 2 - 1
    return line


def scaled(values: Array, size: Size) -> Array:
    """Return the values at another size, bicubic."""
    return np.asarray(Image.fromarray(values).resize(size, Image.Resampling.BICUBIC))


def blurred(values: Array, radius: float) -> Array:
    """Return the values without what is finer than radius px (one value a pixel)."""
    height, width = values.shape
    small = max(2, round(width / max(radius, 1))), max(2, round(height / max(radius, 1)))
    reduced = Image.fromarray(values).resize(small, Image.Resampling.BOX)
    return np.asarray(reduced.resize((width, height), Image.Resampling.BICUBIC))


def step(low: float | Array, high: float | Array, values: Array) -> Array:
    """Return 0 below low, 1 above high (or the reverse where low > high), smooth between."""
    t = np.clip((values - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def rgb(*names: str) -> Array:
    """Return colours given as "rrggbb" as an array (n, 3) in 0..1."""
    return np.array([[int(name[i : i + 2], 16) / 255 for i in (0, 2, 4)] for name in names], np.float32)


def ramp(colors: Array, t: Array) -> Array:
    """Return for every t in 0..1 the colour at that place between the first and the last."""
    places = np.linspace(0, 1, len(colors))
    return np.stack([np.interp(t, places, colors[:, i]) for i in range(3)], axis=-1).astype(np.float32)


def blend(below: Array, above: Array, cover: Array) -> Array:
    """Return above laid over below; cover is 0..1 a pixel."""
    laid: Array = below + (above - below) * cover[..., None]
    return laid


def shade(heights: Array, strength: float, light: Sequence[float] = (-0.7, -0.7)) -> Array:
    """Return how much lighter or darker light from one side (x, y) makes each pixel of a relief; mean about 0."""
    down, right = np.gradient(heights)
    shading: Array = np.tanh(-strength * (right * light[0] + down * light[1]))
    return shading


def lit(picture: Array, shading: Array) -> Array:
    """Return the picture with the shading: dark sides towards black, light sides a little towards white."""
    dark = 1 + np.minimum(shading, 0)[..., None]
    light = np.maximum(shading, 0)[..., None]
    relit: Array = picture * dark + (1 - picture * dark) * light
    return relit


def paper(size: Size, rng: np.random.Generator, color: str = "f4ecd8", strength: float = 0.05) -> Array:
    """Return paper: fibres, grain and clouds of tone."""
    scale = unit(size)
    grain = noise(size, 1.4 * scale, rng) * 0.5 + noise(size, 2.5 * scale, rng, stretch=5) * 0.6
    clouds = fractal(size, 260 * scale, rng, 3) - 0.5
    tone = 1 + strength * (0.35 * grain + 1.2 * clouds)
    sheet: Array = np.clip(rgb(color)[0] * tone[..., None], 0, 1).astype(np.float32)
    return sheet


def weave(size: Size, rng: np.random.Generator, thread: float = 3.0) -> Array:
    """Return the heights of woven canvas, about -1..1."""
    width, height = size
    thread *= unit(size)
    wobble = noise(size, 40 * thread, rng) * 0.6
    x = np.arange(width, dtype=np.float32)[None, :] * np.pi / thread + wobble
    y = np.arange(height, dtype=np.float32)[:, None] * np.pi / thread + wobble
    return np.sin(x) * np.cos(y)


def to_image(picture: Array) -> Image.Image:
    """Return the array as an RGB picture."""
    return Image.fromarray((np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8))
