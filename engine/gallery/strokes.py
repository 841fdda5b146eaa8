"""A bristle brush: stamps of single strokes, laid by the thousand along a field of directions.

A stroke leaves colour and height; light on the heights makes paint of it. Knows no motif.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from PIL import Image

from engine.gallery.canvas import Array, noise, scaled, shade

_DIRECTIONS = 20  # stamps over half a turn; 9° apart cannot be told from the real direction


class Stamp(NamedTuple):
    """One stroke: where it covers, where its second colour shows, and how high the paint stands."""

    cover: Image.Image
    streaks: Image.Image
    heights: Image.Image


@dataclass(frozen=True, kw_only=True)
class Brush:
    """Stamps of one brush by direction, and by bend and hair.

    Attributes:
        stamps: stamps[direction][variant].
        length: Of a stroke, px.
        width: Of a stroke, px.
    """

    stamps: tuple[tuple[Stamp, ...], ...]
    length: float
    width: float

    @classmethod
    def of(
        cls, length: float, width: float, rng: np.random.Generator, *, bend: float = 0.25, round_: bool = False
    ) -> Brush:
        """Make a brush; bend is the sagitta of a stroke as a share of its length, to either side."""
        bends = (0.0,) if round_ else (-bend, 0.0, bend)
        hairs = [_hairs(length, width, rng) for _ in range(2)]
        stamps = tuple(
            tuple(_stamp(length, width, math.pi * i / _DIRECTIONS, b, h) for b in bends for h in hairs)
            for i in range(_DIRECTIONS)
        )
        return cls(stamps=stamps, length=length, width=width)


class Paint:
    """Wet paint on a canvas: colours and heights, both as Pillow images of one size."""

    def __init__(self, ground: Image.Image) -> None:
        self.colors = ground.copy()
        self.heights = Image.new("L", ground.size, 60)

    def lay(
        self, brush: Brush, spots: Array, angles: Array, colors: Array, seconds: Array, rng: np.random.Generator
    ) -> None:
        """Lay one stroke a spot, in this order.

        Args:
            brush: What to lay them with.
            spots: (n, 2) x and y of their middles, px.
            angles: (n,) radians; 0 is to the right, growing clockwise on the screen.
            colors: (n, 3) in 0..1.
            seconds: (n, 3) what the streaks of each stroke show.
            rng: Chooses among the stamps.
        """
        turns = np.round(angles / np.pi * _DIRECTIONS).astype(int) % _DIRECTIONS
        variants = rng.integers(0, len(brush.stamps[0]), len(spots))
        first, second = _bytes(colors), _bytes(seconds)
        half = brush.stamps[0][0].cover.width // 2
        corners = np.round(spots).astype(int) - half
        for turn, variant, corner, color, other in zip(
            turns.tolist(), variants.tolist(), corners.tolist(), first, second, strict=True
        ):
            stamp = brush.stamps[turn][variant]
            place = (corner[0], corner[1])
            self.colors.paste(tuple(color), place, stamp.cover)
            self.colors.paste(tuple(other), place, stamp.streaks)
            self.heights.paste(stamp.heights, place, stamp.cover)

    def shading(self, strength: float) -> Array:
        """Return what light from the upper left does to the paint."""
        return shade(np.asarray(self.heights, np.float32) / 255, strength)


def spots_on_grid(size: tuple[int, int], spacing: float, rng: np.random.Generator) -> Array:
    """Return (n, 2) places in px, one a cell of a grid, shaken and in random order."""
    columns, rows = math.ceil(size[0] / spacing) + 1, math.ceil(size[1] / spacing) + 1
    x, y = np.meshgrid(np.arange(columns), np.arange(rows))
    spots = np.stack([x.ravel(), y.ravel()], axis=1) + rng.uniform(-0.5, 0.5, (columns * rows, 2))
    order: Array = rng.permutation(spots * spacing).astype(np.float32)
    return order


def at(values: Array, spots: Array) -> Array:
    """Return the values of an array (height, width, ...) at spots (n, 2) in px; those outside take the nearest."""
    x = np.clip(spots[:, 0].astype(int), 0, values.shape[1] - 1)
    y = np.clip(spots[:, 1].astype(int), 0, values.shape[0] - 1)
    taken: Array = values[y, x]
    return taken


def shaken(colors: Array, rng: np.random.Generator, tone: float, hue: float) -> Array:
    """Return the colours (n, 3), each a little lighter or darker (tone) and towards another hue."""
    tones = rng.normal(0, tone, (len(colors), 1))
    hues = rng.normal(0, hue, colors.shape)
    mixed: Array = np.clip(colors + tones + hues - hues.mean(axis=1, keepdims=True), 0, 1).astype(np.float32)
    return mixed


def _hairs(length: float, width: float, rng: np.random.Generator) -> Array:
    """Return (across, along) how much paint each hair holds along its way, about 0..1."""
    fine = noise((max(4, round(length / 6)), max(4, round(width))), 1, rng)
    coarse = noise((max(4, round(length / 8)), max(3, round(width / 3))), 1, rng)
    side = max(8, math.ceil(width * 2)), max(8, math.ceil(width * 2))
    mixed = scaled(fine, (side[0], side[1])) * 0.6 + scaled(coarse, (side[0], side[1])) * 0.5
    return np.clip(0.62 + 0.3 * mixed, 0, 1)


def _stamp(length: float, width: float, angle: float, bend: float, hairs: Array) -> Stamp:
    side = math.ceil(math.hypot(length, width) + 4 + 2 * abs(bend) * length)
    axis = np.arange(side, dtype=np.float32) - (side - 1) / 2
    along = axis[None, :] * math.cos(angle) + axis[:, None] * math.sin(angle)
    across = axis[:, None] * math.cos(angle) - axis[None, :] * math.sin(angle)
    across = across + bend * length * ((2 * along / length) ** 2 - 0.5)
    rows = np.clip((across / width + 0.5) * (len(hairs) - 1), 0, len(hairs) - 1).astype(int)
    columns = np.clip((along / length + 0.5) * (hairs.shape[1] - 1), 0, hairs.shape[1] - 1).astype(int)
    held = hairs[rows, columns]
    reach = length / 2 * (0.72 + 0.28 * hairs[rows, 0]) - 0.3 * np.abs(across)
    inside = np.clip(reach - np.abs(along) + 0.5, 0, 1) * np.clip(width / 2 - np.abs(across) + 0.5, 0, 1)
    rim = np.clip(np.abs(across) / (width / 2), 0, 1) ** 4
    cover = inside * np.clip(0.35 + held, 0, 1)
    streaks = inside * np.clip((held - 0.6) * 3, 0, 0.85)
    heights = 0.25 + 0.5 * held + 0.25 * rim - 0.15 * along / length
    return Stamp(*(Image.fromarray((np.clip(a, 0, 1) * 255).astype(np.uint8)) for a in (cover, streaks, heights)))


def _bytes(colors: Array) -> list[list[int]]:
    rows: list[list[int]] = (np.clip(colors, 0, 1) * 255).astype(int).tolist()
    return rows
