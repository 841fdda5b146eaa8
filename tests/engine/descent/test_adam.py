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
