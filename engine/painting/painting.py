"""One picture, a straight line: open, aim, paint level by level, keep colours, encode.

Must not know who asks, nor how devices and networks are chosen.
"""

from __future__ import annotations

import logging
import math
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from PIL import Image
from torch import Tensor

from engine import machine as machine
from engine.descent.lbfgs import Ending, Outcome
from engine.errors import NotEnoughMemory, PaintingFailed
from engine.losses.objective import resized
from engine.painting.targets import StyleImage, to_image
from engine.painting.workshop import ENCODE_S_PER_PIXEL, Workshop
from engine.pictures import color
from engine.pictures.images import open_picture, resize, to_jpeg, to_png
from engine.process import give_memory_back
from engine.recipes.default import recipe_of
from engine.request import Iterate, KeepColors, Round, StyleRequest, StyleResult
from engine.schedule import pyramid
from engine.schedule.forecast import Forecast
from engine.schedule.pyramid import Level

log = logging.getLogger(__name__)

PREVIEW_EDGE = 512  # px
PREVIEW_EVERY_S = 2.0
PREVIEW_BYTES = 40_000


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


OnPicture = Callable[[int, Callable[[], Image.Image]], bool]


def ignore(iterate: Iterate) -> None:
    """Hear of an iterate and do nothing."""


def unheard(made: Round) -> None:
    """Hear of a round and do nothing."""


def never() -> bool:
    """Return that there is no reason to stop."""
    return False


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a painting begins with.

    Attributes:
        workshop: The network on its device.
        request: The pictures and how to paint.
        on_iterate: Told after every evaluation.
        on_picture: Told after every evaluation: how many were made over all levels, and a function that draws the
            best picture so far at its level's size. It answers whether the picture has settled: this level is over.
        on_round: Told after every round of a published recipe what its loss has come to.
        should_stop: Asked before every evaluation.
    """

    workshop: Workshop
    request: StyleRequest
    on_iterate: Callable[[Iterate], None] = ignore
    on_picture: OnPicture | None = None
    on_round: Callable[[Round], None] = unheard
    should_stop: Callable[[], bool] = never


class Painting(ABC):
    """One request on its way; how the picture is optimised is the subclass's part."""

    def __init__(self, asked: Asked) -> None:
        self.workshop, self.request, self.options = asked.workshop, asked.request, asked.request.options
        self.on_iterate, self.should_stop = asked.on_iterate, asked.should_stop
        self.on_picture = asked.on_picture
        self.clock = _Clock()
        self.forecast = Forecast(time.perf_counter)
        self.last_preview = self.clock.started
        self.made: list[dict[str, Any]] = []
        self.fault: Exception | None = None
        self.is_stopped = False
        self.is_settled = False
        self.fraction = 0.0
        self.report: dict[str, Any] = {}

    def run(self) -> StyleResult:
        """Paint and return what came of it."""
        try:
            return self._run()
        finally:
            give_memory_back()

    def _run(self) -> StyleResult:
        self._open()
        if self.options.strength == 0:
            return self._finish(resize(self.photo, self.options.edge_size))
        self.levels = self.workshop.plan(self.options, self.photo.size)
        self.workshop.check_memory(self.levels)
        picture = self._within_memory()
        self.clock.lap("optimise")
        return self._finish(to_image(resized(picture, self.levels[-1].size)))

    def _within_memory(self) -> Tensor:
        try:
            return self._paint()
        except (MemoryError, RuntimeError) as error:
            if not machine.is_out_of_memory(error):
                raise
            raise NotEnoughMemory(
                f"The memory ran out at a painting of {max(self.levels[-1].size)} px on {self.workshop.device}; "
                "ask for a smaller one."
            ) from error

    @abstractmethod
    def _paint(self) -> Tensor:
        """Return the finished picture, or the best so far; keep notes in `made` and `report`."""

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

    def _note(self, level: Level, outcome: Outcome, took_s: float) -> None:
        """Keep for the report what a level came to."""
        self.made.append(
            {
                "edge_size": max(level.size),
                "evaluations": outcome.evaluations,
                "seconds": round(took_s, 3),
                "first_loss": outcome.first_loss,
                "loss": outcome.loss,
                "restarts": outcome.restarts,
                "ending": str(outcome.ending),
            }
        )
        self.fault = outcome.fault or self.fault
        self.is_stopped = self.is_stopped or (outcome.ending is Ending.STOPPED and self.should_stop())

    def _check_painted(self) -> None:
        """Refuse a painting in which no evaluation succeeded; one that was stopped before the first is no failure.

        Raises:
            PaintingFailed: The message says what the last evaluation raised, if it was not out of memory.
        """
        if any(level["ending"] != Ending.FAULT or math.isfinite(level["loss"]) for level in self.made):
            return
        if self.fault is not None and machine.is_out_of_memory(self.fault):
            raise self.fault
        what = "gave no finite loss" if self.fault is None else f"failed ({self.fault})"
        raise PaintingFailed(f"Every evaluation {what}; try another dtype or device.") from self.fault

    def _learn_cost(self, level: Level, evaluations: int, took_s: float) -> None:
        """Learn from what a level took: for the rest of this painting, and for later ones."""
        cost = self.workshop.cost
        self.forecast.end_level(evaluations, took_s, cost.of(level))
        self.workshop.cost = cost.having_seen(level, took_s / evaluations)

    @property
    def _ending_s(self) -> float:
        return self.levels[-1].views[0].pixels * ENCODE_S_PER_PIXEL

    def _seconds_left(self, place: int, made: int) -> float:
        """Return the expected seconds until the picture is encoded; the last look at it costs an evaluation."""
        cost = self.workshop.cost.times(self.workshop.depth(recipe_of(self.options)))
        left_s = self.forecast.seconds_left(self.levels, cost, place, made)
        return left_s + cost.of(self.levels[-1]) + self._ending_s

    def _tell(self, place: int, count: int, best: Tensor, earlier_rounds: int = 0) -> None:
        """Tell where the painting stands: at which level, and after how many evaluations there."""
        cost = self.workshop.cost
        done_s = pyramid.seconds(self.levels[:place], cost) + (earlier_rounds + count) * cost.of(self.levels[place])
        total_s = pyramid.seconds(self.levels, cost)
        self.fraction = min(max(done_s / total_s, self.fraction), 1.0)  # what is learned meanwhile takes nothing back
        evaluation = sum(level["evaluations"] for level in self.made) + count
        if self.on_picture is not None:
            self.is_settled = self.on_picture(evaluation, lambda: to_image(best))
        self.on_iterate(
            Iterate(
                level=place,
                levels=len(self.levels),
                edge_size=max(self.levels[place].size),
                evaluation=evaluation,
                evaluations=sum(level.evaluations for level in self.levels),
                fraction=self.fraction,
                seconds_left=self._seconds_left(place, earlier_rounds + count),
                preview_jpeg=self._preview(best),
            )
        )

    def _preview(self, best: Tensor) -> bytes | None:
        now = time.perf_counter()
        if now - self.last_preview < PREVIEW_EVERY_S or self.on_iterate is ignore:
            return None
        self.last_preview = now
        image = to_image(best)
        if max(image.size) > PREVIEW_EDGE:
            image = resize(image, PREVIEW_EDGE)
        return to_jpeg(image, quality=80, max_bytes=PREVIEW_BYTES)

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
            "recipe": self.options.recipe,
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
