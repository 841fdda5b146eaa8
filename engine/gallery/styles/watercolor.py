"""Watercolour: a bunch of flowers in thin washes that run, dry with dark edges and leave the paper white."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from engine.gallery.canvas import Array, Size, fractal, grid, noise, paper, rgb, shade, step, unit

_LAYERS = 6  # washes of one blot; many thin ones make soft edges, too many take long
_PETALS = rgb("e23b57", "f06a3c", "f5b52e", "d94f9b", "8a4fc4", "3f6fd1", "f28a9a")
_GREENS = rgb("2f7a4a", "6aa33a", "1f5f5a", "a3b43c")
_CLOUDS = rgb("7fb4d6", "f0c9a0", "b9a6d6", "9fd0bd")


class _Washes:
    """Thin layers of paint over white: each lets the ones below through (they multiply)."""

    def __init__(self, size: Size, rng: np.random.Generator) -> None:
        self.size = size
        self.left = np.ones((size[1], size[0], 3), np.float32)  # share of light that each layer together lets through
        self._rng = rng
        self._grain = 0.78 + 0.5 * fractal(size, 5 * unit(size), rng, 3)
        self._pools = 0.55 + 0.9 * fractal(size, 46 * unit(size), rng, 5)

    def blot(self, outline: Array, color: Array, strength: float, wet: float) -> None:
        """Let a blot of colour dry: its outline (n, 2) in px is bent anew for every layer; wet says how far."""
        margin = wet * 90 * unit(self.size) + 4
        low = np.clip(np.floor(outline.min(axis=0) - margin), 0, self.size).astype(int)
        high = np.clip(np.ceil(outline.max(axis=0) + margin), 0, self.size).astype(int)
        wide, tall = (high - low).tolist()
        if wide < 3 or tall < 3:
            return
        depth = Image.new("L", (wide, tall))
        base = _bent(outline - low, 2, 0.5 * wet, self._rng)
        bent = _bent(np.repeat(base[None], _LAYERS, axis=0), 2, wet, self._rng)
        for points in bent.reshape(_LAYERS, -1).tolist():
            layer = Image.new("L", (wide, tall))
            ImageDraw.Draw(layer).polygon(points, fill=250 // _LAYERS)
            depth = ImageChops.add(depth, layer)
        part = np.s_[low[1] : high[1], low[0] : high[0]]
        soft = depth.filter(ImageFilter.GaussianBlur(0.7 * unit(self.size)))
        held = np.asarray(soft, np.float32) / 255
        rim = np.clip(
            held - np.asarray(depth.filter(ImageFilter.GaussianBlur(7 * unit(self.size))), np.float32) / 255, 0, 1
        )
        amount = strength * (held * self._pools[part] + 1.1 * rim) * self._grain[part]
        below = self.left[part]
        through = below * np.exp(-amount[..., None] * _absorbed(color))
        self.left[part] = np.maximum(through, np.minimum(below, 0.62 * color))  # wet paint mixes; it does not pile up

    def lift(self, center: Array, radius: float) -> None:
        """Take up wet paint with a sponge about a spot, so that what comes next stays bright."""
        width, height = self.size
        x, y = np.arange(width) + 0.5, np.arange(height)[:, None] + 0.5
        taken = 0.85 * step(1.05, 0.75, np.hypot(x - center[0], (y - center[1]) * 1.1) / radius)
        self.left += (1 - self.left) * taken[..., None].astype(np.float32)


def draw(size: Size, rng: np.random.Generator) -> Array:
    """Draw the picture: a wet ground, leaves and stems, flowers, splashes, then the paper's tooth."""
    washes = _Washes(size, rng)
    wide = size[0]
    for _ in range(8):
        spot = rng.uniform((0.05, 0.0), (0.95, 0.85)) * (size[0], size[1])
        washes.blot(_ring(spot, wide * rng.uniform(0.10, 0.22), 14, rng), _CLOUDS[rng.integers(4)], 0.42, 0.9)
    _greens(washes, rng)
    hues = rng.permutation(len(_PETALS))
    for i, (place, radius) in enumerate(_places(rng)):
        colors = _PETALS[hues[i % len(hues)]], _PETALS[hues[(i + 3) % len(hues)]]
        _flower(washes, np.array(place) * (size[0], size[1]), radius * wide, colors, rng)
    _splashes(washes, rng)
    x, y = grid(size)
    tooth = noise(size, 2.2 * unit(size), rng) * 0.6 + noise(size, 5 * unit(size), rng) * 0.5
    sheet = paper(size, rng, "fbf7ee", 0.03)
    settled = washes.left ** (1 + 0.14 * tooth[..., None])
    blown = 1 + 0.03 * np.hypot(x - 0.5, y - 0.5)[..., None] ** 2
    return np.clip(sheet * settled * blown * (1 + 0.10 * shade(tooth, 0.35)[..., None]), 0, 1)


