"""The default recipe: coarse to fine, the style a share to reach at every size at once, the photo's places kept."""

from __future__ import annotations

import math
import time

import torch
from torch import Tensor

from engine.descent.history import History
from engine.descent.lbfgs import minimise
from engine.descent.settling import Settling
from engine.features.tensors import resized
from engine.losses.calm import calmed, loss_of_change, with_even_frame
from engine.machine.process import give_memory_back
from engine.options.style_options import StyleOptions
from engine.painting.aim import Aim
from engine.painting.course import Course
from engine.painting.memory import HUGE, LARGEST_WHOLE, in_tiles
from engine.painting.plan import Plan, fixed_s, targets_s
from engine.painting.subject import Subject
from engine.painting.workshop import Workshop
from engine.pictures.images import Size
from engine.recipes.default import Recipe
from engine.schedule import pyramid
from engine.schedule.cost import FEWEST_EVALUATIONS, at_most, within
from engine.schedule.pyramid import Level

START_NOISE = 0.02  # deviation of a pixel (0..1) at the coarsest level: what makes one seed differ from the next
# Of large levels. Measured at 512 px for all levels, ten steps in float32: a loss of 0.404; four in bfloat16: 0.409;
# three: 0.415, so these are for pictures of which one is 100 MB and more.
LEAN_HISTORY, LEANEST_HISTORY = (History(steps=steps, dtype=torch.bfloat16) for steps in (4, 3))


def plan(recipe: Recipe, workshop: Workshop, options: StyleOptions, content_size: Size) -> Plan:
    """Return the levels with their evaluations: as scheduled, or the recipe's, scaled to a budget.

    A limit cuts them on the way, and ends what is under way.
    """
    if options.schedule:
        levels = pyramid.scheduled(content_size, options.edge_size, recipe.coarsest, options.schedule)
    else:
        levels = pyramid.octaves(
            content_size, options.edge_size, recipe.coarsest, recipe.evaluations, recipe.coarsest_evaluations
        )
    levels = in_tiles(levels, workshop.device, workshop.torch_dtype.itemsize)
    if options.schedule:
        return Plan(levels=levels, limit_s=options.ends_s)
    if options.budget_s is None:
        usual = pyramid.usually(levels, recipe.usual_evaluations, recipe.usual_coarsest)
        return Plan(levels=usual, limit_s=options.ends_s)
    left_s = options.ends_s - fixed_s(levels, workshop.target_s) - workshop.cost.of(levels[-1])
    return Plan(levels=within(levels, left_s, workshop.cost))


def paint(recipe: Recipe, workshop: Workshop, subject: Subject, course: Course) -> Tensor:
    """Return the picture after all levels, or after as many as there was time for."""
    extraction = workshop.extraction(recipe)
    workshop.onnx_features(extraction)  # exported here the first time, and not counted as targets
    course.clock.lap("load")
    aim = Aim(
        recipe=recipe,
        workshop=workshop,
        subject=subject,
        extraction=extraction,
        levels=course.levels,
        tile_side=course.levels[-1].tile_side,
    )
    computed = workshop.style_targets.computed
    picture = _descend(aim, course)
    course.notes["style_targets_computed"] = workshop.style_targets.computed - computed
    course.check_painted()
    course.leave_rest()
    if not course.is_stopped:  # who stopped it waits for the picture
        _measure(aim, course, picture)
    return picture


def _descend(aim: Aim, course: Course) -> Tensor:
    options, taken_up = aim.subject.options, course.take_up()
    picture = _start(aim) if taken_up is None else taken_up.picture.to(aim.workshop.device)
    planned = course.levels
    course.aside_s = targets_s(planned[-1].pixels, aim.workshop.target_s)
    for place in range(taken_up.done if taken_up else 0, len(course.levels)):
        if place:  # of the first there is nothing to show yet
            course.leave_rest()
        if course.is_stopped:  # the targets of a large level take longer than who stopped it waits
            break
        if options.ends_s < math.inf:
            _replan(course, place, options, planned)
        level = course.begin_level(place)
        picture = aim.enlarged(picture, level) if place else picture
        picture = _paint_level(aim, course, level, picture)
        if not course.is_stopped and place < len(course.levels) - 1:
            course.keep(place + 1, picture)
    return picture


