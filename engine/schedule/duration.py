"""How long a painting will take, for somebody who asks where no network is loaded.

Rough: judged by what the last painting took on the machine that made it. Pure arithmetic; must not know torch, jobs or
who asks. A worker, which has measured its network, says it better: engine.painting.plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.options.style_options import StyleOptions
from engine.recipes.default import DEFAULT
from engine.recipes.terms import PublishedRecipe
from engine.schedule.pyramid import TILED, level_of, octaves

USUAL_SHAPE = (4, 3)  # of a photo
DEPTH = 3.2  # multiplications of VGG-19 up to relu5_1, where published recipes reach, over those up to relu3_1
USUAL_EVALUATIONS = 30  # at full size, of the default recipe
LARGEST_WHOLE_EDGE = 1300  # px; on a CPU larger paintings are gone over in tiles
USUAL_S_PER_PIXEL = 8e-6  # of one evaluation up to relu3_1; measured in bfloat16 on two CPU cores that were busy


def published_s(recipe: PublishedRecipe, options: StyleOptions, s_per_pixel: float = USUAL_S_PER_PIXEL) -> float:
    """Return the expected seconds of a painting by a published recipe.

    Args:
        recipe: The record.
        options: Size and schedule.
        s_per_pixel: Of one evaluation by the default recipe.
    """
    level = level_of(recipe, USUAL_SHAPE, options)
    width, height = level.size
    return s_per_pixel * DEPTH * level.evaluations * width * height


def default_s(edge_size: int, s_per_pixel: float = USUAL_S_PER_PIXEL) -> float:
    """Return the expected seconds of a painting by the default recipe at a long side of so many px."""
    levels = octaves(USUAL_SHAPE, edge_size, DEFAULT.coarsest, DEFAULT.evaluations, DEFAULT.coarsest_evaluations)
    tiled = TILED if edge_size > LARGEST_WHOLE_EDGE else 1.0
    return s_per_pixel * tiled * sum(level.evaluations * level.views[0].pixels for level in levels)


def s_per_pixel_of(report: Mapping[str, Any]) -> float:
    """Return the seconds a pixel that evaluations of a painting by the default recipe took, by its report."""
    try:
        worked = sum(float(evaluations) * float(edge) ** 2 * 0.75 for edge, evaluations in report["schedule"])
        return float(report["seconds"]["optimise"]) / worked
    except (KeyError, TypeError, ValueError, ZeroDivisionError):  # an earlier version's, or nothing was painted
        return USUAL_S_PER_PIXEL


def again_s(report: Mapping[str, Any], edge_size: int) -> float:
    """Return the expected seconds of a painting by the default recipe at another size, by its report."""
    try:
        edge, _ = report["schedule"][-1]
        return float(report["seconds"]["total"]) * (edge_size / float(edge)) ** 2
    except (KeyError, IndexError, TypeError, ValueError, ZeroDivisionError):
        return USUAL_EVALUATIONS * USUAL_S_PER_PIXEL * edge_size**2 * 0.75
