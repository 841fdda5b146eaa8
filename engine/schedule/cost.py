"""What evaluations cost, and how many of them a budget allows. Pure arithmetic; must not know torch or pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.schedule.pyramid import Level

FEWEST_EVALUATIONS = 4  # a level; a guess: with fewer it adds little but its start-up
MOST_EVALUATIONS = 400  # a level; a guess: beyond it the loss hardly falls
SAME_SIZE = 1.5  # levels whose work differs by less than this factor cost as much for a pixel of it; a guess
MOST_CORRECTED = 4.0  # times that one level may say a cost is wrong, for a moment's load to spoil no forecast; a guess


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Seconds of one evaluation, as measured here.

    Attributes:
        view_s: The part for every view.
        pixel_s: The part for every pixel of a level's work.
        seen: What evaluations of paintings took: (work, seconds) of levels whose work differs by SAME_SIZE or more.
    """

    view_s: float
    pixel_s: float
    seen: tuple[tuple[float, float], ...] = ()

    def of(self, level: Level) -> float:
        """Return the expected seconds of one evaluation at a level: as at the last of about its work, if any."""
        for work, seconds_each in self.seen:
            if _is_same_size(work, level.work):
                return seconds_each * level.work / work
        return self.view_s * len(level.views) + self.pixel_s * level.work

    def times(self, factor: float) -> Cost:
        """Return the cost of a network of so many times the operations."""
        seen = tuple((work, factor * seconds_each) for work, seconds_each in self.seen)
        return Cost(view_s=factor * self.view_s, pixel_s=factor * self.pixel_s, seen=seen)

    def having_seen(self, level: Level, seconds_each: float) -> Cost:
        """Return the cost with what an evaluation took at a level in place of what was seen of as much work before.

        The parts are corrected as well, half, for the sizes that were not seen yet.
        """
        factor = min(max(seconds_each / self.of(level), 1 / MOST_CORRECTED), MOST_CORRECTED) ** 0.5
        others = tuple(pair for pair in self.seen if not _is_same_size(pair[0], level.work))
        return Cost(
            view_s=self.view_s * factor, pixel_s=self.pixel_s * factor, seen=(*others, (level.work, seconds_each))
        )


def _is_same_size(work: float, other: float) -> bool:
    return max(work, other) < SAME_SIZE * min(work, other)


def seconds(levels: Sequence[Level], cost: Cost) -> float:
    """Return the expected seconds of all evaluations that are expected."""
    return sum(level.expected * cost.of(level) for level in levels)


def within(levels: Sequence[Level], budget_s: float, cost: Cost) -> tuple[Level, ...]:
    """Return the levels with their evaluations scaled so that they take a budget.

    Every level keeps its share, between FEWEST_EVALUATIONS and MOST_EVALUATIONS; what is cut is cut less from the
    coarsest, which is cheap and decides where things stand. Where even the fewest take longer than the budget, they
    are kept: there is always a picture.
    """
    low, high = 0.0, MOST_EVALUATIONS / min(level.evaluations for level in levels)
    for _ in range(40):  # halvings; far below one evaluation
        middle = (low + high) / 2
        low, high = (middle, high) if seconds(_scaled(levels, middle), cost) <= budget_s else (low, middle)
    return _scaled(levels, low)


def at_most(levels: Sequence[Level], limit_s: float, cost: Cost) -> tuple[Level, ...]:
    """Return the levels as they are where they are expected to keep to a limit, else with the evaluations it allows."""
    return tuple(levels) if seconds(levels, cost) <= limit_s else within(levels, limit_s, cost)


def _scaled(levels: Sequence[Level], factor: float) -> tuple[Level, ...]:
    return tuple(replace(level, evaluations=_scaled_evaluations(level, factor)) for level in levels)


def _scaled_evaluations(level: Level, factor: float) -> int:
    is_coarsest = len(level.views) == 1
    wanted = int(level.evaluations * (factor**0.5 if is_coarsest and factor < 1 else factor))
    return min(max(wanted, FEWEST_EVALUATIONS), MOST_EVALUATIONS)


def full_resolution_evaluations(levels: Sequence[Level], made: Sequence[int]) -> float:
    """Return the evaluations made, in units of one network pass at the finest size."""
    finest = levels[-1].views[0].pixels
    return sum(count * level.pixels / finest for level, count in zip(levels, made, strict=False))


def cost_of(small: tuple[int, float], large: tuple[int, float]) -> Cost:
    """Return the cost of an evaluation from two measurements (pixels, seconds) of a single view."""
    pixel_s = max((large[1] - small[1]) / (large[0] - small[0]), 1e-12)
    return Cost(view_s=max(small[1] - pixel_s * small[0], 0.0), pixel_s=pixel_s)
