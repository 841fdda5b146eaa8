"""Scores, steps and what is followed of gradients, against NumPy."""

import numpy as np
import pytest
import torch

from engine.laboratory.ascent import EachNeuronScore, LayerScore, NeuronScore, ascend, climbed, usual_answers
from engine.laboratory.neurons import shown, with_others, zoomed
from engine.laboratory.slope import AXES, Slope, evened, weighted
from engine.recipes.climbing import ALL, ASCENTS, PUBLISHED, SMOOTH, Emphasis, ascent_for
from engine.schedule.octaves import Growth, Octaves


def maps(channels=5, size=(7, 9), seed=0):
    return torch.rand(1, channels, *size, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def score_and_gradient(score, found, has_gradient):
    value, kept = score.squared_distance(found)
    before = torch.ones_like(found).contiguous(memory_format=torch.channels_last) if has_gradient else None
    gradient = score.add_gradient(found, kept, torch.tensor(3.0), before)
    return float(value), gradient.numpy() - int(has_gradient)


@pytest.mark.parametrize("has_gradient", [True, False])
def test_neurons_score_the_means_of_their_maps_by_weight(has_gradient):
    found = maps()
    value, gradient = score_and_gradient(NeuronScore({1: 1.0, 4: -0.5}), found, has_gradient)
    array, expected = found.numpy()[0], np.zeros((5, 7, 9))
    expected[1], expected[4] = 3 / 63, -1.5 / 63
    assert value == pytest.approx(array[1].mean() - 0.5 * array[4].mean(), rel=1e-6)
    np.testing.assert_allclose(gradient[0], expected, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("has_gradient", [True, False])
def test_pictures_of_a_sheet_score_the_mean_of_the_map_of_their_own_neuron(has_gradient):
    found = torch.cat([maps(seed=0), maps(seed=1), maps(seed=2)])
    value, gradient = score_and_gradient(EachNeuronScore([4, 0, 4]), found, has_gradient)
    array, expected = found.numpy(), np.zeros((3, 5, 7, 9))
    expected[0, 4] = expected[1, 0] = expected[2, 4] = 3 / 63
    assert value == pytest.approx(array[0, 4].mean() + array[1, 0].mean() + array[2, 4].mean(), rel=1e-6)
    np.testing.assert_allclose(gradient, expected, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("has_gradient", [True, False])
def test_layers_score_their_squares_inside_the_border_over_the_whole_size(has_gradient):
    found = maps()
    value, gradient = score_and_gradient(LayerScore(), found, has_gradient)
    array, expected = found.numpy()[0], np.zeros((5, 7, 9))
    expected[:, 2:-2, 2:-2] = 3 * 2 * array[:, 2:-2, 2:-2] / array.size
    assert value == pytest.approx((array[:, 2:-2, 2:-2] ** 2).sum() / array.size, rel=1e-6)
    np.testing.assert_allclose(gradient[0], expected, rtol=1e-6, atol=1e-9)


def test_layers_count_answers_in_units_of_the_usual_ones():
    found = maps()
    usual = torch.tensor([1.0, 2.0, 0.5, 4.0, 1.0], dtype=torch.float64)
    value, gradient = score_and_gradient(LayerScore(usual), found, has_gradient=False)
    array, expected = found.numpy()[0], np.zeros((5, 7, 9))
    units = usual.numpy()[:, None, None]
    expected[:, 2:-2, 2:-2] = 3 * 2 * (array / units**2)[:, 2:-2, 2:-2] / array.size
    assert value == pytest.approx(((array / units)[:, 2:-2, 2:-2] ** 2).sum() / array.size, rel=1e-6)
    np.testing.assert_allclose(gradient[0], expected, rtol=1e-6, atol=1e-9)


def test_a_neurons_usual_answer_is_its_root_mean_square_and_a_little_of_all():
    array = maps().numpy()[0]
    expected = np.sqrt((array**2).mean((1, 2))) + 0.1 * np.sqrt((array**2).mean())
    np.testing.assert_allclose(usual_answers(maps()).numpy(), expected, rtol=1e-6)


def test_step_is_the_gradient_over_its_root_mean_square_on_255():
    generator = np.random.default_rng(0)
    rgb, gradient = generator.random((2, 3, 4, 5)), generator.normal(0, 1e-2, (2, 3, 4, 5))
    found = climbed(torch.from_numpy(rgb), torch.from_numpy(gradient), 2.0)
    for picture, slope, stepped in zip(rgb, gradient / 255, found.numpy(), strict=True):
        expected = 255 * picture + 2.0 * slope / (np.sqrt((slope**2).mean()) + 1e-5)
        np.testing.assert_allclose(255 * stepped, expected, rtol=1e-9)


def test_ascent_climbs_and_stops_when_told():
    told = []
    found = ascend(
        lambda rgb: rgb[:, 0].sum(),
        torch.zeros(1, 3, 4, 4),
        9,
        1.0,
        slope=Slope(ALL),
        should_stop=lambda: len(told) == 4,
        on_step=lambda rgb: told.append(float(rgb[0, 0, 0, 0])),
    )
    assert told == sorted(told)
    assert float(found[0, 0, 0, 0]) == told[3]


def test_picture_is_shown_about_its_mean():
    generator = np.random.default_rng(1)
    array = generator.normal(3, 7, (3, 6, 8))
    shown_ = np.clip((array - array.mean()) / max(array.std(), 1e-4) * 0.1 + 0.5, 0, 1) * 255
    found = np.asarray(shown(torch.from_numpy(array)[None], PUBLISHED.contrast)).transpose(2, 0, 1)
    assert np.abs(found - shown_).max() <= 0.5 + 1e-6


def test_coarse_frequencies_and_brightness_are_followed_more():
    emphasis = Emphasis(power=1.0, colors=(1.0, 0.5, 0.25))
    array = np.random.default_rng(2).normal(size=(1, 3, 6, 8))
    frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(6), np.fft.fftfreq(8), indexing="ij"))
    gains = np.sqrt(0.5) / np.maximum(frequency, 1 / 8)
    axes = np.array([[1, 1, 1], [1, 0, -1], [1, -2, 1]]) / np.sqrt([[3], [2], [6]])
    mixing = axes.T @ np.diag([1.0, 0.5, 0.25]) @ axes
    expected = np.einsum("ij,njhw->nihw", mixing, np.fft.ifft2(np.fft.fft2(array) * gains).real)
    found = weighted(torch.from_numpy(array), emphasis).numpy()
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)
    torch.testing.assert_close(AXES @ AXES.T, torch.eye(3))


