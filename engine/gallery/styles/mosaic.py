"""Mosaic: stone and glass tiles set in rows that follow a sun, hills and the sea."""

from __future__ import annotations

from typing import NamedTuple

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
    unit,
)

_TILE = 11.0  # px of a full-size picture
_JOINT = 1.5
_SUN = (0.63, 0.36)
_SKY = rgb("1b3f77", "27679c", "3f93b5", "7fbfb8", "cfd9a6")
_SUN_COLORS = rgb("fff1b8", "f7c948", "ee9b2d", "d9622b", "b13a2e")
_SEA = rgb("0d3550", "14607a", "1f8a93", "56b6a6", "d8ecc9")
_HILLS = (rgb("3a2f55", "5c4777", "8d6a94"), rgb("274a3c", "3f7248", "84a04b"), rgb("7c3b25", "b8642f", "dc9a45"))
_BORDER = rgb("7a1f22", "d8b35a", "efe3c0")


class _Tiles(NamedTuple):
    """Tiles over the whole picture: of which row and column each pixel is, and how far from the tile's rim (px)."""

    row: Array
    column: Array
    rim: Array


def draw(size: Size, rng: np.random.Generator) -> Array:
    """Draw the picture: regions from far to near, each with its own courses of tiles, then light on the tiles."""
    x, y = grid(size)
    across, down = x * size[0] / unit(size), y * size[1] / unit(size)  # px of a full-size picture
    bend = 7 * noise(size, 120 * unit(size), rng)
    colors, rim, height = _sky(x, across, down, bend, rng)
    for tiles, tone, cover in _nearer(size, across, down, bend, rng):
        here, there = _tinted(tiles, tone, rng)
        colors = blend(colors, here, cover)
        rim, height = np.where(cover > 0.5, tiles.rim, rim), np.where(cover > 0.5, there, height)
    return _set_in_mortar(size, colors, rim, height, rng)


