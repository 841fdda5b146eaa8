"""Adam for the recipes that were published with it: fixed steps, the best iterate kept.

Source: Kingma & Ba 2015, https://arxiv.org/abs/1412.6980. Like engine.descent.lbfgs it knows a loss and a picture only.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.descent.outcome import Ending, Outcome

logger = logging.getLogger(__name__)


def descend(
    loss: Callable[[Tensor], Tensor],
    start: Tensor,
    evaluations: int,
    *,
    rate: float,
    later: Sequence[tuple[int, float]] = (),
    bounds: tuple[Tensor, Tensor] | None = None,
    should_stop: Callable[[], bool] = lambda: False,
    on_evaluation: Callable[[int, Tensor], None] = lambda evaluation, best: None,
) -> Outcome:
    """Take so many steps of Adam and return the best finite iterate.

    Args:
        loss: A differentiable function of a picture.
        start: (1, 3, H, W), 0..1.
        evaluations: How many steps.
        rate: The step size, in units of the picture.
        later: ((step, rate), ...): rates that hold from a step on.
        bounds: (low, high) that the picture is kept within after every step.
        should_stop: Asked before every evaluation.
        on_evaluation: Told after every evaluation of a finite loss: how many were made, and the best picture so far.
    """
    picture, best, rates = start.detach().clone().requires_grad_(), _Best(start.detach()), dict(later)
    adam = torch.optim.Adam([picture], lr=rate, betas=(0.9, 0.999), eps=1e-8)  # as Kingma & Ba advise, but for the rate
    for count in range(evaluations):
        if should_stop():
            return best.outcome(Ending.STOPPED)
        adam.param_groups[0]["lr"] = rates.get(count, adam.param_groups[0]["lr"])
        try:
            found = _evaluate(loss, picture)
        except (RuntimeError, ArithmeticError, MemoryError) as error:
            logger.warning("Evaluation %d failed, the best picture before it stands: %s", count, error)
            return best.outcome(Ending.FAULT, error.with_traceback(None))  # frames would keep the evaluation's memory
        best.note(picture, found)
        if not math.isfinite(found):
            return best.outcome(Ending.FAULT)
        on_evaluation(best.evaluations, best.picture)
        _step(adam, picture, bounds)
    return best.outcome(Ending.DONE)


def _evaluate(loss: Callable[[Tensor], Tensor], picture: Tensor) -> float:
    """Set the picture's gradient and return its loss."""
    value = loss(picture)
    (picture.grad,) = torch.autograd.grad(value, picture)
    return float(value.detach())


def _step(adam: torch.optim.Adam, picture: Tensor, bounds: tuple[Tensor, Tensor] | None) -> None:
    adam.step()
    if bounds is not None:
        picture.data.clamp_(*bounds)


@dataclass
class _Best:
    picture: Tensor
    loss: float = math.inf
    first_loss: float = math.inf
    evaluations: int = 0

    def note(self, picture: Tensor, found: float) -> None:
        """Count an evaluation, and keep its picture if it is the best."""
        self.evaluations += 1
        self.first_loss = found if self.evaluations == 1 else self.first_loss
        if math.isfinite(found) and found < self.loss:
            self.picture, self.loss = picture.detach().clone(), found

    def outcome(self, ending: Ending, fault: Exception | None = None) -> Outcome:
        """Return what came of it."""
        return Outcome(
            picture=self.picture,
            loss=self.loss,
            first_loss=self.first_loss,
            evaluations=self.evaluations,
            restarts=0,
            ending=ending,
            fault=fault,
        )