def test_a_gradient_is_made_equally_strong_everywhere():
    gradient = torch.randn(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    gradient[..., 32:] *= 10
    left, right = (float(evened(gradient, 0.05)[..., side].std()) for side in (slice(0, 20), slice(44, 64)))
    assert right / left == pytest.approx(1, abs=0.2)


@pytest.mark.parametrize(("reach", "size"), [(0.1, 9), (0.3, 11)], ids=["all of two deviations", "no more than fits"])
def test_a_gradient_is_over_the_gaussian_mean_of_its_squares_and_a_little_of_all(reach, size):
    """g / (√E + 0.02 √mean(E)), E the Gaussian over (2 · int(2 σ) + 1)² places of the channels' mean square."""
    gradient, deviation = np.random.default_rng(3).normal(0, 1e-3, (2, 3, 12, 20)), reach * 20
    gradient[0] *= np.linspace(0.1, 5, 20)
    half = size // 2
    kernel = np.exp(-(np.arange(-half, half + 1) ** 2) / (2 * deviation**2))
    kernel /= kernel.sum()
    squares = np.pad((gradient**2).mean(1), ((0, 0), (half, half), (half, half)), mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(squares, (size, size), (1, 2))
    energy = np.einsum("nhwij,i,j->nhw", windows, kernel, kernel)[:, None]
    expected = gradient / (np.sqrt(energy) + 0.02 * np.sqrt(energy.mean((1, 2, 3), keepdims=True)))
    np.testing.assert_allclose(evened(torch.from_numpy(gradient), reach).numpy(), expected, rtol=1e-7)


def test_where_there_is_no_gradient_none_is_made():
    assert not evened(torch.zeros(1, 3, 8, 8), 0.1).any()


def test_picture_stays_where_it_is_while_the_network_looks_at_it_shifted():
    """A score that knows no places has the gradient of the picture that is not shifted."""
    rgb = torch.rand(1, 3, 6, 8, generator=torch.Generator().manual_seed(0))
    seen = []

    def score(picture):
        seen.append(picture.detach().clone())
        return picture.square().sum()

    found = Slope(ALL, torch.Generator().manual_seed(1))(score, rgb)
    torch.testing.assert_close(found, 2 * rgb)
    assert (seen[0] != rgb).any()
    assert float(seen[0].sum()) == pytest.approx(float(rgb.sum()))


def test_networks_that_saw_imagenet_climb_as_published_and_the_projects_own_smoothly():
    assert [ascent_for(name) for name in ("vgg19", "vgg16", "builtin", "quick")] == [PUBLISHED] * 2 + [SMOOTH] * 2
    assert set(ASCENTS) == {"published", "smooth"}


def test_octaves_grow_by_whole_pixels():
    sizes = Growth(size=64, octaves=20, zoom=1.1).sizes
    expected = [64]
    for _ in range(19):
        expected.append(int(expected[-1] * 1.1))
    assert sizes == expected
    assert sizes[-1] == 375


def test_dream_begins_small_and_ends_at_the_photos_size():
    assert Octaves(count=3, scale=1.4).shapes(400, 300) == [(204, 153), (285, 214), (400, 300)]
    assert Octaves(count=9, scale=1.4).shapes(64, 48) == [(45, 34), (64, 48)]


def test_neurons_of_a_film_are_three_whatever_is_drawn():
    generator = torch.Generator().manual_seed(0)
    for _ in range(50):  # of four neurons most draws are of one that is there
        found = with_others({0: -1.0}, 3, generator, count=4)
        assert len(found) == 3
        assert found[0] == -1.0
    assert len(with_others(dict.fromkeys(range(4), 1.0), 5, generator, count=64)) == 5
    assert len(with_others({}, 3, generator, count=2)) == 2


def test_zoom_keeps_size_and_middle():
    rgb = torch.zeros(1, 3, 40, 60)
    rgb[..., 18:22, 28:32] = 1.0
    found = zoomed(rgb, 1.5)
    assert found.shape == rgb.shape
    assert float(found[0, 0, 20, 30]) > 0.9
    assert float(found.sum()) > 1.8 * float(rgb.sum())