def _sky(x: Array, across: Array, down: Array, bend: Array, rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """Lay rings about the sun; far from it they become the sky."""
    cx, cy = _SUN[0] * 768, _SUN[1] * 614
    away = np.hypot(across - cx, down - cy) + np.where(np.hypot(across - cx, down - cy) > 130, bend, 0)
    turn = (np.arctan2(down - cy, across - cx) / (2 * np.pi)) % 1.0
    row = np.floor(away / _TILE)
    around = np.maximum(1, np.round(2 * np.pi * (row + 0.5) * 0.9))
    tiles = _courses(turn * around, away / _TILE, 2 * np.pi * away / around, rng)
    rays = 0.5 + 0.5 * np.cos(turn * 2 * np.pi * 16 + np.where(away > 95, 0.02 * away, 0))
    sky = ramp(_SKY, np.clip(down / 380 + 0.16 * np.sin(row * 0.9) + 0.05 * bend / 7, 0, 1))
    sky = blend(sky, rgb("f3d98a")[0], 0.55 * step(0.55, 0.9, rays) * step(330, 90, away))
    sun = ramp(_SUN_COLORS, np.clip(away / 92 + 0.06 * np.cos(row * np.pi), 0, 1))
    picked, height = _tinted(tiles, blend(sky, sun, (away < 92).astype(np.float32)), rng)
    return picked, tiles.rim, height


def _nearer(
    size: Size, across: Array, down: Array, bend: Array, rng: np.random.Generator
) -> list[tuple[_Tiles, Array, Array]]:
    """Return the hills, the sea and the border: tiles, colours, and where they are."""
    parts = []
    for i, (colors, base, rise) in enumerate(zip(_HILLS, (330, 392, 446), (70, 46, 26), strict=True)):
        line = base + rise * ridge_line(size[0], size[0] / (2.2 + i), rng, 3)[None, :] - 30 * (i == 0)
        deep = down - line
        tiles = _courses(across / _TILE, deep / _TILE, _TILE, rng)
        tone = ramp(colors, np.clip(1 - deep / 110 + 0.22 * np.sin(tiles.row * 1.3 + i), 0, 1))
        parts.append((tiles, tone, (deep > 0).astype(np.float32)))
    surface = 484 + 6 * np.sin(across / 40)
    wave = down + 7 * np.sin(across / 46 + down / 60) + bend * 0.5
    tiles = _courses(across / (1.5 * _TILE) + 0.1 * bend, wave / (0.92 * _TILE), 1.4 * _TILE, rng)
    reach = np.maximum(34 + (down - 480) * 0.5, 1)  # under 1 it is above the horizon
    glint = np.exp(-(((across - _SUN[0] * 768) / reach) ** 2)) * (np.sin(tiles.row * 2.4) > -0.2)
    tone = ramp(_SEA, np.clip(0.42 + 0.30 * np.sin(tiles.row * 0.8 + across / 90) - (down - 560) / 420, 0, 1))
    tone = blend(tone, ramp(_SUN_COLORS, np.clip((down - 484) / 130, 0, 1)), 0.9 * glint)
    parts.append((tiles, tone, (down > surface).astype(np.float32)))
    parts.append(_border(across, down, size, rng))
    return parts


def _border(across: Array, down: Array, size: Size, rng: np.random.Generator) -> tuple[_Tiles, Array, Array]:
    """Frame the picture with a band of squares and lozenges."""
    right, bottom = size[0] / unit(size), size[1] / unit(size)
    inward = np.minimum(np.minimum(across, right - across), np.minimum(down, bottom - down))
    along = np.where(np.minimum(across, right - across) < np.minimum(down, bottom - down), down, across)
    tiles = _courses(along / 10.0, inward / 10.0, 10.0, rng)
    lozenge = np.abs((tiles.column % 6) - 2.5) + np.abs(tiles.row - 1.5)
    tone = np.where((tiles.row == 0)[..., None] | (tiles.row == 3)[..., None], _BORDER[2], _BORDER[0])
    tone = np.where(((lozenge < 1.6) & (tiles.row > 0) & (tiles.row < 3))[..., None], _BORDER[1], tone)
    return tiles, tone.astype(np.float32), (inward < 40).astype(np.float32)


def _courses(u: Array, v: Array, wide: Array | float, rng: np.random.Generator) -> _Tiles:
    """Return tiles in rows of constant v, one a unit of u and v; wide is what a unit of u measures in px.

    Joints are shaken: each tile ends a little early or late, and rows are shifted against each other.
    """
    row = np.floor(v)
    u = u + _hashed(row, row * 0, int(rng.integers(1 << 16)))
    column = np.floor(u)
    salt = int(rng.integers(1 << 16))
    left, right = (0.16 * (_hashed(row, column + side, salt) - 0.5) for side in (0, 1))
    in_u, in_v = u - column, v - row
    side_rim = np.minimum(in_u - left, 1 + right - in_u) * wide
    flat_rim = np.minimum(in_v, 1 - in_v) * _TILE
    return _Tiles(row, column, np.minimum(side_rim, flat_rim))


def _tinted(tiles: _Tiles, tone: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return colours and tilts: every tile has its own shade, some are of gold or of another stone."""
    salts = rng.integers(1 << 16, size=5)
    chance, light, *hues = (_hashed(tiles.row, tiles.column, int(salt)) for salt in salts)
    hue = np.stack(hues, axis=-1) - 0.5
    colors = tone * (0.84 + 0.5 * light[..., None]) + 0.13 * hue
    colors = blend(colors, rgb("e8c25a")[0], 0.75 * (chance > 0.965))
    colors = blend(colors, rgb("f2ead2")[0], 0.6 * (chance < 0.035))
    return np.clip(colors, 0, 1), light


def _set_in_mortar(size: Size, colors: Array, rim: Array, tilt: Array, rng: np.random.Generator) -> Array:
    scale = unit(size)
    rough = 0.55 * noise(size, 5 * scale, rng)
    cover = step(_JOINT * 0.45, _JOINT * 1.15, rim + rough * 0.5)
    stone = colors * (0.88 + 0.24 * fractal(size, 6 * scale, rng, 3))[..., None]
    mortar = rgb("4a4038")[0] * (0.7 + 0.6 * fractal(size, 4 * scale, rng, 2))[..., None]
    picture = blend(mortar, stone, cover)
    dome = np.clip((rim + rough) / 4.0, 0, 1)
    heights = cover * (0.35 + 0.35 * dome + 0.25 * tilt)
    picture = lit(picture, 0.55 * shade(heights.astype(np.float32), 1.6))
    glaze = step(0.86, 1.0, tilt) * step(1.5, 4.0, rim) * 0.22
    vignette = 0.93 + 0.14 * fractal(size, 300 * scale, rng, 2)
    return blend(picture, rgb("fffaf0")[0], glaze) * vignette[..., None]


def _hashed(row: Array, column: Array, salt: int) -> Array:
    """Return a number in 0..1 for every row and column, the same for the same pair."""
    mixed = row.astype(np.int64) * 73856093 ^ column.astype(np.int64) * 19349663 ^ salt * 83492791
    mixed = (mixed ^ (mixed >> 13)) * 1274126177 & 0x7FFFFFFF
    mixed = (mixed ^ (mixed >> 15)) * 668265263 & 0x7FFFFFFF
    shares: Array = ((mixed >> 8) % 4096 / 4095).astype(np.float32)
    return shares
