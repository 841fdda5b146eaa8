"""One picture, a straight line: open, aim, paint level by level, keep colours, encode.

Must not know who asks, nor how devices and networks are chosen.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from engine import color, losses, pyramid
from engine import device as machine
from engine.images import open_picture, resize, to_jpeg, to_png
from engine.objective import Objective, ViewTargets, resized
from engine.optimize import Ending, minimise
from engine.pyramid import Cost, Level
from engine.recipes import recipe_named
from engine.request import Iterate, KeepColors, Stroke, StyleRequest, StyleResult
from engine.targets import StyleImage, mixed, statistics, to_image, to_tensor
from engine.workshop import ENCODE_S_PER_PIXEL, Workshop

log = logging.getLogger(__name__)

STROKES = {Stroke.SMALL: 2 / 3, Stroke.MEDIUM: 1.0, Stroke.LARGE: 3 / 2}  # size of the style beside the photo
START_NOISE = 0.02  # deviation of a pixel (0..1) at the coarsest level: what makes one seed differ from the next
PREVIEW_EDGE = 512  # px
PREVIEW_EVERY_S = 2.0
PREVIEW_BYTES = 40_000

Targets = dict[int, ViewTargets]  # by the edge size of the view


@dataclass
class _Clock:
    """Seconds by part of the work."""

    started: float = field(default_factory=time.perf_counter)
    parts: dict[str, float] = field(default_factory=dict)

    def lap(self, part: str) -> float:
        """Add the time since the last lap to a part and return it."""
        took = time.perf_counter() - self.started - sum(self.parts.values())
        self.parts[part] = self.parts.get(part, 0.0) + took
        return took

    @property
    def elapsed(self) -> float:
        """Return the seconds since the start."""
        return time.perf_counter() - self.started


class Painting:
    """One request on its way."""

    def __init__(
        self,
        workshop: Workshop,
        request: StyleRequest,
        on_iterate: Callable[[Iterate], None] | None,
        should_stop: Callable[[], bool] | None,
    ) -> None:
        self.workshop, self.request, self.options = workshop, request, request.options
        self.on_iterate, self.should_stop = on_iterate or _ignore, should_stop or _never
        self.recipe = recipe_named(self.options.recipe)
        self.clock = _Clock()
        self.last_preview = self.clock.started
        self.made: list[dict[str, Any]] = []
        self.is_stopped = False
        self.report: dict[str, Any] = {}

    def run(self) -> StyleResult:
        """Paint and return what came of it."""
        self._open()
        if self.options.strength == 0:
            return self._finish(resize(self.photo, self.options.edge_size))
        self.levels = self.workshop.plan(self.options, self.photo.size)
        self.workshop.check_memory(self.levels)
        self.extraction = self.workshop.extraction(self.recipe)
        self.workshop.onnx_features(self.extraction)  # exported here the first time, and not counted as targets
        self.clock.lap("load")
        targets = self._aim()
        self._learn_target_cost(self.clock.lap("targets"))
        picture = self._optimise(targets)
        self._measure(picture, targets)
        self.clock.lap("optimise")
        return self._finish(to_image(resized(picture, self.levels[-1].size)))

    def _open(self) -> None:
        """Open the pictures and put their colours in order."""
        longest = 2 * self.options.edge_size
        self.photo = open_picture(self.request.content_image, max_edge=longest)
        self.content = self.photo
        styles = [open_picture(encoded, max_edge=longest) for encoded in self.request.style_images]
        if self.options.keep_colors is KeepColors.MATCH:
            styles = [
                _changed(style, lambda pixels: color.match_colors(pixels, _pixels(self.photo))) for style in styles
            ]
        elif self.options.keep_colors is KeepColors.LUMINANCE:
            styles = [
                _changed(style, lambda pixels: color.match_luminance(pixels, _pixels(self.photo))) for style in styles
            ]
            self.content = _changed(self.photo, color.luminance)
        self.styles = [StyleImage.of(style) for style in styles]

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
        edge = max(round(view.edge_size * STROKES[self.options.stroke]), 32)
        shares = self.options.shares_for(len(self.styles))
        parts = [workshop.style_targets.of(style, edge, key, maps, workshop.device) for style in self.styles]
        rgb = to_tensor(self.content.resize(view.size, Image.Resampling.LANCZOS)).to(workshop.device)
        of_content = maps(rgb)
        style = mixed(parts, shares)[: 1 + self._style_maps]
        own = statistics(rgb, of_content[: self._style_maps])
        is_compared = view.edge_size <= max(recipe.content_edge_size, self.options.edge_size // 2)
        place = self.extraction.layers.index(recipe.content_layer)
        return ViewTargets(
            size=view.size,
            style=style,
            units=tuple(losses.distance_unit(a, b) for a, b in zip(own, style, strict=True)),
            arrangement=losses.arrangement(of_content[place]) if is_compared else None,
        )

    @property
    def _style_maps(self) -> int:
        return sum(name in self.recipe.style_layers for name in self.extraction.layers)

    def _objective(self, level: Level, targets: Targets) -> Objective:
        return Objective(
            self.workshop.torch_features(self.extraction),
            [targets[view.edge_size] for view in level.views],
            content_layer=self.recipe.content_layer,
            open_share=self.recipe.open_share(self.options.strength),
            pull=self.recipe.pull,
        )

    def _optimise(self, targets: Targets) -> Tensor:
        """Return the picture after all levels, or after as many as there was time for."""
        picture = self._start()
        for place in range(len(self.levels)):
            if place and self.options.budget_s is not None and not self.options.schedule:
                self._replan(place)
            picture = resized(picture, self.levels[place].size)
            picture, ending = self._run_level(place, picture, targets)
            self.is_stopped = ending is Ending.STOPPED and self.should_stop()
            if self.is_stopped:
                break
        return picture

    def _start(self) -> Tensor:
        """Return the photo at the coarsest level, with a little noise that only the seed decides."""
        rgb = to_tensor(self.content.resize(self.levels[0].size, Image.Resampling.LANCZOS))
        generator = torch.Generator().manual_seed(self.options.seed)
        noisy = rgb + START_NOISE * torch.randn(rgb.shape, generator=generator)
        return noisy.to(self.workshop.device)

    def _run_level(self, place: int, picture: Tensor, targets: Targets) -> tuple[Tensor, Ending]:
        level = self.levels[place]
        started = time.perf_counter()
        is_last = place == len(self.levels) - 1
        outcome = minimise(
            self._objective(level, targets),
            picture,
            level.evaluations,
            should_stop=lambda: self.should_stop() or (is_last and self._is_over(level)),
            on_evaluation=lambda count, best: self._tell(place, count, best),
        )
        took = time.perf_counter() - started
        self.made.append(
            {
                "edge_size": max(level.size),
                "evaluations": outcome.evaluations,
                "seconds": round(took, 3),
                "first_loss": outcome.first_loss,
                "loss": outcome.loss,
                "restarts": outcome.restarts,
                "ending": str(outcome.ending),
            }
        )
        if outcome.evaluations:
            self._learn_cost(took / outcome.evaluations / self.workshop.cost.of(level))
        return outcome.picture, outcome.ending

    def _learn_cost(self, factor: float) -> None:
        """Correct the cost of an evaluation by what a level took, trusting one level half."""
        factor = min(max(factor, 0.25), 4.0) ** 0.5
        cost = self.workshop.cost
        self.workshop.cost = Cost(view_s=cost.view_s * factor, pixel_s=cost.pixel_s * factor)

    def _learn_target_cost(self, took_s: float) -> None:
        self.workshop.target_s = took_s / (2 * self.levels[-1].pixels)

    def _replan(self, place: int) -> None:
        """Give the levels still to come the time that is left."""
        assert self.options.budget_s is not None
        rest = self.levels[place:]
        left_s = self.options.budget_s - self.clock.elapsed - self._ending_s
        self.levels = (*self.levels[:place], *pyramid.within(rest, left_s, self.workshop.cost))

    @property
    def _ending_s(self) -> float:
        return self.levels[-1].views[0].pixels * ENCODE_S_PER_PIXEL

    def _is_over(self, level: Level) -> bool:
        """Return whether another evaluation would break the budget."""
        budget_s = self.options.budget_s
        if budget_s is None or self.options.schedule:
            return False
        return self.clock.elapsed + self._ending_s + self.workshop.cost.of(level) > budget_s

    def _tell(self, place: int, count: int, best: Tensor) -> None:
        cost = self.workshop.cost
        done_s = pyramid.seconds(self.levels[:place], cost) + count * cost.of(self.levels[place])
        total_s = pyramid.seconds(self.levels, cost)
        self.on_iterate(
            Iterate(
                level=place,
                levels=len(self.levels),
                edge_size=max(self.levels[place].size),
                evaluation=sum(level["evaluations"] for level in self.made) + count,
                evaluations=sum(level.evaluations for level in self.levels),
                fraction=min(done_s / total_s, 1.0),
                seconds_left=max(total_s - done_s, 0.0) + self._ending_s,
                preview_jpeg=self._preview(best),
            )
        )

    def _preview(self, best: Tensor) -> bytes | None:
        now = time.perf_counter()
        if now - self.last_preview < PREVIEW_EVERY_S or self.on_iterate is _ignore:
            return None
        self.last_preview = now
        image = to_image(best)
        if max(image.size) > PREVIEW_EDGE:
            image = resize(image, PREVIEW_EDGE)
        return to_jpeg(image, quality=80, max_bytes=PREVIEW_BYTES)

    def _measure(self, picture: Tensor, targets: Targets) -> None:
        """Put into the report how far the finished picture got, in the network that painted it."""
        rgb = resized(picture, self.levels[-1].size).clamp(0, 1)
        with torch.no_grad():
            at = self._objective(self.levels[-1], targets).distances(rgb)
        self.report["network_style_gap_closed"] = round(1 - float(at.style[:, 1:].mean()), 4)
        self.report["network_color_gap_closed"] = round(1 - float(at.style[:, 0].mean()), 4)
        kept = 1 - float(at.content.mean()) if at.content.numel() else None
        self.report["network_content_kept"] = None if kept is None else round(kept, 4)

    def _finish(self, image: Image.Image) -> StyleResult:
        if self.options.keep_colors is KeepColors.LUMINANCE and self.options.strength > 0:
            photo = _pixels(self.photo.resize(image.size, Image.Resampling.LANCZOS))
            image = _changed(image, lambda pixels: color.restore_chroma(pixels, photo))
        encoded = to_png(image, self._metadata())
        self.clock.lap("encode")
        return StyleResult(image_png=encoded, width=image.width, height=image.height, report=self._report(image))

    def _metadata(self) -> dict[str, str]:
        options, weights = self.options, self.workshop.weights
        return {
            "Software": "Stylegram",
            "Stylegram": (
                f"recipe={options.recipe} strength={options.strength:g} shares={options.shares} "
                f"edge_size={options.edge_size} seed={options.seed} keep_colors={options.keep_colors} "
                f"stroke={options.stroke} network={self.workshop.network} weights={weights.sha256[:16]} "
                f"dtype={self.workshop.dtype} device={self.workshop.device}"
            ),
        }

    def _report(self, image: Image.Image) -> dict[str, Any]:
        workshop = self.workshop
        levels = getattr(self, "levels", ())
        counts = [level["evaluations"] for level in self.made]
        seconds = {part: round(took, 3) for part, took in self.clock.parts.items()}
        full = pyramid.full_resolution_evaluations(levels, counts) if levels else 0.0
        return {
            "network": workshop.network,
            "weights": workshop.weights.description,
            "weights_sha256": workshop.weights.sha256,
            "device": workshop.device,
            "dtype": workshop.dtype,
            "recipe": self.recipe.name,
            "strength": self.options.strength,
            "seed": self.options.seed,
            "edge_size": max(image.size),
            "schedule": [[max(level.size), level.evaluations] for level in levels],
            "levels": self.made,
            "evaluations": sum(counts),
            "full_resolution_evaluations": round(full, 2),
            "seconds": {**seconds, "total": round(self.clock.elapsed, 3)},
            "peak_rss_mb": machine.peak_rss_mb(),
            "stopped": self.is_stopped,
            **self.report,
        }


def _pixels(image: Image.Image) -> color.Pixels:
    pixels: color.Pixels = np.asarray(image, dtype=np.float32) / np.float32(255)
    return pixels


def _changed(image: Image.Image, change: Callable[[color.Pixels], color.Pixels]) -> Image.Image:
    return Image.fromarray(np.rint(change(_pixels(image)) * 255).astype(np.uint8))


def _ignore(iterate: Iterate) -> None:
    pass


def _never() -> bool:
    return False
