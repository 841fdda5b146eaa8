"""Pointillism: a bay at noon in dabs of unmixed colour."""

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
from engine.gallery.strokes import Brush, Paint, at, spots_on_grid

_SKY = rgb("6fa3d8", "a9c8e0", "e3dccb", "f6d9b5")
_SEA = rgb("2d6fb0", "2a86b5", "4fb0b8", "9fd0b4")
_SAND = rgb("e9c98a", "f3deb0", "d9a36a")
_GRASS = rgb("2f6b3a", "5d9a3c", "a9c24a", "e0d860")
_LEAVES = rgb("123f3a", "1f6a3c", "5c9a34", "c2c94a")
_LEFT_OUT = rgb("f2ead6")[0]  # the ground between the dabs


def draw(size: Size, rng: np.random.Generator) -> Array:
    """Draw the picture: what is seen, then dabs from large to small, each of one pure colour."""
    seen = _motif(size, rng)
    scale = unit(size)
    paint = Paint(to_image(np.broadcast_to(_LEFT_OUT, seen.shape).astype(np.float32)))
    for wide, spacing, purity in ((10.5, 7.2, 0.10), (7.4, 4.9, 0.17), (5.4, 4.6, 0.24)):
        brush = Brush.of(wide * 1.25 * scale, wide * scale, rng, round_=True)
        spots = spots_on_grid(size, max(1.5, spacing * scale), rng)
        colors = _divided(at(seen, spots), rng, purity)
        angles = rng.normal(0.5, 0.5, len(spots)) + 2 * at(noise(size, 90 * scale, rng), spots)
        paint.lay(brush, spots, angles, colors, np.clip(colors + 0.06, 0, 1), rng)
    picture = lit(np.asarray(paint.colors, np.float32) / 255, 0.22 * paint.shading(2.4))
    return lit(picture, 0.08 * shade(weave(size, rng), 0.8))


def _divided(colors: Array, rng: np.random.Generator, purity: float) -> Array:
    """Return purer colours, neighbours in hue or the complement, whose mean over many dabs is about what is seen."""
    chance = rng.random((len(colors), 1))
    mean = colors.mean(axis=1, keepdims=True)
    vivid = mean + (colors - mean) * (1.35 + 0.5 * rng.random((len(colors), 1)))
    towards = rgb("2446c8", "e8502a", "f5c21b", "1f9a5a", "a83a9a", "f7f0dc")[rng.integers(0, 6, len(colors))]
    shifted = vivid + (towards - vivid) * purity * 1.6 * rng.random((len(colors), 1))
    complement = np.clip(1.9 * mean - vivid, 0, 1)
    picked = np.where(chance < 0.10, 0.45 * vivid + 0.55 * complement, shifted)
    divided: Array = np.clip(picked + rng.normal(0, 0.05, (len(colors), 1)), 0, 1).astype(np.float32)
    return divided


def _motif(size: Size, rng: np.random.Generator) -> Array:
    x, y = grid(size)
    seen = ramp(_SKY, np.clip(y / 0.36, 0, 1))
    clouds = fractal(size, size[0] / 4, rng, 5, stretch=2.2)
    seen = blend(seen, rgb("fff3e2")[0], step(0.54, 0.78, clouds) * 0.9)
    sea = np.clip((y - 0.36) / 0.3, 0, 1)
    ripple = noise(size, size[0] / 70, rng, stretch=8) * 0.06
    seen = blend(seen, ramp(_SEA, np.clip(sea + ripple, 0, 1)), step(0.358, 0.362, y))
    glitter = (
        step(0.9, 1.6, noise(size, size[0] / 110, rng, stretch=5)) * np.exp(-(((x - 0.45) / 0.14) ** 2)) * (y > 0.365)
    )
    seen = blend(seen, rgb("fff4c8")[0], 0.85 * glitter)
    seen = _cliffs(size, seen, x, y, rng)
    for at_x, at_y, tall in ((0.40, 0.445, 0.13), (0.30, 0.40, 0.065), (0.52, 0.392, 0.045), (0.62, 0.475, 0.16)):
        seen = _sail(seen, x, y, at_x, at_y, tall)
    seen = _shore(size, seen, x, y, rng)
    return _tree(size, seen, x, y, rng)


