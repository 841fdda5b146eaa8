import math

import pytest
import torch

from engine.descent.lbfgs import minimise
from engine.descent.outcome import Ending

START = torch.rand(1, 3, 8, 8, generator=torch.Generator().manual_seed(0))


def bowl(picture):
    return (torch.linspace(0.01, 100, 192) * (picture.flatten() - 0.5).square()).sum()


def rosenbrock(picture):
    v = picture.flatten()
    return (100 * (v[1:] - v[:-1].square()).square() + (1 - v[:-1]).square()).mean()


def test_minimum_of_a_bowl_is_found():
    outcome = minimise(bowl, START, 150)
    assert outcome.loss < 1e-8 * outcome.first_loss
    torch.testing.assert_close(outcome.picture, torch.full_like(START, 0.5), rtol=0, atol=1e-3)


def test_narrow_valley_is_followed():
    assert minimise(rosenbrock, START, 400).loss < 1e-6


def test_start_is_left_as_it_was():
    before = START.clone()
    minimise(bowl, START, 10)
    assert torch.equal(START, before)


def test_evaluations_are_counted_and_limited():
    seen = []
    outcome = minimise(bowl, START, 7, on_evaluation=lambda count, _best: seen.append(count))
    assert seen == [1, 2, 3, 4, 5, 6, 7]
    assert (outcome.evaluations, outcome.ending) == (7, Ending.DONE)


def test_stop_is_heeded_before_the_next_evaluation():
    seen = []
    outcome = minimise(
        bowl, START, 50, should_stop=lambda: len(seen) >= 3, on_evaluation=lambda count, _best: seen.append(count)
    )
    assert (outcome.evaluations, outcome.ending) == (3, Ending.STOPPED)
    assert outcome.loss < outcome.first_loss


def test_stop_before_the_first_evaluation_returns_the_start():
    outcome = minimise(bowl, START, 50, should_stop=lambda: True)
    assert torch.equal(outcome.picture, START)


@pytest.mark.parametrize("faulty", [2, 3, 9, 20])
def test_error_at_any_evaluation_leaves_the_best_picture_so_far(faulty):
    count = 0

    def loss(picture):
        nonlocal count
        count += 1
        if count == faulty:
            raise RuntimeError("out of memory")
        return bowl(picture)

    outcome = minimise(loss, START, 50)
    assert outcome.ending == Ending.FAULT
    assert float(bowl(outcome.picture)) == pytest.approx(outcome.loss)
    assert outcome.loss <= outcome.first_loss


@pytest.mark.parametrize("faulty", [2, 3, 9, 20])
def test_loss_that_is_not_a_number_once_is_stepped_around(faulty):
    count = 0

    def loss(picture):
        nonlocal count
        count += 1
        return bowl(picture) * (math.nan if count == faulty else 1)

    outcome = minimise(loss, START, 120)
    assert outcome.ending == Ending.DONE
    assert outcome.picture.isfinite().all()
    assert outcome.loss < 1e-3 * outcome.first_loss


def test_loss_that_is_never_a_number_returns_the_start():
    outcome = minimise(lambda picture: picture.sum() * math.nan, START, 10)
    assert outcome.ending == Ending.FAULT
    assert torch.equal(outcome.picture, START)


def test_gradient_that_lies_ends_without_harm():
    class Wrong(torch.autograd.Function):
        @staticmethod
        def forward(ctx, picture):
            ctx.save_for_backward(picture)
            return bowl(picture)

        @staticmethod
        def backward(ctx, gradient):
            return -gradient * torch.ones(1, 3, 8, 8)

    outcome = minimise(Wrong.apply, START, 200)
    assert outcome.loss <= outcome.first_loss


def test_flat_loss_stalls_at_once():
    outcome = minimise(lambda picture: (picture * 0).sum(), START, 50)
    assert (outcome.ending, outcome.evaluations) == (Ending.STALLED, 1)


def test_jump_of_the_loss_restarts_from_the_best_iterate():
    def walled(picture):
        return bowl(picture) + 1e6 * (picture - 0.45).clamp_max(0).square().sum()

    outcome = minimise(walled, START, 200)
    assert outcome.loss < outcome.first_loss
    assert outcome.picture.isfinite().all()


def test_equal_runs_are_equal_to_the_bit():
    assert torch.equal(minimise(rosenbrock, START, 60).picture, minimise(rosenbrock, START, 60).picture)


def first_step(loss):
    seen = []
    minimise(loss, START, 2, on_evaluation=lambda _count, best: seen.append(best.clone()))
    return float((seen[1] - seen[0]).square().mean().sqrt())


def test_first_step_goes_where_a_straight_line_would_be_0():
    """|x| has its least, 0, where its tangent has: one step."""
    distance = 0.005
    assert first_step(lambda picture: (picture - START - distance).abs().mean()) == pytest.approx(distance, rel=1e-3)


def test_first_step_has_bounds():
    """A loss that is large and flat does not throw the picture away, a steep one does not stand still."""
    assert first_step(lambda picture: 1e3 + bowl(picture)) == pytest.approx(0.02, rel=1e-3)
    steep = first_step(lambda picture: 1e-9 + (picture - START + 1e-6).square().mean())
    assert steep <= 0.001


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_unit_of_the_loss_does_not_matter(scale):
    outcome = minimise(lambda picture: scale * bowl(picture), START, 60)
    assert outcome.loss < 1e-3 * outcome.first_loss


def test_loss_whose_gradients_float32_cannot_square_is_minimised_all_the_same():
    start = torch.full((1, 3, 8, 8), 0.4)
    outcome = minimise(lambda x: 1e20 * (x - 0.5).square().sum(), start, 12)
    assert outcome.first_loss == pytest.approx(1e20 * 192 * 0.01, rel=1e-4)
    assert outcome.loss < 1e-3 * outcome.first_loss
