"""Ink wash: peaks in mist, a boat and a pine branch, with a wet and a dry brush on rice paper."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

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
    ridge_line,
    scaled,
    step,
    unit,
)

_INK = rgb("14171c")[0]
_FINER = 2


def draw(size: Size, rng: np.random.Generator) -> Array:
    """Draw the picture: washes from far to near, what the dry brush adds, a red sun, the seal, the paper's fibres."""
    x, y = grid(size)
    sheet = paper(size, rng, "efe6d2", 0.07)
    sheet = _sun(size, sheet, x, y, rng)
    for base, rise, cell, strength, tint in (
        (0.46, 0.24, 3.0, 0.26, "5d7280"),
        (0.56, 0.30, 2.3, 0.44, "48606c"),
        (0.66, 0.34, 3.6, 0.66, "2b3a44"),
        (0.83, 0.25, 2.6, 0.95, "14171c"),
    ):
        sheet = _peaks(size, sheet, x, y, (base, rise, cell, strength), rgb(tint)[0], rng)
    sheet = _water(size, sheet, x, y, rng)
    strokes = Image.new("L", (size[0] * _FINER, size[1] * _FINER))
    _boat(ImageDraw.Draw(strokes), strokes.size)
    _birds(ImageDraw.Draw(strokes), strokes.size, rng)
    needles = _branch(strokes, rng)
    sheet = _inked(size, sheet, strokes, 0.96, rng)
    sheet = _inked(size, sheet, needles, 0.85, rng)
    return _seal(size, sheet, rng)


def _peaks(
    size: Size,
    sheet: Array,
    x: Array,
    y: Array,
    shape: tuple[float, float, float, float],
    ink: Array,
    rng: np.random.Generator,
) -> Array:
    """Lay one range: a wet edge on top, folds in the ink, mist that takes its foot."""
    base, rise, cell, strength = shape
    scale = unit(size)
    line = base - rise * (0.25 + 0.75 * np.clip(ridge_line(size[0], size[0] / cell, rng, 6), -0.3, 1))
    line = line[None, :] + 0.004 * noise(size, 5 * scale, rng)
    deep = np.clip((y - line) / (rise * 1.05), 0, 1)
    folds = 1 - np.abs(2 * fractal(size, size[0] / 8, rng, 6, stretch=0.45) - 1)
    fade = (1 - deep) ** 1.5 * (0.50 + 0.5 * step(0.45, 0.9, folds))
    edge = np.exp(-np.maximum(y - line, 0) / 0.012) * 0.5
    bloom = 0.62 + 0.76 * fractal(size, size[0] / 7, rng, 5)
    mist = step(0.25, 0.75, fractal(size, size[0] / 3, rng, 4, stretch=3.0) + 0.85 * deep - 0.25)
    bleed = step(-0.006 - 0.010 * strength, 0.004, y - line + 0.010 * (fractal(size, 14 * scale, rng, 3) - 0.5))
    dry = step(0.30, 0.55, fractal(size, 5 * scale, rng, 3, stretch=0.5) + 0.5 * (1 - deep))
    strokes = step(0.62, 0.9, folds) * (1 - deep) * dry * 0.5 * strength
    cover = np.clip(strength * bleed * (fade * bloom + edge * 0.8) * (1 - 0.85 * mist) + bleed * strokes, 0, 0.97)
    return blend(sheet, ink, cover)


def _sun(size: Size, sheet: Array, x: Array, y: Array, rng: np.random.Generator) -> Array:
    away = np.hypot(x - 0.70, (y - 0.22) * size[1] / size[0]) + 0.006 * (fractal(size, 20 * unit(size), rng, 4) - 0.5)
    wash = 0.55 + 0.5 * fractal(size, size[0] / 12, rng, 5)
    rim = np.exp(-((away - 0.066) ** 2) / 0.00003) * 0.18
    return blend(sheet, rgb("c8321f")[0], np.clip(step(0.070, 0.066, away) * wash + rim, 0, 0.95))


def _water(size: Size, sheet: Array, x: Array, y: Array, rng: np.random.Generator) -> Array:
    """Lay pale broad strokes across for the river; the dry brush leaves the paper between its hairs."""
    flow = noise(size, 10 * unit(size), rng, stretch=22)
    hairs = noise(size, 2.2 * unit(size), rng, stretch=40)
    where = step(0.80, 0.90, y) * step(0.35, 0.60, x + 0.05 * flow) + 0.5 * step(0.86, 0.95, y)
    cover = np.clip(where * step(0.2, 1.3, flow + 0.6 * hairs) * 0.42, 0, 0.6)
    return blend(sheet, rgb("3e5560")[0], cover)


