"""The default recipe: coarse to fine, the style a share to reach at every size at once, the photo's places kept."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from typing import Any

import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

from engine.descent.lbfgs import minimise
from engine.losses import gram
from engine.losses.objective import Objective, ViewTargets, resized
from engine.painting.painting import Asked, Painting
from engine.painting.patches import style_detail
from engine.painting.targets import mixed, statistics, to_tensor
from engine.pictures.images import resize
from engine.recipes.default import Recipe
from engine.request import Stroke
from engine.schedule import pyramid
from engine.schedule.pyramid import Level

STROKES = {Stroke.SMALL: 2 / 3, Stroke.MEDIUM: 1.0, Stroke.LARGE: 3 / 2}  # size of the style beside the photo
# What the finest of the colours moves, of what it would. Measured, 4 pairs at 256 px, built-in network: pixel-scale
# chroma falls from 1.03 to 0.52 of the style's (ImageNet weights: 0.55), gap and content as before: noise that a
# weak network asks for and neither an independent one nor the eye wants.
FINE_CHROMA = 0.3
# Weight of the mean square by which pixels leave 0..1. Measured: without it a dark photo in bright glass reached its
# share with pixels that no picture has (own gap 0.77 after clipping, 0.86 with it; two other pairs within 0.006).
OUT_OF_RANGE = 100.0
START_NOISE = 0.02  # deviation of a pixel (0..1) at the coarsest level: what makes one seed differ from the next

Targets = dict[int, ViewTargets]  # by the edge size of the view


class CoarseToFine(Painting):
    """A painting by the default recipe."""

    def __init__(self, asked: Asked, recipe: Recipe) -> None:
        super().__init__(asked)
        self.recipe = recipe

    def _paint(self) -> Tensor:
        self.extraction = self.workshop.extraction(self.recipe)
        self.workshop.onnx_features(self.extraction)  # exported here the first time, and not counted as targets
        self.clock.lap("load")
        targets = self._aim()
        self._learn_target_cost(self.clock.lap("targets"))
        picture = self._optimise(targets)
        self._check_painted()
        self._measure(picture, targets)
        return picture

    def _aim(self) -> Targets:
        """Return the targets of every view by its edge size."""
        before = self.workshop.style_targets.computed
        views = {view.edge_size: view for level in self.levels for view in level.views}
        targets = {edge: self._targets(view) for edge, view in views.items()}
        self.report["style_targets_computed"] = self.workshop.style_targets.computed - before
        return targets

    def _targets(self, view: pyramid.View) -> ViewTargets:
        workshop, recipe = self.workshop, self.recipe
        maps = workshop.onnx_features(self.extraction)
        key = self.extraction.key(workshop.weights)
        edge = self._style_edge(view)
        shares = self.options.shares_for(len(self.styles))
        parts = [workshop.style_targets.of(style, edge, key, maps, workshop.device) for style in self.styles]
        rgb = to_tensor(self.content.resize(view.size, Image.Resampling.LANCZOS)).to(workshop.device)
        of_content = maps(rgb)
        style = mixed(parts, shares)[: 1 + self._style_maps]
        own = statistics(rgb, of_content[: self._style_maps])
        content = of_content[self.extraction.layers.index(recipe.content_layer)]
        return ViewTargets(
            size=view.size,
            style=style,
            units=tuple(gram.distance_unit(a, b) for a, b in zip(own, style, strict=True)),
            content=content if view.edge_size <= self._finest_content and not gram.is_flat(content) else None,
            content_unit=gram.content_unit(content),
        )

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

    def _objective(self, level: Level, targets: Targets) -> Objective:
        open_share = self.recipe.open_share(self.options.strength, self.workshop.network)
        depth = len(self.levels[-1].views) - len(level.views)
        return Objective(
            self.workshop.torch_features(self.extraction),
            [targets[view.edge_size] for view in level.views],
            content_layer=self.recipe.content_layer,
            open_share=self.recipe.open_share_at(depth, open_share),
            pull=self.recipe.pull_at(depth, open_share),
        )

    def _optimise(self, targets: Targets) -> Tensor:
        """Return the picture after all levels, or after as many as there was time for."""
        picture = self._start()
        for place in range(len(self.levels)):
            if place and self.options.budget_s is not None and not self.options.schedule:
                self._replan(place)
            picture = self._enlarged(picture, self.levels[place]) if place else picture
            picture = self._run_level(place, picture, targets)
            if self.is_stopped:
                break
        return picture

    def _start(self) -> Tensor:
        """Return the photo at the coarsest level, with a little noise that only the seed decides."""
        rgb = to_tensor(self.content.resize(self.levels[0].size, Image.Resampling.LANCZOS))
        generator = torch.Generator().manual_seed(self.options.seed)
        noisy = rgb + START_NOISE * torch.randn(rgb.shape, generator=generator)
        return noisy.to(self.workshop.device)

    def _enlarged(self, picture: Tensor, level: Level) -> Tensor:
        """Return the picture at a level's size, with detail of that size from the styles."""
        picture = resized(picture, level.size)
        edge = self._style_edge(level.views[0])
        styles = [to_tensor(resize(style.image, edge)).to(picture) for style in self.styles]
        shares = self.options.shares_for(len(styles))
        amount = self.recipe.detail(self.options.strength, self.workshop.network)
        return picture + amount * style_detail(picture, styles, shares, self.options.seed)

    def _style_edge(self, view: pyramid.View) -> int:
        """Return the long side of the styles where a view is compared with them."""
        return max(round(view.edge_size * STROKES[self.options.stroke]), 32)

    def _run_level(self, place: int, picture: Tensor, targets: Targets) -> Tensor:
        level = self.levels[place]
        started, self.is_settled = time.perf_counter(), False
        is_last = place == len(self.levels) - 1
        fine_luma = self.recipe.fine_luma if is_last else 1.0
        outcome = minimise(
            loss_of_change(self._objective(level, targets), picture, fine_luma),
            torch.zeros_like(picture),
            level.evaluations,
            should_stop=lambda: self.should_stop() or self.is_settled or (is_last and self._is_over(level)),
            on_evaluation=lambda count, best: self._tell(place, count, picture + calmed(best, fine_luma)),
        )
        took = time.perf_counter() - started
        self._note(level, outcome, took)
        if outcome.evaluations:
            self._learn_cost(level, outcome.evaluations, took)
        return picture + calmed(outcome.picture, fine_luma)

    def _learn_target_cost(self, took_s: float) -> None:
        self.workshop.target_s = took_s / (2 * self.levels[-1].pixels)

    def _replan(self, place: int) -> None:
        """Give the levels still to come the time that is left."""
        assert self.options.budget_s is not None
        rest = self.levels[place:]
        left_s = (self.options.budget_s - self.clock.elapsed - self._ending_s) / self.forecast.tempo
        self.levels = (*self.levels[:place], *pyramid.within(rest, left_s, self.workshop.cost))

    def _is_over(self, level: Level) -> bool:
        """Return whether another evaluation would break the budget."""
        budget_s = self.options.budget_s
        if budget_s is None or self.options.schedule:
            return False
        return self.clock.elapsed + self._ending_s + self.workshop.cost.of(level) > budget_s

    def _measure(self, picture: Tensor, targets: Targets) -> None:
        """Put into the report how far the finished picture got, in the network that painted it."""
        rgb = resized(picture, self.levels[-1].size).clamp(0, 1)
        with torch.no_grad():
            objective = self._objective(self.levels[-1], targets)
            at, kept = objective.distances(rgb), objective.content_kept(rgb)
        self.report["network_style_gap_closed"] = round(1 - float(at.style[:, 1:].mean()), 4)
        self.report["network_color_gap_closed"] = round(1 - float(at.style[:, 0].mean()), 4)
        self.report["network_content_kept"] = None if kept is None else round(kept, 4)