def _start(aim: Aim) -> Tensor:
    """Return what the coarsest level starts from, with a little noise that only the seed decides."""
    rgb = aim.start(aim.levels[0])
    generator = torch.Generator().manual_seed(aim.subject.options.seed)
    return rgb + START_NOISE * torch.randn(rgb.shape, generator=generator).to(rgb)


def _paint_level(aim: Aim, course: Course, level: Level, picture: Tensor) -> Tensor:
    aim.look_at(level, course)
    started = time.perf_counter()
    objective, is_tiled = aim.objective(level), aim.tile_side is not None
    fine_luma = aim.recipe.fine_luma if course.place == len(course.levels) - 1 else 1.0

    def moved(change: Tensor) -> Tensor:
        return calmed(change if course.place else with_even_frame(change), fine_luma)

    if is_tiled:
        give_memory_back()  # of targets and enlarging
    outcome = minimise(
        loss_of_change(objective, picture, moved, aim.kept_color(level.size)),
        picture.new_zeros(()).expand_as(picture),  # nowhere in memory
        level.evaluations,
        should_stop=lambda: course.should_end() or _is_over(course, aim.subject.options),
        on_evaluation=lambda count, best: course.tell(count, lambda: picture + moved(best)),
        history=_history(course, level) if is_tiled else History(),
        settling=_settling(aim),
    )
    took = time.perf_counter() - started
    course.note_outcome(outcome, took)
    if outcome.evaluations:
        course.learn_cost(outcome.evaluations, took)
    return picture + moved(outcome.picture)


def _settling(aim: Aim) -> Settling | None:
    """Return when a level has come far enough; never before all its evaluations where these or the time were given."""
    if aim.subject.options.schedule or aim.subject.options.budget_s is not None:
        return None
    least, window, fall = aim.recipe.settled
    return Settling(least=least, window=window, fall=fall)


def _history(course: Course, level: Level) -> History:
    """Return what a level of a painting in tiles remembers: all that others do, where it is small beside the finest."""
    pixels = level.views[0].pixels
    if pixels <= LARGEST_WHOLE and course.place < len(course.levels) - 1:
        return History()
    return LEAN_HISTORY if pixels <= HUGE else LEANEST_HISTORY


def _replan(course: Course, place: int, options: StyleOptions, planned: tuple[Level, ...]) -> None:
    """Give the levels still to come the time that is left: all of a budget, of a limit what was planned at most."""
    left_s = (options.ends_s - course.clock.elapsed - _ending_s(course)) / course.forecast.tempo
    if options.budget_s is None:
        rest = at_most(planned[place:], left_s, course.cost)
    else:
        rest = within(course.levels[place:], left_s, course.cost)
    course.levels = (*course.levels[:place], *rest)


def _is_over(course: Course, options: StyleOptions) -> bool:
    """Return whether another evaluation, and the fewest of the levels to come, would break the budget or the limit.

    Of several levels the coarsest makes its fewest in any case: there is always a picture.
    """
    level, *later = course.levels[course.place :]
    if later and course.place == 0 and course.here < FEWEST_EVALUATIONS:
        return False
    needed_s = course.cost.of(level) + FEWEST_EVALUATIONS * sum(course.cost.of(each) for each in later)
    return course.clock.elapsed + needed_s + _ending_s(course) > options.ends_s


def _ending_s(course: Course) -> float:
    """Return the expected seconds of what follows the evaluations; measuring the picture looks at it once more."""
    return course.ending_s + course.cost.of(course.levels[-1])


def _measure(aim: Aim, course: Course, picture: Tensor) -> None:
    """Put into the report how far the finished picture got, in the network that painted it."""
    rgb = resized(picture, course.levels[-1].size).clamp(0, 1)
    with torch.no_grad():
        objective = aim.objective(course.levels[-1])
        at, kept = objective.distances(rgb), objective.content_kept(rgb)
    course.notes["network_style_gap_closed"] = round(1 - float(at.layers.mean()), 4)
    course.notes["network_color_gap_closed"] = round(1 - float(at.colors.mean()), 4)
    course.notes["network_content_kept"] = None if kept is None else round(kept, 4)