def _cliffs(size: Size, seen: Array, x: Array, y: Array, rng: np.random.Generator) -> Array:
    """Add white cliffs at the right, green on top, violet in the shade."""
    top = 0.36 - 0.20 * step(0.60, 0.86, x) + 0.018 * ridge_line(size[0], size[0] / 9, rng, 4)[None, :]
    face = fractal(size, size[0] / 22, rng, 4, stretch=0.35)
    rock = ramp(rgb("7a76b0", "c9a9a6", "f6e3bd", "fff6dd"), np.clip(face * 1.3 - 0.15, 0, 1))
    rock = blend(rock, ramp(_GRASS, face), step(0.045, 0.02, y - top + 0.02 * (face - 0.5)))
    foot = 0.372 + 0.012 * step(0.7, 1.0, x)
    return blend(seen, rock, step(0, 0.004, y - top) * step(foot, foot - 0.003, y) * step(0.60, 0.62, x))


def _sail(seen: Array, x: Array, y: Array, at_x: float, at_y: float, tall: float) -> Array:
    """Add a sailing boat and its reflection."""
    up = (at_y - y) / tall
    half = tall * 0.42 * np.clip(1 - up, 0, 1)
    inside = (up > 0.08) & (up < 1) & (x > at_x - half * 0.75) & (x < at_x + half)
    tone = ramp(rgb("f0b46a", "fff3d6", "ffffff"), np.clip((x - at_x) / tall + 0.5, 0, 1))
    seen = blend(seen, tone, inside.astype(np.float32))
    hull = (up > -0.03) & (up < 0.09) & (np.abs(x - at_x) < tall * (0.40 + 0.9 * up))
    seen = blend(seen, rgb("8c2f2a")[0], hull.astype(np.float32))
    mirrored = (up < -0.03) & (up > -0.8) & (np.abs(x - at_x - 0.01 * np.sin(up * 40)) < tall * 0.30 * (1 + up))
    return blend(seen, rgb("f3e2bd")[0], 0.55 * mirrored)


def _shore(size: Size, seen: Array, x: Array, y: Array, rng: np.random.Generator) -> Array:
    line = 0.66 - 0.07 * np.sin(x * 2.6 + 0.4) + 0.008 * ridge_line(size[0], size[0] / 6, rng, 3)[None, :]
    sand = ramp(_SAND, fractal(size, size[0] / 24, rng, 4, stretch=3))
    seen = blend(seen, rgb("fffaf0")[0], step(-0.022, -0.008, y - line) * 0.9)
    seen = blend(seen, sand, step(0, 0.006, y - line))
    meadow = line + 0.10 + 0.05 * np.sin(x * 5 + 1) + 0.010 * ridge_line(size[0], size[0] / 14, rng, 4)[None, :]
    green = fractal(size, size[0] / 16, rng, 5, stretch=1.6)
    grass = ramp(_GRASS, np.clip(0.15 + 0.9 * green, 0, 1))
    shadow = step(0.30, 0.05, np.hypot((x - 0.20) / 1.5, y - 0.93))
    grass = blend(grass, rgb("1f3f7a")[0], 0.6 * shadow)
    for color, cut, cell in (("d83a2e", 0.72, 60), ("f4e04a", 0.70, 75), ("c96ab8", 0.74, 66)):
        grass = blend(grass, rgb(color)[0], step(cut, cut + 0.04, fractal(size, size[0] / cell, rng, 2)))
    return blend(seen, grass, step(0, 0.008, y - meadow))


def _tree(size: Size, seen: Array, x: Array, y: Array, rng: np.random.Generator) -> Array:
    """Add a tree in the foreground at the left, its leaves lit from the right."""
    bend = 0.02 * np.sin(y * 9) + 0.004 * noise(size, 30 * unit(size), rng)
    trunk = (np.abs(x - 0.13 - bend) < 0.012 + 0.02 * np.clip(y - 0.75, 0, 1)) & (y > 0.25) & (y < 0.93)
    seen = blend(
        seen,
        ramp(rgb("2a2a55", "6a4a5a", "d08a4a"), np.clip((x - 0.115 - bend) / 0.03, 0, 1)),
        trunk.astype(np.float32),
    )
    crown = np.full(x.shape, -1.0, np.float32)
    for cx, cy, radius in (
        (0.10, 0.16, 0.15),
        (0.22, 0.24, 0.11),
        (0.03, 0.30, 0.12),
        (0.14, 0.31, 0.12),
        (0.27, 0.13, 0.08),
    ):
        crown = np.maximum(crown, 1 - np.hypot(x - cx, (y - cy) * 0.85) / radius)
    leaves = crown + 0.9 * (fractal(size, size[0] / 14, rng, 5) - 0.5)
    tone = np.clip(
        0.15 + 1.6 * crown * (x + 0.25) + 0.7 * (fractal(size, size[0] / 20, rng, 4) - 0.4) - 0.6 * (y - 0.2), 0, 1
    )
    return blend(seen, ramp(_LEAVES, tone), step(-0.02, 0.06, leaves))
