"""Shapes: circles, wedges, grids and lines that balance on a primed canvas, as painters did about 1925."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from engine.gallery.canvas import Array, Size, blend, fractal, grid, lit, noise, ramp, rgb, shade, step, unit, weave

_COLORS = rgb(
    "c8402f",
    "e8a52c",
    "f0cf5a",
    "1f4e79",
    "3f8fa8",
    "7fb7a2",
    "2b2a33",
    "b5628a",
    "6a4f8f",
    "e07a4a",
    "f3e3c3",
    "48703f",
)
_DARK = rgb("1c1a22")[0]
_GROUND = rgb("efe0bd", "e4cfa2", "d9c7b8")
_FINER = 2

Outline = list[tuple[float, float]]


class _Canvas:
    """A canvas in work: shapes are laid one over the other, each with its own paint."""

    def __init__(self, size: Size, rng: np.random.Generator) -> None:
        self.size = size
        self.rng = rng
        x, y = grid(size)
        tone = np.clip(fractal(size, size[0] / 2.5, rng, 4) + 0.25 * (x - y), 0, 1)
        self.picture = ramp(_GROUND, tone)
        self.heights = 0.5 * noise(size, 4 * unit(size), rng, stretch=3)
        self._brushing = noise(size, 3 * unit(size), rng, stretch=12), noise(size, 30 * unit(size), rng, stretch=0.08)
        self._rubbed = fractal(size, 11 * unit(size), rng, 4)
        self._slope = x - 0.5, y - 0.5

    def lay(
        self,
        drawn: Callable[[ImageDraw.ImageDraw, float], None],
        color: Array,
        *,
        opaque: float = 0.92,
        to: Array | None = None,
    ) -> None:
        """Lay one shape; drawn draws it in white, given the px of a full-size picture's px. With to, it fades there."""
        mask = Image.new("L", (self.size[0] * _FINER, self.size[1] * _FINER))
        drawn(ImageDraw.Draw(mask), unit(self.size) * _FINER)
        part, small = self._around(mask)
        if small is None:
            return
        cover = np.asarray(small, np.float32) / 255
        near = np.asarray(small.filter(ImageFilter.GaussianBlur(5 * unit(self.size))), np.float32) / 255
        strokes = self._brushing[int(self.rng.integers(2))][part]
        paint = self._mixed(part, color, to) * (1 + 0.055 * strokes + 0.22 * (self._rubbed[part] - 0.5))[..., None]
        worn = step(0.13, 0.29, self._rubbed[part] + 0.10 * strokes + 0.1 * near)
        below = self.picture[part] * (1 - 0.20 * np.clip(near - cover, 0, 1))[..., None]  # a soft shadow around
        self.picture[part] = blend(below, paint, cover * opaque * (0.45 + 0.55 * worn))
        self.heights[part] += cover * (0.35 + 0.25 * strokes)

    def _around(self, mask: Image.Image) -> tuple[tuple[slice, slice], Image.Image | None]:
        """Return where the mask has anything, with a margin, and that part of it at the picture's size."""
        box = mask.getbbox()
        if box is None:
            return np.s_[:0, :0], None
        margin = math.ceil(14 * unit(self.size))
        left, top = (max(0, edge // _FINER - margin) for edge in box[:2])
        right, bottom = (min(most, edge // _FINER + margin) for edge, most in zip(box[2:], self.size, strict=True))
        cut = mask.crop((left * _FINER, top * _FINER, right * _FINER, bottom * _FINER))
        return np.s_[top:bottom, left:right], cut.reduce(_FINER)

    def _mixed(self, part: tuple[slice, slice], color: Array, to: Array | None) -> Array:
        """Return the paint of one shape: from one colour to another, or a little lighter to one side."""
        turn = self.rng.uniform(0, 2 * math.pi)
        slope = 0.5 + 1.4 * (self._slope[0][part] * math.cos(turn) + self._slope[1][part] * math.sin(turn))
        slope = np.clip(slope, 0, 1)[..., None]
        paint: Array = color * (0.86 + 0.28 * slope) if to is None else color + (to - color) * slope
        return paint


def draw(size: Size, rng: np.random.Generator) -> Array:
    """Draw the picture: clouds of colour, a great ring, wedges, a grid, arcs, lines, dots; then light on the canvas."""
    canvas = _Canvas(size, rng)
    _clouds(canvas)
    _great_ring(canvas, 0.31 * 768, 0.37 * 614, 128)
    for _ in range(5):
        _wedge(canvas)
    _checks(canvas, 505, 60, 34, 5, 4, -0.22)
    _arcs(canvas, 560, 410, 112)
    _disc_row(canvas)
    for _ in range(7):
        _disc(canvas, rng.uniform(40, 728), rng.uniform(40, 574), rng.gamma(3, 8) + 8)
    _lines(canvas)
    _curve(canvas)
    picture = lit(np.clip(canvas.picture, 0, 1), 0.20 * shade(canvas.heights.astype(np.float32), 0.9))
    return lit(picture, 0.12 * shade(weave(size, rng, 2.6), 0.8))


def _color(canvas: _Canvas) -> Array:
    picked: Array = _COLORS[canvas.rng.integers(len(_COLORS))]
    return picked


def _ellipse(x: float, y: float, radius: float) -> Callable[[ImageDraw.ImageDraw, float], None]:
    return lambda pen, px: pen.ellipse(
        ((x - radius) * px, (y - radius) * px, (x + radius) * px, (y + radius) * px), fill=255
    )


def _polygon(points: Outline) -> Callable[[ImageDraw.ImageDraw, float], None]:
    return lambda pen, px: pen.polygon([(x * px, y * px) for x, y in points], fill=255)


def _line(points: Outline, width: float) -> Callable[[ImageDraw.ImageDraw, float], None]:
    return lambda pen, px: pen.line(
        [(x * px, y * px) for x, y in points], fill=255, width=max(1, round(width * px)), joint="curve"
    )


def _clouds(canvas: _Canvas) -> None:
    for i in range(5):
        field = fractal(canvas.size, canvas.size[0] / 2.2, canvas.rng, 5)
        cover = step(0.58, 0.78, field) * 0.55
        canvas.picture = blend(canvas.picture, _COLORS[(1, 4, 7, 5, 9)[i]], cover)


def _great_ring(canvas: _Canvas, x: float, y: float, radius: float) -> None:
    order = canvas.rng.permutation(len(_COLORS))
    canvas.lay(_ellipse(x, y, radius * 1.18), rgb("f0cf5a")[0], opaque=0.45, to=rgb("e07a4a")[0])
    canvas.lay(_ellipse(x, y, radius), _DARK, to=rgb("27304f")[0])
    for i, share in enumerate((0.82, 0.60, 0.40, 0.20)):
        shift = radius * 0.05 * i
        canvas.lay(_ellipse(x + shift, y - shift, radius * share), _COLORS[order[i]], to=_COLORS[order[i + 4]])


def _wedge(canvas: _Canvas) -> None:
    rng = canvas.rng
    x, y, turn, long = rng.uniform(60, 700), rng.uniform(60, 560), rng.uniform(0, 6.28), rng.uniform(130, 330)
    open_ = rng.uniform(0.08, 0.26)
    points = [(x, y)] + [
        (x + long * math.cos(turn + side * open_), y + long * math.sin(turn + side * open_)) for side in (-1, 1)
    ]
    canvas.lay(_polygon(points), _color(canvas), opaque=0.72, to=_color(canvas))
    canvas.lay(_line([*points, points[0]], 1.6), _DARK)


def _checks(canvas: _Canvas, x: float, y: float, edge: float, columns: int, rows: int, turn: float) -> None:
    cos, sin = math.cos(turn), math.sin(turn)
    for row in range(rows):
        for column in range(columns):
            corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
            points = [(x + edge * (u * cos - v * sin), y + edge * (u * sin + v * cos)) for u, v in corners]
            dark = (row + column) % 2 == 0
            canvas.lay(_polygon(points), _DARK if dark else _color(canvas), opaque=0.9)


def _arcs(canvas: _Canvas, x: float, y: float, radius: float) -> None:
    for i in range(6):
        reach, start = radius - 16 * i, 180 + canvas.rng.uniform(-25, 25)
        box = (x - reach, y - reach, x + reach, y + reach)
        long = canvas.rng.uniform(120, 230)

        def arc(
            pen: ImageDraw.ImageDraw, px: float, box: tuple[float, ...] = box, start: float = start, long: float = long
        ) -> None:
            pen.arc([v * px for v in box], start, start + long, fill=255, width=round(13 * px))

        canvas.lay(arc, _color(canvas))


def _disc(canvas: _Canvas, x: float, y: float, radius: float) -> None:
    canvas.lay(_ellipse(x, y, radius * 1.22), _color(canvas), opaque=0.4)
    canvas.lay(_ellipse(x, y, radius), _color(canvas), to=_color(canvas))
    if radius > 16:
        canvas.lay(_ellipse(x + radius * 0.1, y - radius * 0.1, radius * 0.45), _color(canvas))


def _disc_row(canvas: _Canvas) -> None:
    for i in range(7):
        canvas.lay(_ellipse(90 + 38 * i, 520 + 9 * math.sin(i * 1.1), 15 - 1.3 * i), _COLORS[i % len(_COLORS)])


def _lines(canvas: _Canvas) -> None:
    rng = canvas.rng
    for _ in range(4):
        x, y, turn, long = rng.uniform(0, 768), rng.uniform(0, 614), rng.uniform(-0.9, 0.9), rng.uniform(250, 620)
        step_x, step_y = math.cos(turn), math.sin(turn)
        for side in range(int(rng.integers(1, 5))):
            off = side * 8
            points = [(x - off * step_y - long / 2 * step_x, y + off * step_x - long / 2 * step_y)]
            points.append((points[0][0] + long * step_x, points[0][1] + long * step_y))
            canvas.lay(_line(points, rng.uniform(1.2, 4.5)), _DARK, opaque=0.95)


def _curve(canvas: _Canvas) -> None:
    for start, tall, color in ((360.0, 34.0, _DARK), (372.0, 34.0, _COLORS[0])):
        points = [(330 + 4.2 * i, start + 190 + tall * math.sin(i / 8) * (1 - i / 130)) for i in range(100)]
        canvas.lay(_line(points, 4.5), color)
