"""Stained glass: a rose window with a garden of panes about it, leaded and lit from behind."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from engine.gallery.canvas import Array, Size, blend, blurred, fractal, grid, lit, noise, rgb, shade, step, unit

_JEWELS = rgb(
    "0b2f8a",
    "1456c4",
    "1d8fd6",
    "0f7a63",
    "2fa24c",
    "b9c92c",
    "f2c114",
    "f08a1c",
    "d8331f",
    "a3123c",
    "7a1f8a",
    "3f1a78",
)
_RINGS = (0.075, 0.15, 0.235, 0.305, 0.385, 0.43)  # radii as shares of the width
_PARTS = (1, 6, 12, 12, 24, 48)
_HUES = ((6, 7), (8, 9), (1, 0, 2), (6, 8), (0, 10, 1, 11), (4, 3, 5))
_ROSE = 0.85  # of full size, so that the frame is clear of it
_LEAD = "17161b"


def draw(size: Size, rng: np.random.Generator) -> Array:
    """Draw the picture: which pane each pixel is of, the glass of each pane, then lead and light."""
    panes, center = _panes(size, rng)
    glass = _glass(size, panes, center, rng)
    return _leaded(size, glass, panes, rng)


def _panes(size: Size, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return a number for the pane of every pixel, and the number's hue (index into _JEWELS)."""
    x, y = grid(size)
    ratio = size[1] / size[0]
    dx, dy = x - 0.5, (y - 0.5) * ratio
    away, turn = np.hypot(dx, dy) / _ROSE, np.arctan2(dx, -dy) / (2 * np.pi) % 1
    pane, hue = _outside(dx, dy, ratio, rng)
    for number in range(len(_RINGS) - 1, -1, -1):
        parts = _PARTS[number]
        lobes = turn * parts + (0.5 if number % 2 else 0.0)
        bulge = 0.020 * np.abs(np.sin(np.pi * lobes)) if number in (1, 3) else 0.0
        inside = away < _RINGS[number] + bulge
        part = np.floor(lobes) % parts
        hues = np.array(_HUES[number])
        pane = np.where(inside, 1000 + 100 * number + part, pane)
        hue = np.where(inside, hues[(part % len(hues)).astype(int)], hue)
    return _petals(away, turn, pane, hue)


def _petals(away: Array, turn: Array, pane: Array, hue: Array) -> tuple[Array, Array]:
    """Add almond shapes, pointing outward, across the wide rings, and round panes between them."""
    for parts, middle, half, wide, first, colors in (
        (12, 0.272, 0.088, 0.030, 2000, (2, 8)),
        (6, 0.115, 0.070, 0.026, 2100, (6, 2)),
        (24, 0.345, 0.036, 0.017, 2200, (7, 9)),
    ):
        lobes = turn * parts
        part = np.round(lobes) % parts
        side = (lobes - np.round(lobes)) / parts * 2 * np.pi * away
        along = (away - middle) / half
        inside = np.abs(side) < wide * np.clip(1 - along**2, 0, 1) ** 0.8
        pane = np.where(inside, first + part, pane)
        hue = np.where(inside, np.array(colors)[(part % 2).astype(int)], hue)
    return pane, hue


