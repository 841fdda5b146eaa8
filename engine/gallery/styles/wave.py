"""Woodblock wave: breakers, foam and a red sun, printed from several blocks on soft paper."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from engine.gallery.canvas import (
    Array,
    Size,
    blend,
    fractal,
    grid,
    noise,
    paper,
    ramp,
    rgb,
    step,
    unit,
)

_FINER = 2  # drawn so many times as large, for smooth edges
_KEY = "141f3d"  # the block of lines
_DEEP, _BLUE, _LIGHT, _PALE, _FOAM = "173463", "2c5f93", "6fa0b8", "b4cdc6", "f3ead0"
_SKY = rgb("6d7f8c", "b9b49a", "e8d3a4", "efc98f", "e9a77a")
_RED = "cf4429"

_CREST = (
    (-0.36, 1.00),
    (-0.17, 0.66),
    (-0.02, 0.44),
    (0.12, 0.25),
    (0.27, 0.125),
    (0.42, 0.10),
    (0.535, 0.17),
    (0.585, 0.285),
    (0.575, 0.37),
)
_HOLLOW = (
    (0.86, 1.00),
    (0.66, 0.955),
    (0.50, 0.88),
    (0.385, 0.76),
    (0.325, 0.62),
    (0.33, 0.47),
    (0.395, 0.36),
    (0.485, 0.325),
    (0.575, 0.37),
)


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where a breaker stands: its own coordinates to px, mirrored where wide is negative."""

    left: float
    top: float
    wide: float
    tall: float

    def px(self, points: Array, size: Size) -> Array:
        moved = points * (self.wide, self.tall) + (self.left, self.top)
        turned: Array = (moved * (size[0], size[0] * 0.8)).astype(np.float32)
        return turned


def draw(size: Size, rng: np.random.Generator) -> Array:
    """Draw the picture: sky, sun, mountain, then breakers from far to near, then what wood and paper do to ink."""
    large = (size[0] * _FINER, size[1] * _FINER)
    sheet = Image.fromarray((_sky(large, rng) * 255).astype(np.uint8))
    pen = ImageDraw.Draw(sheet)
    _mountain(pen, large, rng)
    _swell(pen, large, 0.715, 0.018, rng, (_LIGHT, _PALE))
    _breaker(pen, large, _Place(left=1.10, top=0.34, wide=-0.62, tall=0.56), rng)
    _swell(pen, large, 0.80, 0.022, rng, (_BLUE, _LIGHT))
    _breaker(pen, large, _Place(left=0.0, top=0.0, wide=1.0, tall=1.0), rng)
    _swell(pen, large, 0.90, 0.030, rng, (_DEEP, _BLUE))
    _seal(pen, large)
    printed = np.asarray(sheet.resize(size, Image.Resampling.LANCZOS), np.float32) / 255
    return _print(printed, size, rng)


def _sky(size: Size, rng: np.random.Generator) -> Array:
    """Return the bokashi: ink wiped to a gradient on the block by hand."""
    x, y = grid(size)
    sky = ramp(_SKY, np.clip(y * 1.25 + 0.03 * noise(size, size[0] / 4, rng, stretch=3), 0, 1))
    distance = np.hypot(x - 0.735, (y - 0.30) * size[1] / size[0])
    sun = ramp(rgb("b8301f", _RED, "e8823f"), np.clip((y - 0.15) / 0.32, 0, 1))
    return blend(sky, sun, step(0.1212, 0.1198, distance))


def _mountain(pen: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator) -> None:
    place = _Place(left=0.0, top=0.0, wide=1.0, tall=1.0)
    slope = np.array(
        [
            (0.44, 0.76),
            (0.55, 0.70),
            (0.625, 0.61),
            (0.655, 0.575),
            (0.69, 0.578),
            (0.73, 0.625),
            (0.82, 0.71),
            (0.93, 0.76),
        ]
    )
    _shape(pen, place.px(_through(slope), size), "4f6f8f", _line_width(size))
    jags = 12
    teeth = [(0.622, 0.616)]
    for i in range(1, jags):
        x = 0.622 + (0.728 - 0.622) * i / jags
        teeth.append((x, 0.616 + (0.045 if i % 2 else 0.012) + rng.uniform(0, 0.016)))
    cap = np.concatenate([_through(slope[2:6]), np.array(teeth[::-1])])
    _shape(pen, place.px(cap.astype(np.float32), size), _FOAM, _line_width(size))


