"""Brush strokes: a windy evening over a field, in thick oil paint."""

from __future__ import annotations

import numpy as np

from engine.gallery.canvas import (
    Array,
    Size,
    blend,
    fractal,
    grid,
    lit,
    noise,
    ramp,
    rgb,
    ridge_line,
    shade,
    step,
    to_image,
    unit,
    weave,
)
from engine.gallery.strokes import Brush, Paint, at, shaken, spots_on_grid

_SKY = rgb("1d2f6f", "2456a4", "3f8fc4", "86c5c8", "f3d98b", "f6a24a", "e2633d")
_FIELD = rgb("d9a52b", "e9c64f", "b9822a", "8c9a3a", "4f7a3c", "c9b64a")
_HILLS = rgb("27406b", "2e5b74", "3d6e5a")
_GROUND = rgb("a4542c")[0]
_HORIZON = 0.58
_SUN = (0.68, 0.36)


def draw(size: Size, rng: np.random.Generator) -> Array:
    """Draw the picture: what is seen, then strokes from wide to fine along its lines, then light on the paint."""
    seen, angles = _motif(size, rng)
    scale = unit(size)
    paint = Paint(to_image(np.broadcast_to(_GROUND, seen.shape).astype(np.float32)))
    for length, width, spacing, share in (
        (90, 22, 20, 1.0),
        (52, 12, 9.5, 1.0),
        (34, 7.5, 8.0, 0.75),
        (20, 4.5, 7, 0.4),
    ):
        brush = Brush.of(length * scale, width * scale, rng)
        spots = spots_on_grid(size, spacing * scale, rng)
        spots = _where_needed(paint, seen, spots, share)
        colors = shaken(at(seen, spots), rng, 0.045, 0.035)
        seconds = shaken(colors, rng, 0.10, 0.05)
        paint.lay(brush, spots, at(angles, spots) + rng.normal(0, 0.13, len(spots)), colors, seconds, rng)
    picture = np.asarray(paint.colors, np.float32) / 255
    picture = lit(picture, 0.36 * paint.shading(3.0))
    return lit(picture, 0.10 * shade(weave(size, rng), 0.8))


def _where_needed(paint: Paint, seen: Array, spots: Array, share: float) -> Array:
    """Return the spots where the paint is furthest from what is seen, so many of all; fine strokes go to detail."""
    if share >= 1:
        return spots
    off = np.abs(at(seen, spots) - at(np.asarray(paint.colors, np.float32) / 255, spots)).sum(axis=1)
    chosen: Array = spots[off >= np.quantile(off, 1 - share)]
    return chosen


def _motif(size: Size, rng: np.random.Generator) -> tuple[Array, Array]:
    x, y = grid(size)
    seen, angles = _sky(size, x, y, rng)
    for depth, color in enumerate(_HILLS):
        line = _HORIZON - 0.07 + 0.035 * depth + (0.075 - 0.018 * depth) * ridge_line(size[0], size[0] / 3.2, rng, 4)
        cover = step(-0.002, 0.002, y - line[None, :])
        tone = 0.75 + 0.5 * fractal(size, 60 * unit(size), rng, 3, stretch=3)
        seen = blend(seen, color * tone[..., None], cover)
        slope = np.arctan(np.gradient(line) * size[1])
        angles = np.where(cover > 0.5, slope[None, :] + 0.35, angles)
    seen, angles = _field(size, x, y, seen, angles, rng)
    return _trees(size, x, y, seen, angles, rng)


