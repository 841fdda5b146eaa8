"""How long a painting will take, for somebody who asks where no network is loaded.

Rough: judged by what the last painting took on the machine that made it. Pure arithmetic; must not know torch, jobs or
who asks. A worker, which has measured its network, says it better: engine.painting.plan.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.options.style_options import StyleOptions
from engine.recipes.default import DEFAULT
from engine.recipes.terms import PublishedRecipe
from engine.schedule.pyramid import TILED, level_of, octaves, usually, views

USUAL_SHAPE = (4, 3)  # of a photo
FLOAT32_TIMES = 1.7  # what an evaluation in 16 bits takes; measured: docs/measured.md, time and memory
QUICK_SHARE = 0.56  # of the whole network's seconds, which the quick one takes; measured there as well
LARGEST_WHOLE_EDGE = 1300  # px; on a CPU larger paintings are gone over in tiles
_CHANNELS: tuple[int, ...] = (3, 64, 128, 256, 512, 512)  # of VGG-19, before and after each block
_CONVOLUTIONS: tuple[int, ...] = (2, 2, 4, 4, 4)
_DEEPEST = (5, 4)
_UNTOLD = (KeyError, IndexError, TypeError, ValueError, ZeroDivisionError)  # an earlier version's, or of strength 0


@dataclass(frozen=True, kw_only=True)
class PaintingSpeed:
    """How fast a machine paints.

    Attributes:
        s_per_pixel: Seconds of one evaluation by the default recipe, a pixel of its views; measured on two CPU cores
            that were busy, unless a painting tells.
        is_half: Whether that is in 16 bits while what others published is computed in 32.
        is_on_cpu: Whether large paintings are gone over in tiles.
    """

    s_per_pixel: float = 8e-6
    is_half: bool = True
    is_on_cpu: bool = True

    @property
    def exact_s_per_pixel(self) -> float:
        """Return the same in float32, as published recipes and most experiments are computed."""
        return self.s_per_pixel * (FLOAT32_TIMES if self.is_half else 1.0)

    def tiled(self, edge_size: int) -> float:
        """Return how many times as long a pixel takes in a painting of this long side in px."""
        return TILED if self.is_on_cpu and edge_size > LARGEST_WHOLE_EDGE else 1.0


USUAL_SPEED = PaintingSpeed()


def depth_of(layer: str) -> float:
    """Return the multiplications of VGG-19 up to a layer ("relu4_2", "pool3") over those up to relu3_1.

    Of a block's end where no place in it is named, of the whole network where no block is.
    """
    numbers = [int(number) for number in re.findall(r"\d", layer)]
    return _multiplications(*numbers[:2]) / _multiplications(3, 1)


def _multiplications(block: int = _DEEPEST[0], place: int = _DEEPEST[1]) -> float:
    """Return them a pixel of the picture; every block sees a quarter of the pixels of the one before."""
    block = min(max(block, 1), len(_CONVOLUTIONS))
    counts = [*_CONVOLUTIONS[: block - 1], min(place, _CONVOLUTIONS[block - 1])]
    return sum(
        9 * after * (before + (count - 1) * after) / 4.0**depth
        for depth, (count, before, after) in enumerate(zip(counts, _CHANNELS, _CHANNELS[1:], strict=False))
    )


def published_s(recipe: PublishedRecipe, options: StyleOptions, speed: PaintingSpeed = USUAL_SPEED) -> float:
    """Return the expected seconds of a painting by a published recipe at its size and schedule."""
    level = level_of(recipe, USUAL_SHAPE, options)
    width, height = level.size
    depth = max(depth_of(layer) for layer in recipe.layers)
    return speed.exact_s_per_pixel * depth * level.evaluations * width * height


def default_s(edge_size: int, speed: PaintingSpeed = USUAL_SPEED) -> float:
    """Return the expected seconds of a painting by the default recipe at a long side of so many px."""
    levels = octaves(USUAL_SHAPE, edge_size, DEFAULT.coarsest, DEFAULT.evaluations, DEFAULT.coarsest_evaluations)
    levels = usually(levels, DEFAULT.usual_evaluations, DEFAULT.usual_coarsest)
    return speed.s_per_pixel * speed.tiled(edge_size) * sum(level.expected * level.pixels for level in levels)


def speed_of(report: Mapping[str, Any]) -> PaintingSpeed:
    """Return how fast a painting by the default recipe was made, by its report."""
    try:
        pixels = sum(int(level["evaluations"]) * _pixels(int(level["edge_size"])) for level in report["levels"])
        s_per_pixel = sum(float(level["seconds"]) for level in report["levels"]) / pixels
        is_half, is_on_cpu = report["dtype"] != report["published_dtype"], report["device"] == "cpu"
        tiled = PaintingSpeed(is_on_cpu=is_on_cpu).tiled(int(report["schedule"][-1][0]))
        return PaintingSpeed(s_per_pixel=s_per_pixel / tiled, is_half=is_half, is_on_cpu=is_on_cpu)
    except _UNTOLD:
        return USUAL_SPEED


def _pixels(edge_size: int) -> int:
    """Return how many pixels an evaluation by the default recipe looks at, over all views."""
    return sum(view.pixels for view in views(USUAL_SHAPE, edge_size, DEFAULT.coarsest))


def again_s(report: Mapping[str, Any], edge_size: int) -> float:
    """Return the expected seconds of a painting by the default recipe at another size, by its report.

    By its speed alone where its time is that of a part: it was stopped, or it went on from an earlier attempt.
    """
    speed = speed_of(report)
    if not report.get("stopped") and "parts_taken_up" not in report:
        with contextlib.suppress(*_UNTOLD):
            edge = int(report["schedule"][-1][0])
            times = (edge_size / edge) ** 2 * speed.tiled(edge_size) / speed.tiled(edge)
            seconds = report["seconds"]
            return times * float(seconds["total"] - seconds.get("load", 0.0))  # loading is no slower for a larger one
    return default_s(edge_size, speed)
