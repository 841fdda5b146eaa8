"""The default recipe: coarse to fine, the style a share to reach at every size at once, the photo's places kept."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from PIL import Image
from torch import Tensor

from engine.descent.lbfgs import minimise
from engine.features.extraction import Extraction
from engine.features.tensors import resized, to_tensor
from engine.losses import gram, portrait
from engine.losses.calm import calmed, loss_of_change
from engine.losses.gram import mixed, statistics
from engine.losses.objective import Objective, ViewTargets
from engine.painting.course import Course
from engine.painting.patches import style_detail
from engine.painting.plan import Plan, fixed_s
from engine.painting.subject import Subject
from engine.painting.workshop import Workshop
from engine.pictures.images import Size, resize
from engine.recipes.default import Recipe
from engine.request import Stroke, StyleOptions
from engine.schedule import pyramid
from engine.schedule.cost import within
from engine.schedule.pyramid import Level

STROKES = {Stroke.SMALL: 2 / 3, Stroke.MEDIUM: 1.0, Stroke.LARGE: 3 / 2}  # size of the style beside the photo
START_NOISE = 0.02  # deviation of a pixel (0..1) at the coarsest level: what makes one seed differ from the next

Targets = dict[int, ViewTargets]  # by the edge size of the view


def plan(recipe: Recipe, workshop: Workshop, options: StyleOptions, content_size: Size) -> Plan:
    """Return the levels with their evaluations: as scheduled, or the recipe's, scaled to a budget."""
    if options.schedule:
        levels = pyramid.scheduled(content_size, options.edge_size, recipe.coarsest, options.schedule)
        return Plan(levels=levels)
    levels = pyramid.octaves(
        content_size, options.edge_size, recipe.coarsest, recipe.evaluations, recipe.coarsest_evaluations
    )
    if options.budget_s is None:
        return Plan(levels=levels)
    return Plan(levels=within(levels, options.budget_s - fixed_s(levels, workshop.target_s), workshop.cost))


def paint(recipe: Recipe, workshop: Workshop, subject: Subject, course: Course) -> Tensor:
    """Return the picture after all levels, or after as many as there was time for."""
    extraction = workshop.extraction(recipe)
    workshop.onnx_features(extraction)  # exported here the first time, and not counted as targets
    course.clock.lap("load")
    aim = _Aim(recipe=recipe, workshop=workshop, subject=subject, extraction=extraction, levels=course.levels)
    computed = workshop.style_targets.computed
    picture = _descend(aim, course)
    course.notes["style_targets_computed"] = workshop.style_targets.computed - computed
    course.check_painted()
    _measure(aim, course, picture)
    return picture


@dataclass(frozen=True, kw_only=True)
class _Aim:
    """What a painting by this recipe is compared with, and the loss that says how far it is."""

    recipe: Recipe
    workshop: Workshop
    subject: Subject
    extraction: Extraction
    levels: tuple[Level, ...]
    targets: Targets = field(default_factory=dict)

    def look_at(self, level: Level, course: Course) -> None:
        """Compute the targets of a level's views that are not known yet.

        Only when the level begins: those of the finest take longer than the first look at the picture may.
        """
        course.clock.lap("optimise")
        for view in level.views:
            if view.edge_size not in self.targets:
                self.targets[view.edge_size] = self._targets(view)
        course.clock.lap("targets")
        ahead = [view for view in self.levels[-1].views if view.edge_size not in self.targets]
        if not ahead:
            self.workshop.target_s = course.clock.parts["targets"] / (2 * self.levels[-1].pixels)
        course.aside_s = 2 * sum(view.pixels for view in ahead) * self.workshop.target_s

    def objective(self, level: Level) -> Objective:
        """Return what a level minimises."""
        open_share = self.recipe.open_share(self.subject.options.strength, self.workshop.network)
        depth = len(self.levels[-1].views) - len(level.views)
        return Objective(
            self.workshop.torch_features(self.extraction),
            [self.targets[view.edge_size] for view in level.views],
            content_layer=self.recipe.content_layer,
            open_share=self.recipe.open_share_at(depth, open_share),
            pull=self.recipe.pull_at(depth, open_share),
        )

    def style_edge(self, edge_size: int) -> int:
        """Return the long side of the styles where a view of this edge size is compared with them."""
        return max(round(edge_size * STROKES[self.subject.options.stroke]), 32)

    def enlarged(self, picture: Tensor, level: Level) -> Tensor:
        """Return the picture at a level's size, with detail of that size from the styles."""
        picture, options = resized(picture, level.size), self.subject.options
        edge = self.style_edge(level.views[0].edge_size)
        styles = [to_tensor(resize(style.image, edge)).to(picture) for style in self.subject.styles]
        amount: float | Tensor = self.recipe.detail(options.strength, self.workshop.network)
        if (skin := self.skin(level.size)) is not None:
            amount = amount * portrait.strokes_left(skin)
        return picture + amount * style_detail(picture, styles, options.shares_for(len(styles)), options.seed)

    def skin(self, size: Size) -> Tensor | None:
        """Return where faces and their skin are, (1, 1, H, W) of a size, 0..1; None where nothing is protected."""
        skin = self.subject.skin_at(size)
        return None if skin is None else to_tensor(skin).to(self.workshop.device)

    def kept_color(self, size: Size) -> Callable[[Tensor], Tensor] | None:
        """Return the loss of a picture of a size whose skin takes other colours; None where nothing is protected."""
        skin = self.skin(size)
        return None if skin is None else portrait.kept_color(self._photo(size), skin)

    def _photo(self, size: Size) -> Tensor:
        return to_tensor(self.subject.content.resize(size, Image.Resampling.LANCZOS)).to(self.workshop.device)

    def _targets(self, view: pyramid.View) -> ViewTargets:
        rgb = self._photo(view.size)
        of_content = self.workshop.onnx_features(self.extraction)(rgb)
        style = self._style_at(view.edge_size)
        own = statistics(rgb, of_content[: self._style_maps])
        content = of_content[self.extraction.layers.index(self.recipe.content_layer)]
        return ViewTargets(
            size=view.size,
            style=style,
            units=tuple(gram.distance_unit(a, b) for a, b in zip(own, style, strict=True)),
            content=content if view.edge_size <= self._finest_content and not gram.is_flat(content) else None,
            content_unit=gram.content_unit(content),
            content_weight=self._content_weight((content.shape[3], content.shape[2])),
        )

    def _content_weight(self, size: Size) -> Tensor | None:
        skin = self.skin(size)
        return None if skin is None else portrait.content_weight(skin)

    def _style_at(self, edge_size: int) -> gram.Statistics:
        """Return the statistics of the blend, looked at as large as strokes beside the photo are to be."""
        workshop, options, styles = self.workshop, self.subject.options, self.subject.styles
        maps, key = workshop.onnx_features(self.extraction), self.extraction.key(workshop.weights)
        edge = self.style_edge(edge_size)
        parts = [workshop.style_targets.of(style, edge, key, maps, workshop.device) for style in styles]
        return mixed(parts, options.shares_for(len(styles)))[: 1 + self._style_maps]

    @property
    def _finest_content(self) -> int:
        """Return the largest edge size at which content is compared: half the picture's, if there is a view that small.

        Measured and seen: at its own size the picture keeps the photo's grain and takes the strokes as noise on top;
        at half of it the strokes replace the grain, and a small picture looks like a large one reduced.
        """
        edges = sorted({view.edge_size for level in self.levels for view in level.views})
        halves = [edge for edge in edges if edge <= edges[-1] / 2]
        return halves[-1] if halves else edges[-1]

    @property
    def _style_maps(self) -> int:
        return sum(name in self.recipe.style_layers for name in self.extraction.layers)


