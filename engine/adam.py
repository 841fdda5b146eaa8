"""Adam for the recipes that were published with it: fixed steps, the best iterate kept.

Source: Kingma & Ba 2015, https://arxiv.org/abs/1412.6980. Like engine.optimize it knows a loss and a picture only.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from engine.optimize import Ending, Outcome

log = logging.getLogger(__name__)


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
        on_evaluation: Told after every evaluation: how many were made, and the best picture so far.
    """
    picture = start.detach().clone().requires_grad_()
    adam = torch.optim.Adam([picture], lr=rate, betas=(0.9, 0.999), eps=1e-8)
    best, best_loss, first_loss, ending, count = start.detach(), math.inf, math.inf, Ending.DONE, 0
    rates, fault = dict(later), None
    while count < evaluations:
        if should_stop():
            ending = Ending.STOPPED
            break
        adam.param_groups[0]["lr"] = rates.get(count, adam.param_groups[0]["lr"])
        try:
            value = loss(picture)
            (picture.grad,) = torch.autograd.grad(value, picture)
        except (RuntimeError, ArithmeticError, MemoryError) as error:
            log.warning("Evaluation %d failed, the best picture before it stands: %s", count, error)
            fault = error.with_traceback(None)
            ending = Ending.FAULT
            break
        count, found = count + 1, float(value.detach())
        first_loss = found if count == 1 else first_loss
        if not math.isfinite(found):
            ending = Ending.FAULT
            break
        if found < best_loss:
            best, best_loss = picture.detach().clone(), found
        on_evaluation(count, best)
        adam.step()
        if bounds is not None:
            picture.data.clamp_(*bounds)
    return Outcome(
        picture=best,
        loss=best_loss,
        first_loss=first_loss,
        evaluations=count,
        restarts=0,
        ending=ending,
        fault=fault,
    )
