"""When a descent has come far enough."""

from __future__ import annotations

import pytest
import torch

from engine.descent.lbfgs import minimise
from engine.descent.outcome import Ending
from engine.descent.settling import Settling

SETTLING = Settling(least=4, window=2, fall=0.01)


@pytest.mark.parametrize(
    ("losses", "has_settled"),
    [
        ([5.0, 3.0, 2.0, 1.0], False),
        ([5.0, 1.0, 1.0, 1.0], True),
        ([1.0, 1.0, 1.0], False),  # fewer than are made in any case
        ([5.0, 1.021, 1.01, 1.0], False),  # 2.1 % over two evaluations
        ([5.0, 1.019, 1.01, 1.0], True),
        ([float("inf")] * 5, False),
    ],
)
def test_a_descent_has_settled_where_its_loss_hardly_falls(losses: list[float], has_settled: bool) -> None:
    assert SETTLING.has_settled(losses) is has_settled


def test_a_descent_ends_where_it_has_settled_and_keeps_what_it_found() -> None:
    start = torch.zeros(1, 3, 4, 4)
    seen: list[float] = []

    def loss(picture: torch.Tensor) -> torch.Tensor:
        found = 1 + (torch.linspace(0.1, 10, 48) * (picture.flatten() - 0.5).square()).sum()
        seen.append(float(found.detach()))
        return found

    outcome = minimise(loss, start, 200, settling=SETTLING)
    assert outcome.ending is Ending.SETTLED
    assert 4 <= outcome.evaluations < 60
    assert outcome.loss == min(seen)


def test_a_descent_nobody_wants_to_settle_makes_all_its_evaluations() -> None:
    outcome = minimise(lambda picture: 1 + picture.square().sum() * 1e-6, torch.ones(1, 3, 4, 4), 6)
    assert outcome.ending is not Ending.SETTLED