def _sky(size: Size, x: Array, y: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return colours and directions of a sky that turns about a few whirls and the sun."""
    stream = 1.6 * y + 0.10 * noise(size, size[0] / 3.5, rng)
    whirls = [(*_SUN, 0.16, -0.30), (0.22, 0.20, 0.15, 0.34), (0.46, 0.40, 0.10, -0.15), (0.92, 0.10, 0.12, 0.2)]
    for cx, cy, radius, turn in whirls:
        distance = np.hypot(x - cx, (y - cy) * size[1] / size[0]) / radius
        stream = stream + turn * np.exp(-(distance**2))
    down, right = np.gradient(stream)
    angles = np.arctan2(-right, down).astype(np.float32)
    bands = np.sin(stream * 46 + 2.0 * noise(size, size[0] / 6, rng))
    height = np.clip(y / _HORIZON + 0.13 * bands + 0.06 * noise(size, size[0] / 9, rng), 0, 1)
    colors = ramp(_SKY, height)
    colors = blend(
        colors, rgb("f7efd2")[0], 0.55 * step(0.55, 1.0, bands) * step(0.05, 0.6, fractal(size, size[0] / 3, rng))
    )
    distance = np.hypot(x - _SUN[0], (y - _SUN[1]) * size[1] / size[0])
    rings = 0.5 + 0.5 * np.sin(distance * 190)
    glow = np.exp(-((distance / 0.13) ** 2))
    colors = blend(colors, ramp(rgb("f2b233", "fdf0a8"), rings), np.clip(glow * 1.1, 0, 1))
    return blend(colors, rgb("fff6c8")[0], step(0.055, 0.04, distance)), angles


def _field(size: Size, x: Array, y: Array, seen: Array, angles: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """Add rows of wheat that run together at the horizon, with poppies between."""
    edge = _HORIZON + 0.015 * ridge_line(size[0], size[0] / 3, rng, 3)[None, :]
    depth = np.clip((y - edge) / (1 - _HORIZON), 0.002, None)
    row = (x - 0.36) / (depth + 0.12)
    rows = 0.5 + 0.5 * np.sin(row * 15 + 1.4 * noise(size, size[0] / 5, rng))
    tone = np.clip(0.85 - 0.75 * rows + 0.5 * (fractal(size, 70 * unit(size), rng, 4, stretch=2) - 0.4), 0, 1)
    colors = ramp(_FIELD, tone) * (1.08 - 0.42 * rows)[..., None]
    poppies = step(0.60, 0.66, fractal(size, 24 * unit(size), rng, 2)) * step(0.05, 0.4, depth) * step(0.35, 0.75, rows)
    colors = blend(colors, rgb("d8321f")[0], poppies)
    cover = step(-0.002, 0.002, y - edge)
    towards = np.arctan2((depth + 0.12) * (1 - _HORIZON) * size[1], (x - 0.36) * size[0]) + 0.12 * noise(size, 40, rng)
    return blend(seen, colors, cover), np.where(cover > 0.5, towards, angles)


def _trees(size: Size, x: Array, y: Array, seen: Array, angles: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """Add dark cypresses, swaying."""
    for cx, foot, tall, wide in ((0.13, 0.80, 0.62, 0.045), (0.205, 0.74, 0.36, 0.032), (0.87, 0.66, 0.22, 0.020)):
        up = np.clip((foot - y) / tall, 0, 1)
        sway = 0.012 * np.sin(up * 9 + cx * 40) + 0.008 * noise(size, 30 * unit(size), rng)
        half = wide * np.sqrt(np.clip(up * 6, 0, 1)) * (1 - up) ** 0.75 * (1 + 0.16 * noise(size, 18 * unit(size), rng))
        inside = step(0.004, -0.004, np.abs(x - cx - sway) - half) * step(foot + 0.004, foot - 0.004, y) * (up < 1)
        tone = 0.35 + 0.5 * np.sin((x - cx - sway) / wide * 5 + up * 14) + 0.3 * noise(size, 16 * unit(size), rng)
        seen = blend(seen, ramp(rgb("10251f", "1f4a34", "4f7d3a", "a8a04a"), np.clip(tone, 0, 1)), inside)
        angles = np.where(inside > 0.5, np.pi / 2 + 0.5 * np.sin(up * 14 + cx * 30), angles)
    return seen, angles
