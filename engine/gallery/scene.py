"""A scene to paint: a mountain lake in evening light, with a cabin; it stands in for a photo.

Made to read as a photo: light from one side, haze with distance, reflections, detail down to the pixel.
"""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw

from engine.gallery.canvas import (
    Array,
    Size,
    blend,
    blurred,
    fractal,
    grid,
    noise,
    ramp,
    rgb,
    ridge_line,
    scaled,
    step,
    to_image,
)

_FINER = 2  # drawn so many times as large: soft edges, as through a lens
_SHORE = 0.63  # where the lake begins, as a share of the height
_SKY = rgb("3a6aa8", "6d9cc9", "a9c4d6", "e6d3b8", "f3c493")
_HAZE = rgb("cfc6bd")[0]
_LIT_ROCK, _DARK_ROCK, _SNOW = rgb("b98a66", "343f58", "f7eee4")
_FIRS = rgb("101d18", "1c3324", "33502b", "6b7a35")
_MEADOW = rgb("2e3a17", "586124", "8d8a35", "c2aa4f")


def draw(size: Size, rng: np.random.Generator) -> Array:
    """Draw the picture from far to near, mirror it in the lake, add the near bank and the camera's grain."""
    large = (size[0] * _FINER, size[1] * _FINER)
    view = _sky(large, rng)
    for base, tall, cell, haze in ((0.60, 0.40, 0.42, 0.34), (0.62, 0.27, 0.33, 0.12)):
        view = _mountains(large, view, base, tall, cell * large[0], haze, rng)
    view = _wooded_hill(large, view, rng)
    sheet = to_image(view)
    _firs(sheet, large, 0.615, (0.035, 0.06), 170, 0.38, rng)
    _cabin(sheet, large)
    _firs(sheet, large, 0.63, (0.05, 0.10), 70, 0.10, rng)
    view = _lake(large, np.asarray(sheet, np.float32) / 255, rng)
    sheet = _bank(large, view, rng)
    small = np.asarray(sheet.resize(size, Image.Resampling.LANCZOS), np.float32) / 255
    return _through_lens(small, size, rng)


