"""What L-BFGS remembers: steps, gradient changes, and every dot product among them.

The two-loop recursion runs on the dot products alone (Chen, Wang, Zhou 2014, "Large-scale L-BFGS using MapReduce"):
the long vectors are read twice a step, whatever their number, and the host waits for the device once an evaluation,
for the loss and the products together. Must not know losses or when to stop.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

PART = 2**21  # numbers of a picture that are worked on at once
FLATTEST = 1e-6  # cosine of a step and the change of gradient under which no curvature is seen; a guess


@dataclass(frozen=True, kw_only=True)
class History:
    """How much a minimisation remembers.

    Attributes:
        steps: How many; Nocedal & Wright advise 3 to 20.
        dtype: In which they are kept: torch.bfloat16 takes half the memory of float32.
    """

    steps: int = 10
    dtype: torch.dtype = torch.float32


class Memory:
    """The last steps and gradient changes as rows, with every dot product among them and the last gradient.

    What was just evaluated waits beside them until it is accepted.
    """

    def __init__(self, start: Tensor, history: History) -> None:
        self.steps = history.steps
        self.rows = start.new_zeros(2 * self.steps, start.numel(), dtype=history.dtype)
        self.gradient = torch.zeros_like(start)
        self.dots = np.zeros((2 * self.steps + 1, 2 * self.steps + 1))
        self.slots: list[int] = []  # of the steps, oldest first; each change lies `steps` further
        self._latest: tuple[Tensor, Tensor, Tensor] | None = None
        self._products = np.zeros((2 * self.steps + 4, 3))

    def measure(self, position: Tensor, picture: Tensor, gradient: Tensor, loss: Tensor) -> tuple[float, bool]:
        """Write down what an evaluation gave and return its loss, and whether that and the gradient are finite.

        Args:
            position: What was accepted last, a vector; the picture itself where nothing was yet.
            picture: What was evaluated.
            gradient: Of the loss there.
            loss: A scalar.
        """
        self._latest = (position, picture, gradient)
        value, *found = _on_host(torch.cat([loss.detach().to(gradient).reshape(1), self._measured().flatten()]))
        self._products = np.array(found).reshape(-1, 3)
        is_finite = math.isfinite(value) and bool(np.isfinite(self._products[-3:]).all())
        return value, is_finite

    def _measured(self) -> Tensor:
        """Return the products of the rows, the last gradient and the latest three with the latest three."""
        total = self.gradient.new_zeros(2 * self.steps + 4, 3)
        for part in _parts(self.gradient.numel()):
            latest = torch.stack(self._latest_at(part))
            beside = torch.cat([self.gradient[part][None], latest])
            total += torch.cat([self.rows[:, part].to(latest.dtype) @ latest.T, beside @ latest.T])
        return total

    def _latest_at(self, part: slice) -> tuple[Tensor, Tensor, Tensor]:
        """Return a part of the latest step, change and gradient: whole, the first two would be two pictures more."""
        assert self._latest is not None
        position, picture, gradient = (each[part] for each in self._latest)
        return picture - position, gradient - self.gradient[part], gradient

    def drop(self) -> None:
        """Forget what was measured last and not accepted."""
        self._latest = None

    def accept(self) -> None:
        """Remember what was measured last, its step unless the curvature along it is not positive."""
        inner = self._products[-3:]
        places = {2 * self.steps: 2}
        if inner[0, 1] > FLATTEST * math.sqrt(inner[0, 0] * inner[1, 1]):
            slot = len(self.slots) if len(self.slots) < self.steps else self.slots[0]
            self.slots = [*(s for s in self.slots if s != slot), slot]
            for part in _parts(self.gradient.numel()):
                self.rows[slot, part], self.rows[self.steps + slot, part], _ = self._latest_at(part)
            places = {slot: 0, self.steps + slot: 1, **places}
        assert self._latest is not None
        self.gradient = self._latest[-1]
        self.drop()
        self._move(places)

    def _move(self, places: dict[int, int]) -> None:
        """Let dot products be those of rows that have become what was measured last."""
        for row, column in places.items():
            self._products[row] = self._products[column - 3]
        for row, column in places.items():
            self.dots[:, row] = self.dots[row, :] = self._products[:-3, column]

    def direction(self) -> tuple[Tensor, float, float]:
        """Return the quasi-Newton direction, its dot product with the gradient, and its length."""
        size, dots = self.steps, self.dots
        weights = np.zeros(len(dots))
        weights[-1] = -1.0
        alphas = {}
        for slot in reversed(self.slots):
            alphas[slot] = (weights @ dots[:, slot]) / dots[slot, size + slot]
            weights[size + slot] -= alphas[slot]
        if self.slots:
            newest = self.slots[-1]
            weights *= dots[newest, size + newest] / dots[size + newest, size + newest]
        for slot in self.slots:
            weights[slot] += alphas[slot] - (weights @ dots[:, size + slot]) / dots[slot, size + slot]
        used = torch.from_numpy(weights).to(self.gradient.dtype).to(self.gradient.device, non_blocking=True)
        length = math.sqrt(max(float(weights @ dots @ weights), 0.0))
        found = used[-1] * self.gradient
        for part in _parts(found.numel()):
            found[part] += used[:-1] @ self.rows[:, part].to(found.dtype)
        return found, float(weights @ dots[:, -1]), length


def _parts(numbers: int) -> Iterator[slice]:
    """Yield parts of a large vector, for what is computed of them to need little memory."""
    for start in range(0, numbers, PART):
        yield slice(start, start + PART)


def _on_host(numbers: Tensor) -> list[float]:
    """Return a few numbers from the device: the one place where the host waits for it."""
    found: list[float] = numbers.cpu().tolist()
    return found
