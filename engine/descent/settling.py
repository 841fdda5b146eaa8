"""When a descent has come as far as it pays to go. Pure arithmetic; must not know what is minimised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Settling:
    """What a loss has to do for a descent to go on.

    Attributes:
        least: Evaluations that are made in any case.
        window: Evaluations over which the fall of the loss is looked at.
        fall: Share of the loss by which it falls with each of them, in the mean; with less it has settled.
    """

    least: int
    window: int
    fall: float

    def has_settled(self, losses: Sequence[float]) -> bool:
        """Return whether a descent has, by the least loss after each evaluation so far."""
        if len(losses) < max(self.least, self.window + 1):
            return False
        before, now = losses[-1 - self.window], losses[-1]
        return before - now < self.fall * self.window * now