def _descend(aim: _Aim, course: Course) -> Tensor:
    options, taken_up = aim.subject.options, course.take_up()
    picture = _start(aim) if taken_up is None else taken_up.picture.to(aim.workshop.device)
    for place in range(taken_up.done if taken_up else 0, len(course.levels)):
        if place and options.budget_s is not None and not options.schedule:
            _replan(course, place, options.budget_s)
        level = course.begin_level(place)
        picture = aim.enlarged(picture, level) if place else picture
        picture = _paint_level(aim, course, level, picture)
        if course.is_stopped:
            break
        if place < len(course.levels) - 1:
            course.keep(place + 1, picture)
    return picture


def _start(aim: _Aim) -> Tensor:
    """Return the photo at the coarsest level, with a little noise that only the seed decides."""
    rgb = to_tensor(aim.subject.content.resize(aim.levels[0].size, Image.Resampling.LANCZOS))
    generator = torch.Generator().manual_seed(aim.subject.options.seed)
    noisy = rgb + START_NOISE * torch.randn(rgb.shape, generator=generator)
    return noisy.to(aim.workshop.device)


def _paint_level(aim: _Aim, course: Course, level: Level, picture: Tensor) -> Tensor:
    aim.look_at(level, course)
    started = time.perf_counter()
    fine_luma = aim.recipe.fine_luma if course.place == len(course.levels) - 1 else 1.0
    outcome = minimise(
        loss_of_change(aim.objective(level), picture, fine_luma, aim.kept_color(level.size)),
        torch.zeros_like(picture),
        level.evaluations,
        should_stop=lambda: course.should_end() or _is_over(course, aim.subject.options),
        on_evaluation=lambda count, best: course.tell(count, picture + calmed(best, fine_luma)),
    )
    took = time.perf_counter() - started
    course.note_outcome(outcome, took)
    if outcome.evaluations:
        course.learn_cost(outcome.evaluations, took)
    return picture + calmed(outcome.picture, fine_luma)


def _replan(course: Course, place: int, budget_s: float) -> None:
    """Give the levels still to come the time that is left."""
    left_s = (budget_s - course.clock.elapsed - course.ending_s) / course.forecast.tempo
    course.levels = (*course.levels[:place], *within(course.levels[place:], left_s, course.cost))


def _is_over(course: Course, options: StyleOptions) -> bool:
    """Return whether another evaluation of the last level would break the budget."""
    if options.budget_s is None or options.schedule or course.place < len(course.levels) - 1:
        return False
    another_s = course.ending_s + course.cost.of(course.levels[-1])
    return course.clock.elapsed + another_s > options.budget_s


def _measure(aim: _Aim, course: Course, picture: Tensor) -> None:
    """Put into the report how far the finished picture got, in the network that painted it."""
    aim.look_at(course.levels[-1], course)  # where it was stopped before
    rgb = resized(picture, course.levels[-1].size).clamp(0, 1)
    with torch.no_grad():
        objective = aim.objective(course.levels[-1])
        at, kept = objective.distances(rgb), objective.content_kept(rgb)
    course.notes["network_style_gap_closed"] = round(1 - float(at.style[:, 1:].mean()), 4)
    course.notes["network_color_gap_closed"] = round(1 - float(at.style[:, 0].mean()), 4)
    course.notes["network_content_kept"] = None if kept is None else round(kept, 4)
