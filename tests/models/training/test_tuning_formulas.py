"""What a layer is tuned by, against NumPy: its strength, the odds, their loss, and Adam's steps."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch

from models.training.tuning import _Layer

RANDOM = np.random.default_rng(0)
KERNEL, BIAS = RANDOM.normal(0, 0.4, (3, 2, 3, 3)), RANDOM.normal(0, 0.1, 3)
WANTED, OTHERS = RANDOM.random((4, 2, 7, 8)), RANDOM.random((1, 2, 7, 8)) * 0.8


def answers(maps: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """The convolution over mirrored edges, and its ReLU."""
    mirrored = np.pad(maps, ((0, 0), (0, 0), (1, 1), (1, 1)), mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(mirrored, (3, 3), (2, 3))
    return np.maximum(np.einsum("nchwij,ocij->nohw", windows, kernel) + bias[:, None, None], 0)


def strengths(maps: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """The mean square of each picture's answers, two positions at every edge left out."""
    return (answers(maps, kernel, bias)[:, :, 2:-2, 2:-2] ** 2).mean((1, 2, 3))


MIDDLE = np.concatenate([strengths(each, KERNEL, BIAS) for each in (WANTED, OTHERS)]).mean()


def log_odds(maps: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """A quarter more than the mean before training is e to 1."""
    return 4 * (strengths(maps, kernel, bias) / MIDDLE - 1)


def loss_of(kernel: np.ndarray, bias: np.ndarray) -> float:
    """-log of the probability of the kind that each picture is of; beside each of the set stands the one other."""
    of_set = np.log(1 + np.exp(-log_odds(WANTED, kernel, bias)))
    of_others = np.log(1 + np.exp(log_odds(OTHERS, kernel, bias)))
    return float((of_set.mean() + of_others.mean()) / 2)


def slope(function: Callable[[np.ndarray], float], at: np.ndarray) -> np.ndarray:
    """Return a gradient by differences to both sides."""
    found = np.zeros(at.size)
    for place in range(at.size):
        step = np.zeros(at.size)
        step[place] = 1e-5
        step = step.reshape(at.shape)
        found[place] = (function(at + step) - function(at - step)) / 2e-5
    return found.reshape(at.shape)


@pytest.fixture
def layer() -> _Layer:
    return _Layer(
        torch.from_numpy(KERNEL), torch.from_numpy(BIAS), [torch.from_numpy(each) for each in (WANTED, OTHERS)]
    )


def test_strength_is_the_mean_square_inside_the_border(layer: _Layer) -> None:
    found = layer.strength(torch.from_numpy(WANTED)).detach().numpy()
    np.testing.assert_allclose(found, strengths(WANTED, KERNEL, BIAS), rtol=1e-12)


def test_logits_are_of_the_strength_over_the_mean_before(layer: _Layer) -> None:
    with torch.no_grad():
        layer.kernel *= 1.1
    found = layer.logits(torch.from_numpy(WANTED)).detach().numpy()
    np.testing.assert_allclose(found, log_odds(WANTED, 1.1 * KERNEL, BIAS), rtol=1e-12)


def test_told_apart_is_the_share_of_pairs_in_which_the_wanted_one_answers_more(layer: _Layer) -> None:
    wanted, others = RANDOM.random((5, 2, 7, 8)), RANDOM.random((3, 2, 7, 8))
    strong, weak = strengths(wanted, KERNEL, BIAS), strengths(others, KERNEL, BIAS)
    expected = sum(a > b for a in strong for b in weak) / 15
    assert 0 < expected < 1
    assert layer.told_apart(torch.from_numpy(wanted), torch.from_numpy(others)) == pytest.approx(expected, rel=1e-6)


def test_training_is_adam_on_the_loss_by_a_rate_that_falls_to_nothing(layer: _Layer) -> None:
    """Three epochs of one step each: 1, 2/3 and 1/3 of 0.02 of the root mean square of the weights."""
    told: list[float] = []
    seen = torch.from_numpy(WANTED), torch.from_numpy(OTHERS)
    layer.train(*seen, 3, 0, lambda _epoch, loss: told.append(loss), lambda: False)
    kernel, bias, expected = KERNEL.copy(), BIAS.copy(), []
    moments = [[np.zeros_like(each), np.zeros_like(each)] for each in (kernel, bias)]
    for step in (1, 2, 3):
        expected.append(loss_of(kernel, bias))
        slopes = (
            slope(lambda each, b=bias: loss_of(each, b), kernel),
            slope(lambda each, k=kernel: loss_of(k, each), bias),
        )
        rate = 0.02 * np.sqrt((KERNEL**2).mean()) * (4 - step) / 3
        for weights, gradient, of in zip((kernel, bias), slopes, moments, strict=True):
            of[0] = 0.9 * of[0] + 0.1 * gradient
            of[1] = 0.999 * of[1] + 0.001 * gradient**2
            weights -= rate * of[0] / (1 - 0.9**step) / (np.sqrt(of[1] / (1 - 0.999**step)) + 1e-8)
    assert told == pytest.approx(expected, rel=1e-7)
    np.testing.assert_allclose(layer.kernel.detach().numpy(), kernel, rtol=0, atol=1e-7)
    np.testing.assert_allclose(layer.bias.detach().numpy(), bias, rtol=0, atol=1e-7)
    assert expected[2] < expected[0]


def test_trained_layer_answers_as_strongly_as_before_in_the_mean(layer: _Layer) -> None:
    before = np.concatenate([answers(each, KERNEL, BIAS) for each in (WANTED, OTHERS)]).mean()
    kernel, bias = 1.7 * KERNEL + 0.1, BIAS - 0.05
    after = np.concatenate([answers(each, kernel, bias) for each in (WANTED, OTHERS)]).mean()
    with torch.no_grad():
        layer.kernel.copy_(torch.from_numpy(kernel))
        layer.bias.copy_(torch.from_numpy(bias))
    found = layer.as_strong_as_before(torch.from_numpy(WANTED), torch.from_numpy(OTHERS))
    np.testing.assert_allclose(found[0].numpy(), kernel * before / after, rtol=1e-12)
    np.testing.assert_allclose(found[1].numpy(), bias * before / after, rtol=1e-12)
