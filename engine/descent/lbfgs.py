"""L-BFGS for one level: one evaluation a step, guarded, with a word after each.

Knows vectors and a loss; must not know what the loss means, nor levels, networks or files.

Source: Nocedal & Wright, Numerical Optimization, algorithm 7.4 (two-loop recursion); see engine.descent.history.
Not torch.optim.LBFGS: that waits for the device several times a step, remembers steps in the picture's own dtype only,
and returns its last iterate, not its best.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from dataclasses import replace

import torch
from torch import Tensor

from engine.descent.history import History, Memory
from engine.descent.outcome import Ending, Outcome
from engine.descent.settling import Settling

logger = logging.getLogger(__name__)

# Root mean square change of a pixel (0..1) in the first step, before curvature is known: as far as a loss whose least
# is 0 would fall on a straight line (Polyak 1969, https://doi.org/10.1016/0041-5553(69)90035-4), within these bounds.
SHORTEST_FIRST_STEP, LONGEST_FIRST_STEP = 0.001, 0.02
LARGEST_STEP = 0.1  # the same, in any step: beyond it the quadratic model says nothing; a guess
LARGEST_LOSS = 1e12  # beyond it products of gradients leave float32's range: 3e38
SUFFICIENT_DECREASE = 1e-4  # Nocedal & Wright, section 3.1
NOISE = 1e-4  # measured: relative noise of the loss in bfloat16; a rise within it is no failure
SMALLEST_SHRINK, LARGEST_SHRINK = 0.1, 0.5  # of a step that failed; Dennis & Schnabel 1983, algorithm A6.3.1
MAX_SHRINKS = 6  # then the memory is wrong, not the length; a guess


class _Ended(Exception):
    def __init__(self, ending: Ending) -> None:
        super().__init__(ending)
        self.ending = ending


class _Search:
    """The state of one minimisation."""

    def __init__(
        self,
        loss: Callable[[Tensor], Tensor],
        start: Tensor,
        evaluations: int,
        should_stop: Callable[[], bool],
        on_evaluation: Callable[[int, Tensor], None],
        history: History,
        settling: Settling | None,
    ) -> None:
        self._loss, self._shape, self._history, self._settling = loss, start.shape, history, settling
        self._limit, self._should_stop, self._on_evaluation = evaluations, should_stop, on_evaluation
        self.evaluations = 0
        self.restarts = 0
        self.fault: Exception | None = None
        self.scale = 1.0  # what losses are divided by
        self.best = start.detach().flatten().clone()
        self.best_loss = self.first_loss = math.inf
        self._losses: list[float] = []  # the least so far, after every evaluation

    def run(self) -> Ending:
        try:
            return self._descend()
        except _Ended as end:
            return end.ending

    def _evaluate(self, vector: Tensor, memory: Memory, position: Tensor) -> tuple[float, bool]:
        """Return the loss at a picture, a step from `position`, and whether it and its gradient are finite."""
        if self.evaluations >= self._limit:
            raise _Ended(Ending.DONE)
        if self._should_stop():
            raise _Ended(Ending.STOPPED)
        if self._settling is not None and self._settling.has_settled(self._losses):
            raise _Ended(Ending.SETTLED)
        picture = vector.view(self._shape).detach().requires_grad_()
        memory.drop()
        try:
            loss = self._loss(picture) / self.scale
            (gradient,) = torch.autograd.grad(loss, picture)
            value, is_finite = memory.measure(position, vector, gradient.flatten(), loss)
        except (RuntimeError, ArithmeticError, MemoryError) as error:
            logger.warning("Evaluation %d failed, the best picture before it stands: %s", self.evaluations, error)
            self.fault = error.with_traceback(None)  # its frames would keep the memory of the evaluation
            raise _Ended(Ending.FAULT) from error
        self.evaluations += 1
        if math.isfinite(value) and value < self.best_loss:
            self.best, self.best_loss = vector, value
        self._losses.append(self.best_loss)
        self._on_evaluation(self.evaluations, self.best.view(self._shape))
        return value, is_finite

    def _descend(self) -> Ending:
        position = self.best
        memory = Memory(position, self._history)
        value, is_finite = self._evaluate(position, memory, position)
        if math.isfinite(value) and abs(value) > LARGEST_LOSS:
            self.scale, self.best_loss = abs(value), math.inf
            self._losses.clear()
            value, is_finite = self._evaluate(position, memory, position)
        self.first_loss = value
        if not is_finite:
            logger.warning("The loss or its gradient is not finite at the start (%s)", value)
            return Ending.FAULT
        memory.accept()
        while True:
            found = self._step(position, value, memory)
            if found is not None:
                position, value = found
            elif memory.slots:
                self.restarts += 1
                logger.debug("Restarting L-BFGS after %d evaluations", self.evaluations)
                memory.slots.clear()
            else:
                return Ending.STALLED

    def _step(self, position: Tensor, value: float, memory: Memory) -> tuple[Tensor, float] | None:
        """Take one step downhill and return where it ends, or None where the direction is of no use."""
        direction, slope, length = memory.direction()
        if not (math.isfinite(slope) and math.isfinite(length)) or slope >= 0:
            return None
        unit = math.sqrt(position.numel()) / max(length, 1e-30)  # a step with root mean square change 1
        size = min(1.0, LARGEST_STEP * unit) if memory.slots else _first_size(value, slope, unit)
        candidate = direction.mul_(size).add_(position)  # in the direction's place: another large vector less
        for _ in range(MAX_SHRINKS):
            found, is_finite = self._evaluate(candidate, memory, position)
            is_lower = found <= value + SUFFICIENT_DECREASE * size * slope + NOISE * abs(value)
            if is_lower and is_finite:
                memory.accept()
                return candidate, found
            shrink = _shrink(value, found, size * slope)
            size, candidate = size * shrink, torch.lerp(position, candidate, shrink)
        return None


def _first_size(value: float, slope: float, unit: float) -> float:
    """Return the size of a step along the gradient: value / |gradient|², within bounds."""
    return min(max(value / -slope, SHORTEST_FIRST_STEP * unit), LONGEST_FIRST_STEP * unit)


def _shrink(value: float, found: float, expected: float) -> float:
    """Return by how much to shorten a failed step: the minimum of the parabola through what is known."""
    if not math.isfinite(found):
        return SMALLEST_SHRINK
    curvature = found - value - expected
    best = -expected / (2 * curvature) if curvature > 0 else LARGEST_SHRINK
    return min(max(best, SMALLEST_SHRINK), LARGEST_SHRINK)


def minimise(
    loss: Callable[[Tensor], Tensor],
    start: Tensor,
    evaluations: int,
    *,
    should_stop: Callable[[], bool] = lambda: False,
    on_evaluation: Callable[[int, Tensor], None] = lambda evaluation, best: None,
    history: History | None = None,
    settling: Settling | None = None,
) -> Outcome:
    """Minimise a loss over a picture and return the best finite iterate, whatever happens on the way.

    Args:
        loss: A differentiable function of a picture; float32 outside, any dtype inside.
        start: The picture to start from, (1, 3, H, W), float32, 0..1; nothing clamps it.
        evaluations: How many evaluations (forward and backward) may be made.
        should_stop: Asked before every evaluation.
        on_evaluation: Told after every evaluation: how many were made, and the best picture so far.
        history: What is remembered; never more than there are evaluations.
        settling: Ends it before all evaluations are made, where the loss hardly falls any more.
    """
    wanted = history or History()
    kept = replace(wanted, steps=min(wanted.steps, max(evaluations - 1, 1)))
    search = _Search(loss, start, evaluations, should_stop, on_evaluation, kept, settling)
    ending = search.run()
    return Outcome(
        picture=search.best.view(start.shape),
        loss=search.best_loss * search.scale,
        first_loss=search.first_loss * search.scale,
        evaluations=search.evaluations,
        restarts=search.restarts,
        ending=ending,
        fault=search.fault,
    )
