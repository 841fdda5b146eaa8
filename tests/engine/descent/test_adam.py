"""engine.descent.adam: the best is kept, rates, bounds and faults are heeded."""

import numpy as np
import pytest
import torch

from engine.descent.adam import descend
from engine.descent.outcome import Ending


def test_adam_finds_the_minimum_and_keeps_the_best():
    start = torch.zeros(1, 3, 4, 4)
    outcome = descend(lambda rgb: (rgb - 0.5).square().sum(), start, 200, rate=0.05)
    assert outcome.ending == Ending.DONE
    torch.testing.assert_close(outcome.picture, torch.full_like(start, 0.5), rtol=0, atol=1e-2)


def test_adam_heeds_rates_bounds_and_stop():
    start, low, high = torch.zeros(1, 3, 4, 4), torch.tensor(-0.2), torch.tensor(0.2)
    outcome = descend(lambda rgb: -rgb.sum(), start, 50, rate=0.1, later=[(5, 0.0)], bounds=(low, high))
    assert float(outcome.picture.max()) == pytest.approx(0.2)
    seen = []
    stopped = descend(
        lambda rgb: -rgb.sum(),
        start,
        50,
        rate=0.1,
        should_stop=lambda: len(seen) == 3,
        on_evaluation=lambda count, _best: seen.append(count),
    )
    assert (stopped.ending, stopped.evaluations) == (Ending.STOPPED, 3)


@pytest.mark.parametrize("fault", [RuntimeError("out of memory"), "loss", "gradient"])
def test_adam_returns_the_best_before_a_fault(fault):
    calls = []

    def loss(rgb):
        calls.append(1)
        if len(calls) == 4:
            if isinstance(fault, Exception):
                raise fault
            if fault == "loss":
                return rgb.sum() * np.nan
            return rgb.square().sum() + (0 * rgb).sqrt().sum()  # a number, its slope none
        return (rgb - 0.5).square().sum()

    outcome = descend(loss, torch.zeros(1, 3, 4, 4), 20, rate=0.05)
    assert outcome.ending == Ending.FAULT
    assert outcome.picture.isfinite().all()
    assert 0 < outcome.loss < outcome.first_loss


def test_steps_are_those_of_kingma_and_ba_with_rates_that_change_and_bounds_that_hold():
    """Algorithm 1: moments 0.9 and 0.999, both corrected, and 1e-8 beside the root."""
    random = np.random.default_rng(0)
    start, goal = random.random((1, 3, 2, 3)), random.normal(0, 2, (1, 3, 2, 3))
    weights, seen = random.random((1, 3, 2, 3)), []
    low, high = np.full((1, 3, 1, 1), -0.3), np.reshape([1.1, 1.2, 1.3], (1, 3, 1, 1))

    def loss(picture):
        seen.append(picture.detach().numpy().copy())
        return (torch.from_numpy(weights) * (picture - torch.from_numpy(goal)).square()).sum()

    bounds = (torch.from_numpy(low), torch.from_numpy(high))
    outcome = descend(loss, torch.from_numpy(start), 9, rate=0.1, later=[(3, 0.04), (6, 0.2)], bounds=bounds)
    expected, first, second = [start], np.zeros_like(start), np.zeros_like(start)
    for step, rate in enumerate([0.1] * 3 + [0.04] * 3 + [0.2] * 2, 1):
        gradient = 2 * weights * (expected[-1] - goal)
        first, second = 0.9 * first + 0.1 * gradient, 0.999 * second + 0.001 * gradient**2
        moved = expected[-1] - rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
        expected.append(np.clip(moved, low, high))
    np.testing.assert_allclose(seen, expected, rtol=1e-10, atol=1e-12)
    losses = [(weights * (each - goal) ** 2).sum() for each in expected]
    assert (outcome.first_loss, outcome.loss) == pytest.approx((losses[0], min(losses)), rel=1e-12)
    np.testing.assert_allclose(outcome.picture.numpy(), expected[int(np.argmin(losses))], rtol=1e-10)