def loss_of_change(
    objective: Callable[[Tensor], Tensor], picture: Tensor, fine_luma: float = 1.0
) -> Callable[[Tensor], Tensor]:
    """Return what a level minimises: the loss of a picture as a function of its change, calmed and kept in range."""

    def loss(change: Tensor) -> Tensor:
        drawn = picture + calmed(change, fine_luma)
        return objective(drawn) + OUT_OF_RANGE * out_of_range(drawn)

    return loss


def calmed(change: Tensor, fine_luma: float = 1.0) -> Tensor:
    """Return a change of a (1, 3, H, W) picture whose finest part, what a 3 × 3 mean takes away, moves otherwise.

    Its chroma by FINE_CHROMA, its brightness by `fine_luma`. Every picture can still be reached; fine colour is only
    the last that an optimiser tries, and fine brightness, which a few steps would not reach, the first.
    """
    calm: Tensor = _Calm.apply(change, fine_luma)
    return calm


class _Calm(torch.autograd.Function):
    """The mean repeats the border, so that pixels weigh on each other alike and the way back is a mean as well.

    Measured: 0.8 ms both ways at 256 px; 2.4 by torch's gradient of a convolution.
    """

    @staticmethod
    def forward(ctx: Any, change: Tensor, fine_luma: float) -> Tensor:
        ctx.fine_luma = fine_luma
        return _convolved(change, _calming(change.device, change.dtype, fine_luma))

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        (gradient,) = gradients
        kernel = _calming(gradient.device, gradient.dtype, ctx.fine_luma)
        return _convolved(gradient, kernel.transpose(0, 1)), None


def _convolved(picture: Tensor, kernel: Tensor) -> Tensor:
    return F.conv2d(F.pad(picture, (1, 1, 1, 1), mode="replicate"), kernel)


def out_of_range(rgb: Tensor) -> Tensor:
    """Return the mean square by which a picture leaves 0..1, a scalar."""
    outside: Tensor = (rgb - rgb.clamp(0, 1)).square().mean()
    return outside


@cache
def _calming(device: torch.device, dtype: torch.dtype, fine_luma: float) -> Tensor:
    """Return calmed() as one (3, 3, 3, 3) kernel: measured at 256 px, half the time of its parts."""
    luma = torch.tensor((0.299, 0.587, 0.114))  # ITU-R BT.601, as JPEG
    itself = torch.zeros(3, 3)
    itself[1, 1] = 1
    colors = torch.eye(3)[:, :, None, None]
    brightness = luma[None, :, None, None].expand_as(colors)
    moved = (fine_luma - 1) * brightness - (1 - FINE_CHROMA) * (colors - brightness)
    kernel = colors * itself + moved * (itself - 1 / 9)
    return kernel.to(device, dtype)
