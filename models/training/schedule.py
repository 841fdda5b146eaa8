"""How far a training has come, and what rate and what crops that means.

A run of so many minutes follows the clock: a loaded machine makes it coarser, never cut off, and then it does not
repeat to the byte. A run of so many steps does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from models.training.plan import Phase, Plan


@dataclass
class Progress:
    """How far a run has come. A run that must end sooner has its remaining schedule compressed, on the record."""

    step: int = 0
    steps: int = 0
    since: int = 0  # the step at which `steps` was last changed
    done_then: float = 0.0  # what share of the schedule was done at that step
    minutes: float = 0.0  # a budget of time instead of steps, where it is not 0
    spent_s: float = 0.0

    @property
    def share(self) -> float:
        """Return what share of the schedule is done, 0..1."""
        if self.minutes:
            return min(1.0, self.spent_s / (60 * self.minutes))
        if self.steps <= self.since:  # told to end where it stands, or before
            return 1.0
        return self.done_then + (1 - self.done_then) * (self.step - self.since) / (self.steps - self.since)

    def end_at(self, steps: int) -> None:
        """Change the number of steps of the whole run from here on; a budget of time no longer counts."""
        self.done_then, self.since, self.steps = self.share, self.step, steps
        self.minutes = 0.0


def rate_at(share: float, plan: Plan) -> float:
    """Return the learning rate: linear warm-up, then a cosine to zero."""
    if share < plan.warm_up:
        return plan.learning_rate * share / plan.warm_up
    return plan.learning_rate * (1 + math.cos(math.pi * (share - plan.warm_up) / (1 - plan.warm_up))) / 2


def phase_at(share: float, plan: Plan) -> Phase:
    """Return the phase that a share of the schedule lies in."""
    end = 0.0
    for phase in plan.phases:
        end += phase.share
        if share < end:
            return phase
    return plan.phases[-1]
