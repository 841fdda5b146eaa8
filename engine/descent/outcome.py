"""What came of a descent, and why it ended; the same for every optimiser."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from typing import Any

from torch import Tensor


class Ending(enum.StrEnum):
    """Why a level ended."""

    DONE = "done"  # all evaluations were made
    STOPPED = "stopped"  # should_stop said so
    SETTLED = "settled"  # the loss hardly falls any more; see engine.descent.settling
    STALLED = "stalled"  # no step from the best iterate lowers the loss
    FAULT = "fault"  # an evaluation raised, or was not finite and nothing goes on from it; the best before it stands


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one level came to.

    Attributes:
        picture: The best finite iterate.
        loss: Its loss; infinite where no evaluation succeeded.
        first_loss: The loss at the start.
        evaluations: How many were made.
        restarts: How often the memory was thrown away.
        ending: Why it ended.
        fault: What the last evaluation raised, without its traceback; None unless it raised.
    """

    picture: Tensor
    loss: float
    first_loss: float
    evaluations: int
    restarts: int
    ending: Ending
    fault: Exception | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """Return what a report says of it, as JSON values."""
        return {
            "evaluations": self.evaluations,
            "first_loss": if_finite(self.first_loss),
            "loss": if_finite(self.loss),
            "restarts": self.restarts,
            "ending": str(self.ending),
        }


def if_finite(loss: float) -> float | None:
    """Return a loss as a JSON value: JSON has no infinity, which is the loss where nothing was evaluated."""
    return loss if math.isfinite(loss) else None