def _places(rng: np.random.Generator) -> list[tuple[tuple[float, float], float]]:
    """Return where flowers stand (shares of width and height) and their radii (shares of the width)."""
    fixed = [
        ((0.34, 0.33), 0.125),
        ((0.62, 0.26), 0.115),
        ((0.20, 0.55), 0.095),
        ((0.80, 0.48), 0.105),
        ((0.51, 0.52), 0.140),
    ]
    small = [
        ((float(rng.uniform(0.15, 0.85)), float(rng.uniform(0.12, 0.62))), float(rng.uniform(0.026, 0.05)))
        for _ in range(8)
    ]
    return small + fixed


def _flower(
    washes: _Washes, center: Array, radius: float, colors: tuple[Array, Array], rng: np.random.Generator
) -> None:
    color, other = colors
    washes.lift(center, radius)
    petals, start, flat = int(rng.integers(5, 9)), rng.uniform(0, 6.28), rng.uniform(0.70, 1.0)
    for ring, reach in ((0, 1.0), (1, 0.62)):
        for i in range(petals):
            turn = start + (i + 0.5 * ring) * 2 * math.pi / petals + rng.normal(0, 0.10)
            petal = _petal(center, turn, radius * reach * rng.uniform(0.85, 1.15), radius * reach * 0.46, flat, 1.7)
            tint = color + (other - color) * (0.25 * rng.random() + 0.35 * ring)
            washes.blot(petal, tint, 0.50 + 0.25 * ring, 0.22)
        washes.blot(_ring(center, radius * (0.5 - 0.2 * ring), 12, rng), color * 0.8, 0.45, 0.5)
    washes.blot(_ring(center, radius * 0.17, 10, rng), rgb("e0a52a")[0], 1.3, 0.3)
    for _ in range(9):
        spot = center + rng.normal(0, radius * 0.16, 2)
        washes.blot(_ring(spot, radius * 0.022 + 0.8, 6, rng), rgb("4a2030")[0], 1.2, 0.1)


def _greens(washes: _Washes, rng: np.random.Generator) -> None:
    wide, tall = washes.size
    foot = np.array((0.50 * wide, 1.02 * tall))
    for i in range(13):
        end = np.array((rng.uniform(0.12, 0.88) * wide, rng.uniform(0.30, 0.66) * tall))
        bend = np.array((rng.normal(0, 0.05) * wide, -0.06 * tall))
        t = np.linspace(0, 1, 14)[:, None]
        spine = foot * (1 - t) ** 2 + 2 * ((foot + end) / 2 + bend) * t * (1 - t) + end * t**2
        half = wide * 0.0035 * (1.2 - 0.6 * t) * (1, 0)
        washes.blot(np.concatenate([spine - half, (spine + half)[::-1]]), _GREENS[i % 4], 0.5, 0.05)
        for at in (5, 7, 9, 11):
            turn = rng.uniform(-2.9, -0.25)
            leaf = _petal(spine[at], turn, wide * rng.uniform(0.06, 0.12), wide * rng.uniform(0.015, 0.030), 1.0)
            washes.blot(leaf, _GREENS[rng.integers(4)], 0.55, 0.16)


def _splashes(washes: _Washes, rng: np.random.Generator) -> None:
    wide, tall = washes.size
    for _ in range(45):
        spot = rng.uniform(0, 1, 2) * (wide, tall)
        washes.blot(
            _ring(spot, wide * rng.gamma(1.3, 0.0022) + 1, 8, rng), _PETALS[rng.integers(len(_PETALS))], 0.5, 0.15
        )


def _petal(root: Array, turn: float, long: float, half: float, flat: float, tip: float = 0.8) -> Array:
    """Return the outline (n, 2) of a petal or leaf that grows along turn; widest at its end if tip > 1."""
    t = np.sin(np.linspace(0, np.pi / 2, 11))
    side = half * np.sin(np.pi * t**tip) ** 0.8
    along = np.concatenate([t * long, t[::-1] * long])
    across = np.concatenate([side, -side[::-1]])
    x = along * math.cos(turn) - across * math.sin(turn)
    y = along * math.sin(turn) + across * math.cos(turn)
    return np.asarray(root) + np.stack([x, y * flat], axis=1)


def _ring(center: Array, radius: float, corners: int, rng: np.random.Generator) -> Array:
    turns = np.linspace(0, 2 * math.pi, corners, endpoint=False)
    reach = radius * rng.uniform(0.75, 1.2, corners)
    return np.asarray(center) + np.stack([np.cos(turns) * reach, np.sin(turns) * reach], axis=1)


def _bent(outlines: Array, rounds: int, wet: float, rng: np.random.Generator) -> Array:
    """Return outlines (..., n, 2) with every edge broken in two and the new corner pushed aside, so many rounds."""
    for _ in range(rounds):
        edge = np.roll(outlines, -1, axis=-2) - outlines
        push = rng.normal(0, wet / 2, (*outlines.shape[:-1], 1))
        share = rng.uniform(0.35, 0.65, (*outlines.shape[:-1], 1))
        middle = outlines + edge * share + np.stack([-edge[..., 1], edge[..., 0]], axis=-1) * push
        outlines = np.stack([outlines, middle], axis=-2).reshape(*outlines.shape[:-2], -1, 2)
    return outlines


def _absorbed(color: Array) -> Array:
    """Return how strongly paint of this colour takes away red, green and blue (Beer and Lambert)."""
    taken: Array = -np.log(np.clip(color, 0.04, 0.985))
    return taken