def _sky(size: Size, rng: np.random.Generator) -> Array:
    x, y = grid(size)
    sky = ramp(_SKY, np.clip(y / 0.58, 0, 1))
    billows = fractal(size, size[0] / 5, rng, 7, stretch=2.6) + 0.10 * (
        1 - np.abs(2 * fractal(size, size[0] / 14, rng, 5, 2) - 1)
    )
    cover = step(0.52, 0.80, billows + 0.12 * (0.5 - y))
    below = np.roll(billows, -size[1] // 60, axis=0)
    light = np.clip(0.5 + 5 * (billows - below), 0, 1)
    clouds = ramp(rgb("8b8fa6", "d9b9a2", "ffe9cf"), light)
    sun = np.exp(-(((x - 0.80) ** 2 + ((y - 0.44) * 0.7) ** 2) / 0.06))
    return blend(blend(sky, clouds, 0.85 * cover), rgb("ffdca0")[0], 0.55 * sun)


def _mountains(
    size: Size, view: Array, base: float, tall: float, cell: float, haze: float, rng: np.random.Generator
) -> Array:
    """Add a range: folds lit from the right, snow on what is high and not steep."""
    _, y = grid(size)
    line = base - tall * (0.52 + 0.55 * ridge_line(size[0], cell, rng, 9))[None, :]
    fold = 1 - np.abs(2 * fractal(size, cell * 0.40, rng, 8, stretch=0.55) - 1)
    deep = np.clip((y - line) / tall, 0, 1)
    relief = fold * (0.35 + deep) * cell * 0.34 - (y - line) * 0.2 * size[1]
    lean = np.gradient(relief, axis=1)
    light = np.clip(0.45 - 0.55 * lean, 0, 1)
    rock = ramp(np.stack([_DARK_ROCK, _LIT_ROCK * 0.75, _LIT_ROCK]), light)
    rock = rock * (0.82 + 0.36 * fractal(size, size[0] / 60, rng, 5))[..., None]
    snow = step(0.40, 0.24, deep + 0.75 * (fractal(size, cell / 5, rng, 7, stretch=0.5) - 0.5) + 0.16 * np.abs(lean))
    white = ramp(np.stack([rgb("8fa3c4")[0], rgb("e9d3c0")[0], _SNOW]), light)
    face = blend(rock, white, snow)
    face = blend(
        face, rgb("39513a")[0] * (0.6 + 0.6 * light[..., None]), 0.75 * step(0.55, 0.95, deep + 0.3 * (fold - 0.7))
    )
    face = blend(face, _HAZE, np.clip(haze + 0.25 * deep, 0, 0.8))
    return blend(view, face, step(-0.0008, 0.0008, y - line))


def _wooded_hill(size: Size, view: Array, rng: np.random.Generator) -> Array:
    x, y = grid(size)
    line = 0.575 - 0.075 * np.exp(-(((x - 0.1) / 0.22) ** 2)) - 0.05 * np.exp(-(((x - 1.0) / 0.3) ** 2))
    line = (
        line
        - 0.006 * np.abs(ridge_line(size[0], size[0] / 110, rng, 3))[None, :]
        - 0.01 * ridge_line(size[0], size[0] / 6, rng)[None, :]
    )
    trees = fractal(size, size[0] / 70, rng, 5, stretch=0.6)
    wood = ramp(_FIRS, np.clip(trees * 1.1 - 0.12 + 0.25 * (x - 0.4), 0, 1))
    wood = blend(wood, _HAZE, np.broadcast_to(np.float32(0.22), y.shape))
    return blend(view, wood, step(-0.001, 0.001, y - line))


def _firs(
    sheet: Image.Image,
    size: Size,
    foot: float,
    tall: tuple[float, float],
    count: int,
    haze: float,
    rng: np.random.Generator,
) -> None:
    """Stand firs along the shore, in groups: ragged branches, the side towards the sun lighter."""
    pen = ImageDraw.Draw(sheet)
    groups = rng.uniform(0, 1, 7)
    for _ in range(count):
        x = float(rng.choice(groups) + rng.normal(0, 0.05)) % 1.04 - 0.02
        if 0.50 < x < 0.68:  # the cabin's clearing
            continue
        high = rng.uniform(*tall) * size[1] * 1.4
        middle, bottom = x * size[0], (foot + rng.normal(0, 0.004)) * size[1]
        tone = _FIRS[0] + (_FIRS[2] - _FIRS[0]) * rng.uniform(0, 0.9)
        for side, light in ((-1, 0.75), (1, 1.35)):
            color = np.clip(tone * light, 0, 1) * (1 - haze) + _HAZE * haze
            outline = [(middle, bottom - high)]
            levels = 11
            for level in range(1, levels + 1):
                share = level / levels
                wide = high * 0.20 * share * rng.uniform(0.75, 1.2)
                outline.append((middle + side * wide, bottom - high * (1 - share) + high * 0.03))
                outline.append((middle + side * wide * 0.45, bottom - high * (1 - share)))
            pen.polygon([*outline, (middle, bottom)], fill=tuple((color * 255).astype(int).tolist()))


def _cabin(sheet: Image.Image, size: Size) -> None:
    """Stand a red cabin with a lit window and a jetty on the shore."""
    pen = ImageDraw.Draw(sheet)
    left, foot, wide, tall = 0.545 * size[0], _SHORE * size[1], 0.075 * size[0], 0.052 * size[1]

    def part(color: str, *points: tuple[float, float]) -> None:
        pen.polygon([(left + x * wide, foot - y * tall) for x, y in points], fill=f"#{color}")

    part("6f7a3a", (-0.9, -0.05), (-0.6, 0.22), (2.1, 0.25), (2.5, -0.05))
    part("5c1f1a", (0, 0.1), (0, 1.1), (0.9, 1.1), (0.9, 0.1))
    part("b0402c", (0.9, 0.1), (0.9, 1.1), (1.25, 1.75), (1.6, 1.1), (1.6, 0.1))
    part("2f2a2c", (-0.08, 1.05), (0.28, 1.82), (1.27, 1.82), (0.93, 1.02))
    part("4d4444", (1.25, 1.85), (1.66, 1.02), (1.60, 0.98), (1.22, 1.74))
    part("3b3434", (0.35, 1.6), (0.35, 2.15), (0.47, 2.15), (0.47, 1.6))
    for x in np.arange(0.06, 0.9, 0.075):
        part("471713", (x, 0.1), (x, 1.1), (x + 0.012, 1.1), (x + 0.012, 0.1))
    for x, y, color in ((0.15, 0.5, "ffcf70"), (0.52, 0.5, "f4b95c"), (1.15, 0.55, "ffe3a0")):
        part("efe6d8", (x - 0.03, y - 0.05), (x - 0.03, y + 0.40), (x + 0.25, y + 0.40), (x + 0.25, y - 0.05))
        part(color, (x, y), (x, y + 0.35), (x + 0.22, y + 0.35), (x + 0.22, y))
    part("e9d9c0", (0.9, 0.1), (0.9, 1.1), (0.93, 1.1), (0.93, 0.1))
    part("54422f", (1.75, 0.02), (1.75, 0.10), (3.1, 0.06), (3.1, -0.02))
    for x in (1.95, 2.4, 2.85):
        part("2c231a", (x, -0.35), (x, 0.08), (x + 0.04, 0.08), (x + 0.04, -0.35))


def _lake(size: Size, view: Array, rng: np.random.Generator) -> Array:
    """Mirror what stands above the shore, shaken by ripples that grow towards the viewer."""
    width, height = size
    shore = int(_SHORE * height)
    rows = np.arange(height - shore)
    depth = rows / (height - shore)
    field = (width, height - shore)
    ripples = np.zeros((height - shore, width), np.float32)
    for cell, share in ((5, 0.4), (12, 0.8), (30, 1.0)):
        ripples += share * noise(field, cell * width / 1536, rng, stretch=9)
    shift = ripples * (1.5 + 26 * depth[:, None]) * height / 1024
    source = np.clip(shore - 1 - rows[:, None] * 0.92 + shift, 0, shore - 1).astype(int)
    columns = np.clip(np.arange(width)[None, :] + 0.5 * shift, 0, width - 1).astype(int)
    water = view[source, columns] * (0.80 - 0.16 * depth[:, None, None])
    water = blend(water, rgb("1b3a4d")[0], np.broadcast_to(0.14 + 0.34 * depth[:, None], water.shape[:2]))
    calm = step(0.62, 0.75, fractal(field, width / 7, rng, 4, stretch=8))
    water = blend(water, rgb("c9cfd2")[0], 0.10 * calm * (1 - depth[:, None]))
    glints = step(1.5, 2.2, ripples) * step(0.45, 0.95, np.linspace(0, 1, width))[None, :]
    water = blend(water, rgb("ffe6b8")[0], 0.6 * glints)
    return np.concatenate([view[:shore], water])


def _bank(size: Size, view: Array, rng: np.random.Generator) -> Image.Image:
    """Add the near bank: meadow, stones at the water, thousands of blades, flowers."""
    x, y = grid(size)
    edge = 0.985 - 0.26 * np.exp(-(((x - 0.0) / 0.36) ** 2)) - 0.13 * np.exp(-(((x - 1.05) / 0.25) ** 2))
    edge = edge + 0.008 * ridge_line(size[0], size[0] / 18, rng, 5)[None, :]
    tone = np.clip(0.55 * fractal(size, size[0] / 40, rng, 6, stretch=2) + 1.6 * (y - edge) + 0.1, 0, 1)
    sheet = to_image(blend(view, ramp(_MEADOW, tone * 0.7), step(0.0, 0.004, y - edge)))
    pen = ImageDraw.Draw(sheet)
    line = edge[0]
    for _ in range(46):
        at = rng.uniform(0, 0.6) if rng.random() < 0.7 else rng.uniform(0.8, 1)
        _stone(pen, size, at, float(line[int(at * (size[0] - 1))]) + rng.uniform(-0.004, 0.012), rng)
    for _ in range(9000):
        at = float(rng.uniform(0, 1))
        top = float(line[int(at * (size[0] - 1))]) + 0.006
        if top < 1:
            _blade(pen, size, at, float(rng.uniform(top, 1.03)), rng)
    return sheet


def _stone(pen: ImageDraw.ImageDraw, size: Size, x: float, y: float, rng: np.random.Generator) -> None:
    wide = size[0] * rng.uniform(0.004, 0.016)
    middle, bottom, tone = x * size[0], y * size[1], rng.uniform(0.7, 1.1)
    turns = np.linspace(0, 2 * math.pi, 12, endpoint=False)
    reach = wide * rng.uniform(0.8, 1.1, 12)
    for shrink, color, shift in (
        (1.0, (58, 55, 58), 0.0),
        (0.82, (112, 104, 98), -0.10),
        (0.5, (178, 160, 138), -0.28),
    ):
        points = [
            (
                middle - shift * wide + shrink * r * math.cos(t),
                bottom + shift * wide * 0.8 + 0.6 * shrink * r * math.sin(t),
            )
            for t, r in zip(turns, reach, strict=True)
        ]
        pen.polygon(points, fill=tuple(int(c * tone) for c in color))


def _blade(pen: ImageDraw.ImageDraw, size: Size, x: float, y: float, rng: np.random.Generator) -> None:
    long = size[1] * rng.uniform(0.008, 0.034)
    lean = rng.normal(0.15, 0.35) * long
    color = _MEADOW[1] + (_MEADOW[3] - _MEADOW[1]) * rng.beta(1.2, 2.2) * (0.6 + 0.5 * x)
    left, foot = x * size[0], y * size[1]
    fill = tuple((np.clip(color * rng.uniform(0.6, 1.15), 0, 1) * 255).astype(int).tolist())
    pen.line(
        (left, foot, left + lean * 0.4, foot - long * 0.6, left + lean, foot - long),
        fill=fill,
        width=max(1, size[0] // 900),
    )
    if rng.random() < 0.035:
        radius = size[0] * rng.uniform(0.0012, 0.003)
        petal = ("#f4ead0", "#e9b93a", "#c9502f", "#b57ac0")[int(rng.integers(4))]
        pen.ellipse(
            (left + lean - radius, foot - long - radius, left + lean + radius, foot - long + radius), fill=petal
        )


def _through_lens(view: Array, size: Size, rng: np.random.Generator) -> Array:
    """Add what a camera adds: glow of bright parts, darker corners, grain."""
    x, y = grid(size)
    bright = np.clip(view.mean(axis=-1) - 0.7, 0, 1)
    glow = blurred(bright, size[0] / 30)
    corners = 1 - 0.30 * np.clip(np.hypot(x - 0.5, y - 0.5) - 0.3, 0, 1) ** 1.5
    grain = scaled(rng.normal(0, 0.008, (size[1], size[0])).astype(np.float32), size)
    warm = view + glow[..., None] * rgb("ffd9a0")[0] * 0.5
    curve = np.clip(warm, 0, 1)
    curve = curve + 0.10 * np.sin(2 * np.pi * (curve - 0.5)) / 2  # a little contrast
    graded: Array = np.clip(curve * corners[..., None] + grain[..., None], 0, 1)
    return graded
