"""A painting on its way: at which level it stands, how long it still takes, who hears of it and who may stop it.

What is painted, and how, is a strategy's business: engine.painting.coarse_to_fine and as_published are two, and every
experiment of the laboratory is one. Must not know requests, photos, styles or networks.
"""

from __future__ import annotations

import dataclasses
import math
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, Protocol

from PIL import Image
from torch import Tensor

from engine.descent.outcome import Ending, Outcome, if_finite
from engine.errors import PaintingFailed
from engine.features.tensors import to_image
from engine.machine import devices
from engine.painting.callbacks import Callbacks, ignore, unkept
from engine.painting.checkpoint import Checkpoint
from engine.painting.clock import Clock
from engine.painting.looks import Looks, Snapshots
from engine.painting.plan import ENCODE_S_PER_PIXEL, Plan
from engine.request import Iterate, Round
from engine.schedule.cost import Cost, full_resolution_evaluations, seconds
from engine.schedule.forecast import Forecast
from engine.schedule.pyramid import Level


class Costed(Protocol):
    """What outlives a painting and learns from it: engine.painting.workshop.Workshop is one."""

    cost: Cost


class Course:
    """Follows one piece of work from its start to its report; the clock runs from the beginning.

    A strategy calls begin once, begin_level at every level, tell after every evaluation (asking should_end before
    it), note_outcome after every descent and check_painted at the end.

    Args:
        costed: Knows the cost of an evaluation, and learns it.
        callbacks: Who hears of it.

    Attributes:
        clock: Seconds by part of the work.
        forecast: What the levels so far say of those to come.
        levels: Coarse to fine; empty before begin.
        place: The index of the level at which the work stands.
        here: How many evaluations were made there.
        made: What every descent came to, as JSON values for the report.
        notes: More for the report, as JSON values.
        is_stopped: Whether should_stop ended it.
        is_settled: Whether on_picture ended this level.
        aside_s: Expected seconds of what is still to be done beside evaluations and encoding.
    """

    def __init__(self, costed: Costed, callbacks: Callbacks) -> None:
        self.clock, self.forecast = Clock(), Forecast(time.perf_counter)
        self.levels: tuple[Level, ...] = ()
        self.place = self.here = 0
        self.made: list[dict[str, Any]] = []
        self.notes: dict[str, Any] = {}
        self.is_stopped = self.is_settled = False
        self.aside_s = 0.0
        self._costed, self._callbacks = costed, callbacks
        self._depth, self._limit_s = 1.0, math.inf
        self._made_here = 0
        self._fault: Exception | None = None
        self._fraction = 0.0
        self._draw: Callable[[Tensor], Image.Image] = to_image
        self._key = ""
        self._from: Checkpoint | None = None

    def begin(
        self,
        plan: Plan,
        draw: Callable[[Tensor], Image.Image] = to_image,
        *,
        key: str = "",
        kept: Checkpoint | None = None,
    ) -> None:
        """Take over what is to be done.

        Args:
            plan: Levels and limits.
            draw: Shows a picture on its way as the finished one will be shown.
            key: Of its checkpoints.
            kept: What an attempt that ended too early came to.
        """
        self._key, self._from = key, kept
        self.levels, self._depth, self._limit_s = plan.levels, plan.depth, plan.limit_s
        edge_size = max(plan.levels[-1].size)
        self._looks, self._snapshots = Looks(edge_size), Snapshots(edge_size)
        self._draw = draw

    def take_up(self) -> Checkpoint | None:
        """Return what an earlier attempt came to, if any; what it made counts as this one's."""
        if self._from is not None:
            self.made, self.notes["parts_taken_up"] = list(self._from.made), self._from.done
            self.notes |= {"rounds": list(self._from.rounds)} if self._from.rounds else {}
        return self._from

    def keep(self, done: int, picture: Tensor, more: Callable[[], dict[str, Any]] = dict) -> None:
        """Give away what the painting has come to after so many parts, for the case that this process ends here.

        Args:
            done: How many parts are finished.
            picture: After them.
            more: Returns what else the next attempt needs; called only where somebody keeps it.
        """
        if self._callbacks.on_checkpoint is not unkept:
            facts: dict[str, Any] = {"made": self.made, "rounds": self.notes.get("rounds", []), "more": more()}
            self._callbacks.on_checkpoint(Checkpoint(key=self._key, done=done, picture=picture, **facts))

    def begin_level(self, place: int) -> Level:
        """Go to a level and return it; what an earlier attempt made of it counts as made."""
        made_before = sum(level.evaluations for level in self.levels[:place])
        self.place, self.is_settled = place, False
        self.here = self._made_here = max(self.evaluations - made_before, 0)
        return self.levels[place]

    @property
    def cost(self) -> Cost:
        """Return the expected cost of an evaluation, as known now, of the default recipe's network."""
        return self._costed.cost

    @property
    def ending_s(self) -> float:
        """Return the expected seconds of everything to come but evaluations."""
        return self.aside_s + self.levels[-1].views[0].pixels * ENCODE_S_PER_PIXEL

    @property
    def evaluations(self) -> int:
        """Return how many evaluations the descents that have ended made."""
        return sum(level["evaluations"] for level in self.made)

    @property
    def snapshots(self) -> tuple[bytes, ...]:
        """Return small pictures of the way, where somebody hears of it."""
        return tuple(self._snapshots.kept) if self.levels else ()

    def should_end(self) -> bool:
        """Return whether somebody wants the level to end."""
        return self._callbacks.should_stop() or self.is_settled

    def tell(self, count: int, best: Callable[[], Tensor]) -> None:
        """Tell where the work stands.

        Args:
            count: Evaluations of the descent that is under way.
            best: Computes the best picture so far, (1, 3, H, W), 0..1, if anybody looks.
        """
        here, evaluation = self._made_here + count, self.evaluations + count
        self.here = here
        evaluations = sum(level.evaluations for level in self.levels)
        if self._is_heard:
            self._snapshots.look(evaluation, evaluations, lambda: self._drawn(best))
        if self._callbacks.on_picture is not None:
            self.is_settled = self._callbacks.on_picture(evaluation, lambda: self._drawn(best))
        self._callbacks.on_iterate(
            Iterate(
                level=self.place,
                levels=len(self.levels),
                edge_size=max(self.levels[self.place].size),
                evaluation=evaluation,
                evaluations=evaluations,
                fraction=self._fraction_at(here),
                seconds_left=self._seconds_left(here),
                preview_jpeg=self._look(evaluation, best),
            )
        )

    def tell_round(self, made: Round) -> None:
        """Tell what the loss has come to, and keep it for the report."""
        facts = {name: if_finite(value) for name, value in dataclasses.asdict(made).items()}
        self.notes.setdefault("rounds", []).append(facts)
        self._callbacks.on_round(made)

    def note_outcome(self, outcome: Outcome, took_s: float) -> None:
        """Keep for the report what a descent at this level came to."""
        self._made_here += outcome.evaluations
        edge_size = max(self.levels[self.place].size)
        self.made.append({"edge_size": edge_size, "seconds": round(took_s, 3), **outcome.facts})
        self._fault = outcome.fault or self._fault
        is_stopped = outcome.ending is Ending.STOPPED and self._callbacks.should_stop()
        self.is_stopped = self.is_stopped or is_stopped

    def leave_rest(self) -> None:
        """Keep for the report whether somebody wanted that nothing more is begun."""
        self.is_stopped = self.is_stopped or self._callbacks.should_stop()

    def note_steps(self, count: int, took_s: float) -> None:
        """Keep for the report that this level made so many steps uphill, which have no loss."""
        self._made_here += count
        edge_size = max(self.levels[self.place].size)
        self.made.append({"edge_size": edge_size, "evaluations": count, "seconds": round(took_s, 3)})
        self.is_stopped = self.is_stopped or self._callbacks.should_stop()

    def learn_cost(self, evaluations: int, took_s: float) -> None:
        """Learn from what this level took: for the rest of this painting, and for later ones."""
        level, cost = self.levels[self.place], self._costed.cost
        self.forecast.end_level(evaluations, took_s, cost.of(level))
        self._costed.cost = cost.having_seen(level, took_s / evaluations)

    def check_painted(self) -> None:
        """Refuse work in which no evaluation succeeded; what was stopped before the first is no failure.

        Raises:
            PaintingFailed: The message says what the last evaluation raised, if it was not out of memory.
        """
        if any(level["ending"] != Ending.FAULT or level["loss"] is not None for level in self.made):
            return
        if self._fault is not None and devices.is_out_of_memory(self._fault):
            raise self._fault
        what = "gave no finite loss" if self._fault is None else f"failed ({self._fault})"
        raise PaintingFailed(f"Every evaluation {what}; try another dtype or device.") from self._fault

    def report(self) -> dict[str, Any]:
        """Return what was planned, made and measured, as JSON values."""
        parts = {part: round(took, 3) for part, took in self.clock.parts.items()}
        full = full_resolution_evaluations(self.levels, self._evaluations_by_level()) if self.levels else 0.0
        return {
            "schedule": [[max(level.size), level.evaluations] for level in self.levels],
            "levels": self.made,
            "evaluations": self.evaluations,
            "full_resolution_evaluations": round(full, 2),
            "seconds": {**parts, "total": round(self.clock.elapsed, 3)},
            "peak_rss_mb": devices.peak_rss_mb(),
            "stopped": self.is_stopped,
            **self.notes,
        }

    def _evaluations_by_level(self) -> list[int]:
        """Return what the descents of every level made together; a published recipe's has one for every round."""
        made = Counter[int]()
        for each in self.made:
            made[each["edge_size"]] += each["evaluations"]
        return [made.pop(max(level.size), 0) for level in self.levels]

    def _fraction_at(self, here: int) -> float:
        """Return the share of the expected time that has passed; what is learned meanwhile takes nothing back."""
        cost, level = self._costed.cost, self.levels[self.place]
        done_s = seconds(self.levels[: self.place], cost) + here * cost.of(level)
        left_s = level.left(here) * cost.of(level) + seconds(self.levels[self.place + 1 :], cost)
        self._fraction = max(done_s / (done_s + left_s), self._fraction)
        return self._fraction

    def _seconds_left(self, here: int) -> float:
        """Return the expected seconds until the picture is encoded; the last look at it costs an evaluation."""
        cost = self._costed.cost.times(self._depth)
        left_s = self.forecast.seconds_left(self.levels, cost, self.place, here)
        left_s += cost.of(self.levels[-1]) + self.ending_s
        return min(left_s, max(self._limit_s - self.clock.elapsed, 0.0))

    def _look(self, evaluation: int, best: Callable[[], Tensor]) -> bytes | None:
        if not self._is_heard:
            return None
        return self._looks.jpeg(evaluation, self.clock.elapsed, lambda: self._drawn(best))

    @property
    def _is_heard(self) -> bool:
        return self._callbacks.on_iterate is not ignore

    def _drawn(self, best: Callable[[], Tensor]) -> Image.Image:
        return self._draw(best())