def _breaker(pen: ImageDraw.ImageDraw, size: Size, place: _Place, rng: np.random.Generator) -> None:
    """Draw one breaking wave: body, stripes that follow its rise, foam with claws, drops."""
    crest, hollow = _through(np.array(_CREST)), _through(np.array(_HOLLOW))
    foot = np.array([(0.66, 1.3), (-0.14, 1.3)])
    line = _line_width(size)
    _shape(pen, place.px(np.concatenate([crest, hollow[::-1], foot]).astype(np.float32), size), _BLUE, line)
    for low, high, color, reach in (
        *((0.18, 0.27, _DEEP, 0.97), (0.31, 0.36, _FOAM, 0.93), (0.40, 0.52, _DEEP, 0.95), (0.56, 0.60, _PALE, 0.92)),
        *((0.65, 0.76, _DEEP, 0.94), (0.80, 0.835, _FOAM, 0.90), (0.88, 0.95, _LIGHT, 0.88)),
    ):
        _stripe(pen, place, size, crest, hollow, (low, high), reach, color)
    edge = len(crest)
    rim = np.concatenate([crest[int(edge * 0.25) :], hollow[::-1][: int(edge * 0.12)]])
    _foam(
        pen, place.px(rim.astype(np.float32), size), abs(place.wide) * size[0], math.copysign(1, place.wide), line, rng
    )
    _drops(pen, place.px(crest[edge // 3 :].astype(np.float32), size), abs(place.wide) * size[0], rng)


def _stripe(
    pen: ImageDraw.ImageDraw,
    place: _Place,
    size: Size,
    crest: Array,
    hollow: Array,
    part: tuple[float, float],
    reach: float,
    color: str,
) -> None:
    """Fill the band between two curves that lie between crest (0) and hollow (1), tapering towards the tip."""
    count = int(len(crest) * reach)
    taper = np.sqrt(np.clip(1 - np.arange(count) / count, 0, 1))[:, None]
    middle, half = sum(part) / 2, (part[1] - part[0]) / 2
    near = crest[:count] + (hollow[:count] - crest[:count]) * (middle - half * taper)
    far = crest[:count] + (hollow[:count] - crest[:count]) * (middle + half * taper)
    band = place.px(np.concatenate([near, far[::-1]]).astype(np.float32), size)
    _shape(pen, band, color, max(1, _line_width(size) // 2))


def _foam(pen: ImageDraw.ImageDraw, rim: Array, span: float, side: float, line: int, rng: np.random.Generator) -> None:
    """Draw claws along the rim: rows of shrinking discs, outlines first, so that they grow together."""
    discs: list[tuple[float, float, float]] = []
    count = 64
    for i in range(count):
        spot = rim[int(i / count * (len(rim) - 1))]
        ahead = rim[min(int(i / count * (len(rim) - 1)) + 4, len(rim) - 1)]
        heading = math.atan2(ahead[1] - spot[1], ahead[0] - spot[0])
        share = i / count
        large = span * (0.010 + 0.017 * math.sin(math.pi * share**0.85) + rng.uniform(0, 0.010))
        inward = heading + side * (0.75 + rng.normal(0, 0.25))
        discs += [(spot[0], spot[1], large * 0.85)]
        discs += _claw(spot[0], spot[1], inward, large, side, 2, rng)
        if rng.random() < 0.45:
            discs += _claw(spot[0], spot[1], heading - side * rng.uniform(0.1, 0.6), large * 0.55, side, 1, rng)
    for color, grow, shift in ((_KEY, line * 0.9, 0.0), (_FOAM, 0.0, 0.0), (_PALE, -0.52, 0.30), (_FOAM, -0.62, 0.12)):
        for x, y, radius in discs:
            r = radius + grow if grow >= 0 else radius * (1 + grow)
            if grow >= 0 or radius > line * 3.2:
                moved = shift * radius
                pen.ellipse(
                    (x - r + moved * side, y - r + moved, x + r + moved * side, y + r + moved), fill=f"#{color}"
                )


def _claw(
    x: float, y: float, heading: float, large: float, side: float, depth: int, rng: np.random.Generator
) -> list[tuple[float, float, float]]:
    """Return the discs (x, y, radius) of a hook that bends to its side, with smaller hooks on its back."""
    discs = []
    radius, bend = large * 0.62, side * rng.uniform(0.10, 0.20)
    for i in range(11):
        discs.append((x, y, radius))
        x, y = x + math.cos(heading) * radius * 0.75, y + math.sin(heading) * radius * 0.75
        heading += bend * (0.4 + i / 6)
        radius *= 0.88
        if depth and i in (2, 4, 6):
            discs += _claw(x, y, heading - side * rng.uniform(0.5, 1.1), large * 0.55, side, depth - 1, rng)
    return discs


def _drops(pen: ImageDraw.ImageDraw, rim: Array, span: float, rng: np.random.Generator) -> None:
    for _ in range(110):
        spot = rim[rng.integers(len(rim))]
        away = rng.gamma(2.0, 0.022) * span
        turn = rng.uniform(-math.pi, 0.35)
        x, y = spot[0] + away * math.cos(turn), spot[1] + away * math.sin(turn)
        radius = span * rng.uniform(0.0012, 0.0042)
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=f"#{_FOAM}")


def _swell(
    pen: ImageDraw.ImageDraw, size: Size, height: float, rise: float, rng: np.random.Generator, colors: tuple[str, str]
) -> None:
    """Draw long low waves across the sheet, each row with a pale edge and lines along it."""
    x = np.linspace(-0.02, 1.02, 240)
    phase = rng.uniform(0, 6)
    for row in range(3):
        crest = height + row * rise * 1.25
        y = crest + rise * (
            0.55 * np.sin(x * (11 - row) + phase + row * 2.1) + 0.28 * np.abs(np.sin(x * (19 - 2 * row) + phase))
        )
        for below, color in ((0.0, _FOAM), (rise * 0.16, colors[0]), (rise * 0.5, colors[1]), (rise * 0.62, colors[0])):
            upper = np.stack([x, (y + below)], axis=1) * (size[0], size[1])
            outline = np.concatenate([upper, [(size[0] * 1.02, size[1] * 1.1), (-size[0] * 0.02, size[1] * 1.1)]])
            _shape(pen, outline.astype(np.float32), color, _line_width(size) if below == 0 else 1)


def _seal(pen: ImageDraw.ImageDraw, size: Size) -> None:
    """Stamp a small red seal; its sign is made up."""
    edge = size[0] * 0.042
    left, top = size[0] * 0.035, size[1] * 0.045
    pen.rounded_rectangle((left, top, left + edge, top + edge * 1.5), radius=edge * 0.12, fill=f"#{_RED}")
    wide = max(2, round(edge * 0.07))
    for x1, y1, x2, y2 in (
        (0.2, 0.3, 0.8, 0.3),
        (0.5, 0.15, 0.5, 0.7),
        (0.2, 0.55, 0.8, 0.55),
        (0.25, 0.9, 0.75, 0.9),
        (0.3, 0.75, 0.2, 1.3),
        (0.7, 0.75, 0.8, 1.3),
        (0.25, 1.1, 0.75, 1.1),
    ):
        pen.line((left + x1 * edge, top + y1 * edge, left + x2 * edge, top + y2 * edge), fill="#f3ead0", width=wide)


def _print(picture: Array, size: Size, rng: np.random.Generator) -> Array:
    """Let wood grain, uneven ink and paper show through the colours."""
    scale = unit(size)
    _, y = grid(size)
    rings = y * 70 + 5.0 * noise(size, 150 * scale, rng, stretch=4) + 0.4 * noise(size, 7 * scale, rng, stretch=14)
    grain = np.sin(rings * 2.4) * 0.5 + 0.5 * noise(size, 1.6 * scale, rng, stretch=22)
    mottle = fractal(size, 22 * scale, rng, 4) - 0.5
    inked = 1 - picture.mean(axis=-1)
    thin = np.clip(0.10 * grain + 0.22 * mottle + 0.05, 0, 0.5) * (0.25 + 0.75 * inked)
    specks = step(2.35, 2.7, noise(size, 1.3 * scale, rng)) * 0.6 * inked
    sheet = paper(size, rng, "f2e6c9", 0.05)
    return blend(picture * (0.25 + 0.75 * sheet / sheet.mean()), sheet, np.clip(thin + specks, 0, 1))


def _through(points: Array) -> Array:
    """Return a smooth curve (n, 2) through the points (Catmull-Rom)."""
    padded = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    t = np.linspace(0, 1, 40, endpoint=False)[:, None]
    parts = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        parts.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.concatenate([*parts, points[-1:]]).astype(np.float32)


def _shape(pen: ImageDraw.ImageDraw, outline: Array, color: str, line: int) -> None:
    points = [(float(x), float(y)) for x, y in outline]
    pen.polygon(points, fill=f"#{color}")
    pen.line([*points, points[0]], fill=f"#{_KEY}", width=line, joint="curve")


def _line_width(size: Size) -> int:
    return max(1, round(size[0] / 420))
