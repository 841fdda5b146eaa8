"""One picture, a straight line: open, plan, let the recipe's strategy paint, keep colours, encode.

Must not know who asks, nor how devices and networks are chosen.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any, Protocol

from PIL import Image
from torch import Tensor

from engine.features.tensors import resized, to_image
from engine.machine.process import give_memory_back, large_blocks_given_back
from engine.options.style_options import StyleOptions
from engine.painting import as_published, coarse_to_fine
from engine.painting.callbacks import Callbacks
from engine.painting.checkpoint import Checkpoint, key_of
from engine.painting.course import Course
from engine.painting.memory import check_memory, memory_named
from engine.painting.plan import Plan
from engine.painting.report import metadata_of, report_of
from engine.painting.subject import Subject
from engine.painting.workshop import Workshop
from engine.pictures.encoding import to_png
from engine.pictures.images import Size
from engine.recipes.known import KnownRecipe, check_styles, recipe_of
from engine.recipes.terms import Strategy
from engine.request import StyleRequest, StyleResult


class PaintsByRecipe(Protocol):
    """A strategy: a module with two functions, which reads one kind of recipe."""

    def plan(self, recipe: Any, workshop: Workshop, options: StyleOptions, content_size: Size) -> Plan:
        """Return what is going to be done."""

    def paint(self, recipe: Any, workshop: Workshop, subject: Subject, course: Course) -> Tensor:
        """Do it on a course that has begun; return the picture, or the best so far where it was stopped."""


STRATEGIES: dict[Strategy, PaintsByRecipe] = {
    Strategy.COARSE_TO_FINE: coarse_to_fine,
    Strategy.AS_PUBLISHED: as_published,
}


def paint(
    workshop: Workshop, request: StyleRequest, callbacks: Callbacks, checkpoint: bytes | None = None
) -> StyleResult:
    """Return the painting that a request asks for; stopped early, the best picture so far.

    Args:
        workshop: Paints.
        request: What to paint and how.
        callbacks: Who hears of it.
        checkpoint: What an attempt that ended too early has left; begun anew where it does not fit.
    """
    recipe = recipe_of(request.options)
    check_styles(recipe, len(request.style_images))
    try:
        return _painted(recipe, workshop, request, callbacks, checkpoint)
    finally:
        give_memory_back()


def plan_of(workshop: Workshop, options: StyleOptions, content_size: Size) -> Plan:
    """Return what a painting is going to do."""
    recipe = recipe_of(options)
    return STRATEGIES[recipe.strategy].plan(recipe, workshop, options, content_size)


def _painted(
    recipe: KnownRecipe, workshop: Workshop, request: StyleRequest, callbacks: Callbacks, checkpoint: bytes | None
) -> StyleResult:
    course, subject = Course(workshop, callbacks), Subject.of(request)
    if subject.faces:
        course.notes["faces"] = {"found": len(subject.faces), "protected": subject.skin is not None}
    strategy = STRATEGIES[recipe.strategy]
    plan = strategy.plan(recipe, workshop, request.options, subject.photo.size)
    size = plan.levels[-1].size
    if request.options.strength == 0:
        return _finish(workshop, subject, course, subject.unpainted(size), size)
    key = key_of(workshop.weights.sha256, request.options, plan.levels, recipe)
    kept = None if checkpoint is None else Checkpoint.decoded(checkpoint, key)
    course.begin(plan, lambda picture: subject.with_its_colors(to_image(picture)), key=key, kept=kept)
    check_memory(course.levels, workshop.device, workshop.dtype_of(recipe).itemsize)
    is_tiled = course.levels[-1].tile_side is not None
    with memory_named(max(size), workshop.device), large_blocks_given_back() if is_tiled else nullcontext():
        picture = strategy.paint(recipe, workshop, subject, course)
    course.clock.lap("optimise")
    painted = subject.with_its_colors(to_image(resized(picture, size)))
    return _finish(workshop, subject, course, subject.as_large(painted), size)


def _finish(workshop: Workshop, subject: Subject, course: Course, image: Image.Image, size: Size) -> StyleResult:
    """Return the result of a picture that was painted at a size, and may be larger."""
    is_face_protected = subject.skin is not None
    metadata = metadata_of(workshop, subject.options, edge_size=max(size), is_face_protected=is_face_protected)
    encoded = to_png(subject.with_its_alpha(image), metadata)
    course.clock.lap("encode")
    report = report_of(workshop, subject.options, max(image.size), course)
    return StyleResult(
        image_png=encoded, width=image.width, height=image.height, report=report, snapshots=course.snapshots
    )
