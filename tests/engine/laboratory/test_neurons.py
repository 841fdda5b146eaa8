"""How pictures of neurons begin, are blurred and filmed, against NumPy; all of it on 0..255."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from engine.laboratory import neurons
from engine.recipes.climbing import PUBLISHED, SMOOTH
from engine.schedule.octaves import Growth
from tests.support.laboratory import FakeExperiment, enlarged

# What Caffe's networks and torchvision's subtract, red, green and blue.
MEANS = {"caffe": (123.68, 116.779, 103.939), "torchvision": (0.485 * 255, 0.456 * 255, 0.406 * 255)}


@pytest.mark.parametrize("preprocessing", MEANS)
def test_published_start_is_128_and_noise_up_to_one_after_the_mean(preprocessing: str) -> None:
    """np.random.uniform(size) + 128., as the network reads it."""
    experiment = FakeExperiment(PUBLISHED, preprocessing)
    found = 255 * neurons.start(experiment, 5, 7, 2).numpy()
    mean, (noise,) = np.reshape(MEANS[preprocessing], (1, 3, 1, 1)), experiment.drawn
    assert noise.shape == (2, 3, 5, 7)
    np.testing.assert_allclose(found - mean, 128 + noise, rtol=0, atol=2e-5)


def test_smooth_start_is_grey_and_noise_ten_levels_strong_over_frequency() -> None:
    """Divided by its frequency; of blue to yellow 0.053 remain, of green to magenta 0.015."""
    experiment, (high, wide) = FakeExperiment(SMOOTH), (6, 8)
    normal = torch.randn(2, 3, high, wide, generator=torch.Generator().manual_seed(0)).double().numpy()
    frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(high), np.fft.fftfreq(wide), indexing="ij"))
    coarse = np.fft.ifft2(np.fft.fft2(normal) / np.maximum(frequency, 1 / wide)).real
    axes = np.array([[1, 1, 1], [1, 0, -1], [1, -2, 1]]) / np.sqrt([[3], [2], [6]])
    mixed = np.einsum("ij,njhw->nihw", axes.T @ np.diag([1, 0.053, 0.015]) @ axes, coarse)
    expected = 127.5 + 10 * mixed / mixed.std((1, 2, 3), ddof=1, keepdims=True)
    np.testing.assert_allclose(255 * neurons.start(experiment, high, wide, 2).numpy(), expected, rtol=0, atol=1e-4)


def test_noise_that_wakes_neurons_is_forty_levels_about_grey() -> None:
    experiment = FakeExperiment(PUBLISHED)
    found = neurons.waking_noise(experiment, 1, 3, 4, 5).numpy()
    np.testing.assert_allclose(255 * found, 127.5 - 20 + 40 * experiment.drawn[0], rtol=1e-12)


@pytest.fixture
def experiment(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> FakeExperiment:
    made = FakeExperiment(request.param)
    monkeypatch.setattr(neurons, "_begun", lambda *_asked: made)
    return made


def nearer(picture: np.ndarray, zoom: float) -> np.ndarray:
    """Return the middle of a picture enlarged to int(side · zoom)."""
    high, wide = picture.shape[2:]
    large = enlarged(picture, int(wide * zoom), int(high * zoom))
    top, left = (large.shape[2] - high) // 2, (large.shape[3] - wide) // 2
    return large[:, :, top : top + high, left : left + wide]


@pytest.mark.parametrize(
    ("experiment", "greying"), [(PUBLISHED, 0.0), (SMOOTH, 0.5)], indirect=["experiment"], ids=["published", "smooth"]
)
def test_frame_of_a_film_is_the_one_before_nearer_greyer_and_with_a_tenth_of_a_level_of_noise(
    experiment: FakeExperiment, greying: float
) -> None:
    """Nearer by the zoom, without so much of what its mean colour has over grey, and uniform(-0.1, 0.1) on top."""
    list(neurons.film(experiment.asked, "relu1_1", {1: 1.0}, 3, Growth(zoom=1.3, steps=1), size=(23, 15)))
    noise = experiment.drawn[-2:]
    for begun, ended, drawn in zip(experiment.begun[1:], experiment.ended, noise, strict=False):
        picture = 255 * nearer(ended, 1.3)
        tint = picture.mean((2, 3), keepdims=True) - 127.5
        expected = picture - greying * tint + 0.1 * (2 * drawn - 1)
        np.testing.assert_allclose(255 * begun, expected, rtol=0, atol=3e-4)
    assert len(experiment.begun) == 3


class OnlyOne:
    """A network of which one neuron answers, to whatever it is shown."""

    def __init__(self, neuron: int) -> None:
        self._map = torch.zeros(1, 8, 2, 2)
        self._map[0, neuron] = 1.0

    def squared_distances(self, rgb: torch.Tensor, comparisons: Any) -> torch.Tensor:
        return torch.stack([comparison.squared_distance(self._map)[0] for _, comparison in comparisons])


def film_of(experiment: FakeExperiment, weights: dict[int, float]) -> list[Any]:
    return list(neurons.film(experiment.asked, "relu1_1", weights, 1, Growth(zoom=1.3, steps=1), size=(23, 15)))


@pytest.mark.parametrize("experiment", [PUBLISHED], indirect=True)
@pytest.mark.parametrize(
    ("weights", "answers", "is_even"),
    [
        ({0: 1.0, 1: 1.0, 2: 1.0}, 7, False),
        ({0: 1.0, 1: 1.0, 2: 1.0}, 1, True),
        ({0: 1.0, 1: 1.0, 2: -0.5}, 2, False),
        ({0: -1.0, 1: -1.0, 2: -0.5}, 2, True),
    ],
)
def test_film_of_neurons_that_the_even_start_leaves_silent_begins_with_noise(
    experiment: FakeExperiment, monkeypatch: pytest.MonkeyPatch, weights: dict[int, float], answers: int, is_even: bool
) -> None:
    """An answer of one that is pushed away does not count, unless all are."""
    monkeypatch.setattr(experiment, "features", lambda *_layers: OnlyOne(answers))
    monkeypatch.setattr(experiment, "shown", lambda _image, **found: found)
    (report,) = film_of(experiment, weights)
    assert bool(experiment.begun[0].std((2, 3)).max() < 0.01) == is_even
    assert report["began_as_the_ascent_says"] == is_even
    assert report["notes"] == [*PUBLISHED.deviations, *PUBLISHED.of_neurons]


@pytest.mark.parametrize("experiment", [PUBLISHED], indirect=True)
def test_every_frame_of_a_film_tells_the_neurons_that_grow_in_it(
    experiment: FakeExperiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neurons, "FILM_CHANGES", 2)
    monkeypatch.setattr(experiment, "shown", lambda _image, **found: found["neurons"])
    growth = Growth(zoom=1.3, steps=1)
    first, second, third = neurons.film(experiment.asked, "relu1_1", {1: -0.5}, 3, growth, size=(23, 15))
    assert (first["1"], len(first)) == (-0.5, 3)
    assert second == first
    assert [*third][:2] == [*first][1:]
    assert len(third) == 3


@pytest.mark.parametrize("experiment", [PUBLISHED], indirect=True)
def test_picture_of_a_silent_neuron_begins_with_noise_though_one_that_is_pushed_away_answers(
    experiment: FakeExperiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(experiment, "features", lambda *_layers: OnlyOne(7))
    neurons.grown(experiment.asked, "relu1_1", {4: 1.0, 7: -0.5}, Growth(size=12, octaves=1, steps=1))
    assert experiment.begun[0].std() > 0.03


@pytest.mark.parametrize("experiment", [PUBLISHED], indirect=True)
@pytest.mark.parametrize("deviation", [0.9, 1.0])
def test_first_octave_alone_is_blurred_by_a_gaussian_of_three_deviations(
    experiment: FakeExperiment, deviation: float
) -> None:
    """Its weights fall as exp(-x² / 2 σ²) and sum to one; beyond the edge the picture is mirrored."""
    growth = Growth(size=12, octaves=3, zoom=1.25, steps=1, blur=deviation)
    neurons.grown(experiment.asked, "relu1_1", {1: 1.0}, growth)
    reach = int(3 * deviation + 0.5)
    kernel = np.exp(-(np.arange(-reach, reach + 1) ** 2) / (2 * deviation**2))
    kernel /= kernel.sum()
    mirrored = np.pad(experiment.ended[0], ((0, 0), (0, 0), (reach, reach), (reach, reach)), mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(mirrored, kernel.shape * 2, (2, 3))
    first, second = experiment.kept
    np.testing.assert_allclose(first, np.einsum("nchwij,i,j->nchw", windows, kernel, kernel), rtol=1e-9)
    np.testing.assert_array_equal(second, experiment.ended[1])
    np.testing.assert_allclose(experiment.begun[1], enlarged(first, 15, 15), rtol=0, atol=1e-6)
