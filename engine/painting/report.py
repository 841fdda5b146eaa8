"""What is told of a painting when it is done: the report, and the parameters that stand in the file."""

from __future__ import annotations

import json
from typing import Any

from engine.machine import devices
from engine.options.style_options import StyleOptions
from engine.painting.course import Course
from engine.painting.workshop import Workshop
from engine.recipes.known import recipe_of
from engine.recipes.terms import PublishedRecipe


def report_of(workshop: Workshop, options: StyleOptions, edge_size: int, course: Course) -> dict[str, Any]:
    """Return what was asked, done and measured, as JSON values; edge_size is the finished picture's, in px."""
    return {
        **network_facts(workshop),
        "recipe": options.recipe,
        "strength": options.strength,
        "seed": options.seed,
        "edge_size": edge_size,
        **course.report(),
    }


def network_facts(workshop: Workshop) -> dict[str, str]:
    """Return which network worked on what."""
    return {
        "network": workshop.network,
        "weights": workshop.weights.description,
        "weights_sha256": workshop.weights.sha256,
        "device": workshop.device,
        "dtype": workshop.dtype,
        "published_dtype": devices.dtype_name(workshop.published_dtype),
    }


def metadata_of(
    workshop: Workshop, options: StyleOptions, *, edge_size: int, is_face_protected: bool
) -> dict[str, str]:
    """Return the parameters for the file's metadata.

    Args:
        workshop: Painted.
        options: What was asked for.
        edge_size: The long side that was painted, in px; a recipe may have its own.
        is_face_protected: Where none was, faces are not told: nothing differs.
    """
    faces = f" faces={options.faces}" if is_face_protected else ""
    large = " large" if options.is_large else ""
    recipe = recipe_of(options)
    stroke = "" if isinstance(recipe, PublishedRecipe) else f"stroke={options.stroke} "
    return {
        "Software": "Stylegram",
        "Stylegram": (
            f"recipe={options.recipe} strength={options.strength:g} shares={options.shares} "
            f"edge_size={edge_size} seed={options.seed} keep_colors={options.keep_colors} "
            f"{stroke}network={workshop.network} weights={workshop.weights.sha256[:16]} "
            f"dtype={devices.dtype_name(workshop.dtype_of(recipe))} device={workshop.device}{faces}{large}"
            f"{_chosen(options)}"
        ),
    }


def _chosen(options: StyleOptions) -> str:
    """Return what few choose, each where it was chosen."""
    changed, budget_s = options.changes.changed, options.budget_s
    told = {
        "changes": json.dumps(changed, separators=(",", ":")) if changed else "",
        "schedule": ",".join(f"{edge}:{count}" for edge, count in options.schedule),
        "budget": "" if budget_s is None else f"{budget_s:g}",
    }
    return "".join(f" {name}={value}" for name, value in told.items() if value)