def _boat(pen: ImageDraw.ImageDraw, size: Size) -> None:
    left, top, wide = size[0] * 0.66, size[1] * 0.845, size[0] * 0.085

    def part(points: tuple[tuple[float, float], ...], tone: int) -> None:
        pen.polygon([(left + px * wide, top + py * wide) for px, py in points], fill=tone)

    part(((0, 0), (0.18, 0.10), (0.5, 0.13), (0.82, 0.09), (1.05, -0.05), (0.86, 0.17), (0.5, 0.21), (0.16, 0.18)), 235)
    part(((0.32, 0.10), (0.36, -0.10), (0.52, -0.16), (0.66, -0.09), (0.70, 0.09)), 150)
    part(((0.80, 0.07), (0.81, -0.16), (0.85, -0.20), (0.88, -0.14), (0.90, 0.06)), 225)
    part(((0.77, -0.18), (0.845, -0.27), (0.92, -0.18)), 200)
    pen.line(
        (left + 0.94 * wide, top - 0.30 * wide, left + 1.22 * wide, top + 0.26 * wide),
        fill=210,
        width=max(1, size[0] // 700),
    )


def _birds(pen: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator) -> None:
    for i in range(7):
        x, y = (
            size[0] * (0.40 + 0.028 * i + rng.uniform(0, 0.012)),
            size[1] * (0.17 + 0.018 * abs(i - 2) + rng.uniform(0, 0.015)),
        )
        span = size[0] * rng.uniform(0.008, 0.013)
        wide = max(1, size[0] // 620)
        pen.line((x - span, y - span * 0.45, x - span * 0.4, y - span * 0.5, x, y), fill=190, width=wide, joint="curve")
        pen.line(
            (x, y, x + span * 0.5, y - span * 0.55, x + span * 1.1, y - span * 0.3), fill=190, width=wide, joint="curve"
        )


def _branch(strokes: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Draw a pine branch that reaches in from the left; return its needles on a sheet of their own."""
    pen = ImageDraw.Draw(strokes)
    needles = Image.new("L", strokes.size)
    fine = ImageDraw.Draw(needles)
    wide, tall = strokes.size

    def grow(x: float, y: float, heading: float, thick: float, steps: int, depth: int) -> None:
        for i in range(steps):
            heading += rng.normal(0, 0.20) + 0.03 * math.sin(i * 0.9)
            nx, ny = x + math.cos(heading) * wide * 0.017, y + math.sin(heading) * wide * 0.017
            for _ in range(5):  # knotty bark: several hairs of the brush side by side
                off = rng.normal(0, thick * 0.22, 2)
                pen.line(
                    (x + off[0], y + off[1], nx + off[0], ny + off[1]),
                    fill=int(rng.integers(170, 256)),
                    width=max(1, round(thick * rng.uniform(0.3, 0.7))),
                )
            x, y, thick = nx, ny, max(1.5, thick * 0.93)
            if depth and i > 1 and rng.random() < 0.42:
                grow(x, y, heading + rng.choice([-1, 1]) * rng.uniform(0.5, 1.0), thick * 0.6, steps // 2, depth - 1)
        _tuft(fine, x, y, wide, rng)

    grow(-0.01 * wide, 0.20 * tall, 0.16, wide * 0.016, 20, 2)
    return needles


def _tuft(pen: ImageDraw.ImageDraw, x: float, y: float, wide: float, rng: np.random.Generator) -> None:
    for _ in range(3):
        cx, cy = x + rng.normal(0, wide * 0.012), y + rng.normal(0, wide * 0.006)
        for turn in np.linspace(math.pi * 1.02, math.pi * 1.98, 22):
            long, lean = wide * rng.uniform(0.020, 0.038), turn + rng.normal(0, 0.06)
            end = (cx + math.cos(lean) * long, cy + math.sin(lean) * long * 0.8)
            pen.line((cx, cy, *end), fill=int(rng.integers(110, 250)), width=max(1, round(wide / 900)))


def _inked(size: Size, sheet: Array, strokes: Image.Image, strength: float, rng: np.random.Generator) -> Array:
    """Print the strokes: ink runs a little into the paper and is thin where the brush was dry."""
    scale = unit(size)
    small = strokes.resize(size, Image.Resampling.BOX)
    run = np.asarray(small.filter(ImageFilter.GaussianBlur(2.2 * scale)), np.float32) / 255
    sharp = np.asarray(small, np.float32) / 255
    dry = 0.72 + 0.45 * scaled(fractal(size, 9 * scale, rng, 3), size)
    return blend(sheet, _INK, np.clip(strength * (sharp * dry + 0.22 * run), 0, 0.97))


def _seal(size: Size, sheet: Array, rng: np.random.Generator) -> Array:
    """Press a seal of cinnabar paste at the lower left; its sign is made up."""
    stamp = Image.new("L", (size[0] * _FINER, size[1] * _FINER))
    pen = ImageDraw.Draw(stamp)
    edge = stamp.width * 0.036
    left, top = stamp.width * 0.055, stamp.height * 0.86
    pen.rounded_rectangle((left, top, left + edge, top + edge), radius=edge * 0.1, fill=255)
    for x1, y1, x2, y2 in (
        (0.18, 0.22, 0.82, 0.22),
        (0.5, 0.22, 0.5, 0.8),
        (0.22, 0.5, 0.78, 0.5),
        (0.22, 0.8, 0.78, 0.8),
        (0.25, 0.35, 0.25, 0.65),
    ):
        pen.line(
            (left + x1 * edge, top + y1 * edge, left + x2 * edge, top + y2 * edge),
            fill=0,
            width=max(1, round(edge * 0.08)),
        )
    cover = np.asarray(stamp.resize(size, Image.Resampling.BOX), np.float32) / 255
    patchy = step(0.22, 0.42, fractal(size, 5 * unit(size), rng, 3))
    return blend(sheet, ramp(rgb("b3261c", "cf3b27"), patchy), cover * (0.35 + 0.6 * patchy))