def _outside(dx: Array, dy: Array, ratio: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return leaf-like panes between the rose and the frame: cells around shaken points, in the colours of a garden."""
    cell = 0.085
    warp = 0.018 * noise((dx.shape[1], dx.shape[0]), dx.shape[1] / 7, rng)
    u, v = (dx + warp) / cell, (dy - warp) / (cell * 0.8)
    jitter = rng.uniform(0.15, 0.85, (40, 40, 2))
    hues = rng.choice([3, 4, 4, 5, 1, 2, 3, 7, 10], (40, 40))
    nearest = np.full(dx.shape, np.inf, np.float32)
    pane, hue = np.zeros(dx.shape), np.zeros(dx.shape)
    for i in (-1, 0, 1):
        for j in (-1, 0, 1):
            row, column = np.floor(v).astype(int) + i, np.floor(u).astype(int) + j
            spot = jitter[row % 40, column % 40]
            distance = (u - column - spot[..., 0]) ** 2 + (v - row - spot[..., 1]) ** 2
            closer = distance < nearest
            nearest = np.where(closer, distance, nearest)
            pane = np.where(closer, (row % 40) * 40 + column % 40 + 5000, pane)
            hue = np.where(closer, hues[row % 40, column % 40], hue)
    frame = np.minimum(0.5 - np.abs(dx), ratio / 2 - np.abs(dy))
    long = np.where(0.5 - np.abs(dx) < ratio / 2 - np.abs(dy), dy, dx)
    block = np.floor(long / 0.055)
    inside = frame < 0.032
    corner = inside & (0.5 - np.abs(dx) < 0.032) & (ratio / 2 - np.abs(dy) < 0.032)
    pane = np.where(inside, 9000 + block + 100 * (np.abs(dx) > 0.468) + 1000 * (dx + dy > 0), pane)
    hue = np.where(inside, np.where(block % 2 == 0, 9, 0), hue)
    return np.where(corner, 8000 + 10 * (dx > 0) + (dy > 0), pane), np.where(corner, 6, hue)


def _glass(size: Size, panes: Array, hue: Array, rng: np.random.Generator) -> Array:
    """Return coloured glass: each pane of its own batch, with streaks, clouds, seeds and a painted rim."""
    scale = unit(size)
    number = panes.astype(np.int64)
    chance = (
        np.random.default_rng(int(rng.integers(1 << 30))).random((10007, 4)).astype(np.float32)[number * 7919 % 10007]
    )
    colors = _JEWELS[hue.astype(int)]
    colors = colors * (0.72 + 0.6 * chance[..., :1]) + 0.16 * (chance[..., 1:] - 0.5)
    streaks = noise(size, 9 * scale, rng, stretch=0.3) * 0.5 + noise(size, 5 * scale, rng, stretch=6) * 0.5
    clouds = fractal(size, 70 * scale, rng, 4)
    colors = colors * (0.70 + 0.55 * clouds + 0.10 * streaks)[..., None]
    light = np.clip(0.25 * (clouds - 0.45) + 0.05 * streaks + 0.20 * (chance[..., 0] - 0.5), 0, 0.5)
    colors = blend(colors, rgb("fff7dd")[0], light)
    seeds = step(2.1, 2.6, noise(size, 2.6 * scale, rng))
    return np.clip(blend(colors, rgb("ffffff")[0], 0.35 * seeds), 0, 1)


def _leaded(size: Size, glass: Array, panes: Array, rng: np.random.Generator) -> Array:
    """Add lead where panes meet, its round profile, solder, the dark rim of the glass, and light that spills over."""
    scale = unit(size)
    edge = np.zeros(panes.shape, bool)
    edge[:, 1:] |= panes[:, 1:] != panes[:, :-1]
    edge[1:] |= panes[1:] != panes[:-1]
    line = Image.fromarray((edge * 255).astype(np.uint8)).filter(ImageFilter.MaxFilter(max(3, round(2.4 * scale) | 1)))
    soft = np.asarray(line.filter(ImageFilter.GaussianBlur(1.7 * scale)), np.float32) / 255
    cover = step(0.30, 0.52, soft + 0.03 * noise(size, 8 * scale, rng))
    rim = np.asarray(line.filter(ImageFilter.GaussianBlur(6 * scale)), np.float32) / 255
    glass = glass * (1 - 0.85 * np.clip(rim, 0, 0.75))[..., None]
    x, y = grid(size)
    sun = 0.80 + 0.55 * np.exp(-(((x - 0.42) ** 2 + (y - 0.38) ** 2) / 0.16))
    glass = np.clip(glass * sun[..., None], 0, 1)
    lead = rgb(_LEAD)[0] * (0.7 + 0.6 * fractal(size, 7 * scale, rng, 3))[..., None]
    picture = lit(blend(glass, lead, cover), 0.5 * shade(soft * cover, 1.1) * cover)
    halo = np.stack([blurred(picture[..., i], 12 * scale) for i in range(3)], axis=-1)
    return np.clip(picture + 0.16 * halo**2, 0, 1)
