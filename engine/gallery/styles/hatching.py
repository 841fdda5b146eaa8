"""Hatching: a town on a hill in pen strokes of three inks, with chalk, on toned paper."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from engine.gallery.canvas import Array, Size, blend, fractal, grid, noise, paper, rgb, step, unit

_INK, _BLUE, _RUST, _CHALK = rgb("2a1d1a", "24406e", "a3401f", "fdf6e6")
_PAPER = "dcc49c"
_FINER = 2


def draw(size: Size, rng: np.random.Generator) -> Array:
    """Draw the picture: its tones and the lie of its surfaces, then strokes for the dark, chalk for the light."""
    tone, turn, roof, lines = _motif(size, rng)
    picture = paper(size, rng, _PAPER, 0.09)
    dark = 1 - tone + 0.10 * (fractal(size, size[0] / 12, rng, 4) - 0.5)
    _, y = grid(size)
    sky = step(0.62, 0.40, y)
    for ink, offset, start, spacing, weight in (
        (_BLUE, 0.15, 0.20, 5.4, 0.9 * (0.45 + 0.55 * sky)),
        (_RUST, 1.15, 0.06, 4.4, 0.95 * roof),
        (_RUST, 0.2, 0.34, 6.1, 0.7 * (1 - sky)),
        (_INK, 0.0, 0.24, 4.7, 1 - 0.85 * sky),
        (_INK, 1.05, 0.46, 4.9, 1 - 0.5 * sky),
        (_INK, -0.75, 0.64, 4.4, 1.0),
        (_INK, 1.75, 0.80, 3.8, 1.0),
    ):
        picture = blend(picture, ink, _strokes(size, turn + offset, dark, start, spacing, rng) * weight)
    picture = blend(picture, _CHALK, 0.85 * _strokes(size, turn + 0.5, tone, 0.72, 5.2, rng))
    return blend(picture, _INK, lines * (0.75 + 0.25 * step(-1, 1, noise(size, 6 * unit(size), rng))))


def _strokes(size: Size, turn: Array, amount: Array, start: float, spacing: float, rng: np.random.Generator) -> Array:
    """Return 0..1 where ink lies: parallel strokes along turn (radians), wider with amount, none below start.

    Strokes are of finite length, tremble a little, and press harder in the middle.
    """
    scale = unit(size)
    x, y = grid(size)
    across = x * size[0] / scale * np.sin(turn) - y * size[1] / scale * np.cos(turn)
    along = x * size[0] / scale * np.cos(turn) + y * size[1] / scale * np.sin(turn)
    across = across + 1.6 * noise(size, 46 * scale, rng) + 0.35 * noise(size, 9 * scale, rng)
    row = np.floor(across / spacing)
    broken = (along / 42 + (row * 0.618) % 1 * 7 + 0.3 * noise(size, 60 * scale, rng)) % 1
    press = np.clip(np.minimum(broken, 1 - broken) * 9, 0, 1) ** 0.6
    strength = np.clip((amount - start) / 0.34, 0, 1)
    half = spacing * (0.04 + 0.30 * strength) * press * (0.85 + 0.25 * noise(size, 5 * scale, rng))
    off = np.abs(across / spacing - row - 0.5) * spacing
    inked: Array = np.clip((half - off) * scale * 1.3 + 0.5, 0, 1) * step(0.0, 0.10, strength) * 0.92
    return inked


def _motif(size: Size, rng: np.random.Generator) -> tuple[Array, Array, Array, Array]:
    """Return tone (0 dark..1 light), turn of the strokes in radians, where roofs are, and outlines."""
    x, y = grid(size)
    stream = noise(size, size[0] / 3, rng, stretch=2)
    tone = np.clip(0.58 + 0.55 * y + 0.30 * (fractal(size, size[0] / 4, rng, 5, stretch=2.4) - 0.45), 0, 1)
    sun = np.hypot(x - 0.78, (y - 0.22) * size[1] / size[0])
    tone = np.clip(tone + 0.8 * np.exp(-((sun / 0.12) ** 2)), 0, 1)
    turn = 0.15 + 0.35 * stream + 0.5 * np.exp(-((sun / 0.25) ** 2))
    hill = 0.90 - 0.42 * np.exp(-(((x - 0.42) / 0.30) ** 2)) - 0.10 * np.exp(-(((x - 1.0) / 0.22) ** 2))
    land = fractal(size, size[0] / 9, rng, 5, stretch=1.5)
    slope = np.arctan(np.gradient(hill, axis=1) * size[1])
    below = step(0, 0.003, y - hill)
    tone = np.where(
        below > 0.5, np.clip(0.76 - 1.0 * (y - hill) - 0.55 * (land - 0.4) + 0.10 * (x - 0.5), 0.05, 1), tone
    )
    turn = np.where(below > 0.5, slope * 0.9 + 0.6 + 0.8 * (land - 0.5), turn)
    large = (size[0] * _FINER, size[1] * _FINER)
    layers = [Image.fromarray((a * 255).astype(np.uint8)).resize(large) for a in (tone, (turn + 2) / 6)]
    layers += [Image.new("L", large), Image.new("L", large)]
    pens = [ImageDraw.Draw(layer) for layer in layers]
    _town(pens, large, hill[0], rng)
    _near(pens, large, rng)
    tone, turn, roof, lines = (
        np.asarray(layer.resize(size, Image.Resampling.BOX), np.float32) / 255 for layer in layers
    )
    soft = (
        np.asarray(Image.fromarray((tone * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.8)), np.float32)
        / 255
    )
    return soft, turn * 6 - 2, roof, lines


def _fill(
    pens: list[ImageDraw.ImageDraw], points: list[tuple[float, float]], tone: float, turn: float, roof: bool, line: int
) -> None:
    """Fill one surface in all layers: its tone, the turn of its strokes, whether it is a roof, its outline."""
    for pen, value in zip(pens[:3], (tone * 255, (turn + 2) / 6 * 255, 255 * roof), strict=True):
        pen.polygon(points, fill=int(value))
    pens[3].polygon(points, fill=0)
    pens[3].line([*points, points[0]], fill=255, width=line, joint="curve")


def _town(pens: list[ImageDraw.ImageDraw], size: Size, hill: Array, rng: np.random.Generator) -> None:
    """Build houses up the hill, far ones first, and a tower at the top."""
    line = max(1, round(size[0] / 900))
    _tower(pens, size, 0.425, hill, line)
    places = sorted(((rng.uniform(0, 0.34), rng.normal(0.42, 0.15)) for _ in range(58)), key=lambda place: place[0])
    for down, x in places:
        if not 0.06 < x < 0.74:
            continue
        base = float(hill[min(len(hill) - 1, int(x * len(hill)))]) + 0.015 + down * 0.62
        if base > 0.93:
            continue
        if rng.random() < 0.20:
            _cypress(pens, size, x, base, rng.uniform(0.05, 0.11), rng)
        else:
            _house(pens, size, x, base, 0.030 + 0.045 * down + rng.uniform(0, 0.018), line, rng)


def _house(
    pens: list[ImageDraw.ImageDraw], size: Size, x: float, base: float, wide: float, line: int, rng: np.random.Generator
) -> None:
    left, foot, unit_px = x * size[0], base * size[1], wide * size[0]
    tall, deep, ridge = (
        rng.uniform(0.7, 1.5) * unit_px,
        rng.uniform(0.5, 0.8) * unit_px,
        rng.uniform(0.25, 0.4) * unit_px,
    )
    front = [(left, foot), (left, foot - tall), (left + unit_px, foot - tall), (left + unit_px, foot)]
    side = [
        (left - deep, foot - 0.1 * deep),
        (left - deep, foot - tall - 0.1 * deep),
        (left - deep / 2, foot - tall - ridge),
        (left, foot - tall),
        (left, foot),
    ]
    top = [
        (left, foot - tall),
        (left - deep / 2, foot - tall - ridge),
        (left + unit_px - deep / 2, foot - tall - ridge),
        (left + unit_px * 1.05, foot - tall),
    ]
    _fill(pens, front, rng.uniform(0.82, 1.0), 1.5, False, line)
    _fill(pens, side, rng.uniform(0.25, 0.42), 0.9, False, line)
    _fill(pens, top, rng.uniform(0.48, 0.66), 1.0, True, line)
    for row in range(int(tall // (unit_px * 0.42))):
        for column in range(2):
            wx, wy = left + unit_px * (0.18 + 0.42 * column), foot - unit_px * (0.34 + 0.42 * row)
            pane = [
                (wx, wy),
                (wx, wy - unit_px * 0.2),
                (wx + unit_px * 0.15, wy - unit_px * 0.2),
                (wx + unit_px * 0.15, wy),
            ]
            _fill(pens, pane, 0.10, 0.3, False, max(1, line // 2))


def _tower(pens: list[ImageDraw.ImageDraw], size: Size, x: float, hill: Array, line: int) -> None:
    left, foot, wide = x * size[0], (float(hill[int(x * len(hill))]) + 0.03) * size[1], 0.036 * size[0]
    tall = 0.27 * size[1]
    _fill(
        pens,
        [(left, foot), (left, foot - tall), (left + wide, foot - tall), (left + wide, foot)],
        0.93,
        1.5,
        False,
        line,
    )
    _fill(
        pens,
        [(left - wide * 0.5, foot), (left - wide * 0.5, foot - tall), (left, foot - tall), (left, foot)],
        0.28,
        1.0,
        False,
        line,
    )
    peak = (left + wide * 0.25, foot - tall - wide * 1.9)
    _fill(pens, [(left, foot - tall), peak, (left + wide * 1.1, foot - tall)], 0.60, 1.2, True, line)
    _fill(pens, [(left - wide * 0.6, foot - tall), peak, (left, foot - tall)], 0.22, 0.7, True, line)
    for down in (0.12, 0.34, 0.60):
        wx, wy = left + wide * 0.36, foot - tall * (1 - down)
        _fill(
            pens,
            [
                (wx, wy),
                (wx, wy - wide * 0.55),
                (wx + wide * 0.14, wy - wide * 0.75),
                (wx + wide * 0.28, wy - wide * 0.55),
                (wx + wide * 0.28, wy),
            ],
            0.06,
            0.3,
            False,
            line,
        )


def _cypress(
    pens: list[ImageDraw.ImageDraw], size: Size, x: float, base: float, tall: float, rng: np.random.Generator
) -> None:
    middle, foot, high = x * size[0], base * size[1], tall * size[1]
    turns = np.linspace(0, 1, 16)
    half = high * 0.16 * np.sin(np.pi * turns**0.7) * rng.uniform(0.75, 1.2, 16)
    outline = [(middle + float(h), foot - float(t) * high) for t, h in zip(turns, half, strict=True)]
    outline += [(middle - float(h), foot - float(t) * high) for t, h in zip(turns[::-1], half[::-1], strict=True)]
    _fill(pens, outline, 0.14, 1.45, False, max(1, round(size[0] / 1100)))


def _near(pens: list[ImageDraw.ImageDraw], size: Size, rng: np.random.Generator) -> None:
    """Add an old olive tree at the right, near: bare limbs, leaves in clusters."""

    def limb(x: float, y: float, heading: float, thick: float, depth: int) -> None:
        long = thick * rng.uniform(5.5, 8.5)
        ex, ey = x + math.cos(heading) * long, y - math.sin(heading) * long
        nx, ny = math.sin(heading), math.cos(heading)
        outline = [
            (x - nx * thick, y - ny * thick),
            (ex - nx * thick * 0.65, ey - ny * thick * 0.65),
            (ex + nx * thick * 0.65, ey + ny * thick * 0.65),
            (x + nx * thick, y + ny * thick),
        ]
        _fill(pens, outline, 0.20, heading + 1.2, False, 2)
        if depth == 0:
            for _ in range(26):
                lx, ly = ex + rng.normal(0, size[0] * 0.022), ey + rng.normal(0, size[0] * 0.018)
                a, r = rng.uniform(0, math.pi), size[0] * rng.uniform(0.006, 0.012)
                leaf = [
                    (lx - r * math.cos(a), ly - r * math.sin(a)),
                    (lx + r * 0.3 * math.sin(a), ly - r * 0.3 * math.cos(a)),
                    (lx + r * math.cos(a), ly + r * math.sin(a)),
                    (lx - r * 0.3 * math.sin(a), ly + r * 0.3 * math.cos(a)),
                ]
                _fill(pens, leaf, rng.choice([0.15, 0.35, 0.95]), a, False, 1)
            return
        for spread in (0.55, -0.5, 0.05)[: 2 + (depth > 1)]:
            limb(ex, ey, heading + spread + rng.normal(0, 0.15), thick * 0.66, depth - 1)

    limb(size[0] * 0.86, size[1] * 0.99, 1.75, size[0] * 0.019, 3)
