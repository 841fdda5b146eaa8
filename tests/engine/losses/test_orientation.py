import math

import numpy as np
import pytest
import torch

from engine.losses import orientation
from engine.losses.orientation import ORIENTATIONS, WAVELENGTH, orientation_moments
from engine.pictures.color import LUMA

SIZE = 40


def grating(angle, contrast=0.2):
    """Return (SIZE, SIZE) stripes whose brightness changes along an angle in radians."""
    down, right = torch.meshgrid(torch.arange(float(SIZE)), torch.arange(float(SIZE)), indexing="ij")
    along = right * math.cos(angle) + down * math.sin(angle)
    return 0.5 + contrast * torch.sin(2 * math.pi / WAVELENGTH * along)


def picture(luma):
    return luma.expand(1, 3, *luma.shape)


def noise(height, width, seed=0):
    return torch.rand(1, 3, height, width, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def by_numpy(rgb):
    """Compute the moments place by place, in loops."""
    luma = np.tensordot(LUMA, rgb[0].numpy(), 1)
    padded = np.pad(luma, orientation.MARGIN + 2, mode="reflect")
    at = orientation.MARGIN + 2
    grid = np.arange(-orientation.RADIUS, orientation.RADIUS + 1)
    right, down = np.meshgrid(grid, grid)
    window = np.exp(-(right**2 + down**2) / (2 * orientation.SPREAD**2))

    def shares(row, column):
        seen = padded[row + at + down, column + at + right]
        energies = []
        for k in range(ORIENTATIONS):
            angle = math.pi * k / ORIENTATIONS
            phase = 2 * math.pi / WAVELENGTH * (right * math.cos(angle) + down * math.sin(angle))
            even = np.cos(phase) * window
            even -= window * even.sum() / window.sum()
            size = math.sqrt((even**2).sum())
            energies.append(math.sqrt((seen * even).sum() ** 2 + (seen * np.sin(phase) * window).sum() ** 2) / size)
        energies = np.sqrt(np.square(energies) + orientation.ROOTED)
        return energies / (energies.mean() + orientation.FAINT)

    found = []
    for row in range(0, rgb.shape[2], orientation.STEP):
        for column in range(0, rgb.shape[3], orientation.STEP):
            further = []
            for k in range(ORIENTATIONS):
                angle = math.pi * k / ORIENTATIONS
                down_px = orientation.STEP * round(orientation.REACH * math.cos(angle))
                right_px = orientation.STEP * round(-orientation.REACH * math.sin(angle))
                further.append(shares(row + down_px, column + right_px)[k])
            found.append([*shares(row, column), *further])
    rows = np.array(found)
    return np.cov(rows.T, bias=True)


@pytest.mark.parametrize("size", [(20, 24), (17, 15)])
def test_moments_are_those_of_the_shares_computed_place_by_place(size):
    rgb = noise(*size)
    np.testing.assert_allclose(orientation_moments(rgb).numpy(), by_numpy(rgb), rtol=1e-5, atol=1e-7)


def test_gradient_is_that_of_the_moments():
    assert torch.autograd.gradcheck(orientation_moments, (noise(16, 19).requires_grad_(),))


def test_strips_change_neither_moments_nor_gradient(monkeypatch):
    def both():
        rgb = noise(30, 20).requires_grad_()
        moments = orientation_moments(rgb)
        return moments.detach(), torch.autograd.grad(moments.square().sum(), rgb)[0]

    whole = both()
    monkeypatch.setattr(orientation, "STRIP", 80)
    for found, wanted in zip(both(), whole, strict=True):
        torch.testing.assert_close(found, wanted)


def half_flat(stripes):
    """Return the picture of stripes beside nothing."""
    return picture(torch.cat([stripes[:, : SIZE // 2], torch.full((SIZE, SIZE // 2), 0.5)], dim=1))


@pytest.mark.parametrize("k", range(ORIENTATIONS))
def test_stripes_vary_in_their_own_orientation(k):
    variances = orientation_moments(half_flat(grating(math.pi * k / ORIENTATIONS))).diagonal()[:ORIENTATIONS]
    assert int(variances.argmax()) == k


def test_strokes_that_cross_differ_from_strokes_side_by_side():
    one, other = grating(math.pi / 6), grating(4 * math.pi / 6)
    beside = torch.cat([one[:, : SIZE // 2], other[:, SIZE // 2 :]], dim=1)
    assert float(orientation_moments(picture(beside))[1, 4]) < -1
    assert float(orientation_moments(picture((one + other) / 2))[1, 4]) > 0


def test_half_the_contrast_is_nearly_as_much_orientation():
    strong, weak = (orientation_moments(half_flat(grating(0.0, contrast)))[0, 0] for contrast in (0.4, 0.2))
    assert 0.8 * strong < weak < strong


def test_flat_picture_has_no_orientation():
    assert float(orientation_moments(picture(torch.full((SIZE, SIZE), 0.5))).abs().max()) < 0.01


def test_picture_of_a_few_pixels_has_moments():
    assert orientation_moments(noise(5, 3)).isfinite().all()


def both_ways(rgb):
    """Return the moments and, twice, the gradient: by what was kept, then by what is computed again."""
    leaf = rgb.clone().requires_grad_()
    moments = orientation_moments(leaf)
    loss = moments.square().sum()
    return [moments.detach(), *(torch.autograd.grad(loss, leaf, retain_graph=True)[0] for _ in range(2))]


@pytest.mark.parametrize("strip", [80, 2**16])
def test_energies_that_were_kept_change_not_a_bit(strip, monkeypatch):
    monkeypatch.setattr(orientation, "STRIP", strip)
    rgb = noise(30, 20).float()
    moments, gradient, again = both_ways(rgb)
    monkeypatch.setattr(orientation, "KEPT", 0)
    without = both_ways(rgb)
    assert torch.equal(gradient, again)
    assert all(map(torch.equal, without, (moments, gradient, gradient)))
    assert torch.equal(orientation_moments(rgb), moments)


@pytest.mark.parametrize(("most", "times"), [(2**18, 1), (0, 2)])
def test_energies_of_a_small_picture_are_computed_once_for_both_ways(most, times, monkeypatch):
    computed, whole = [], orientation._orientations
    monkeypatch.setattr(orientation, "_orientations", lambda luma: computed.append(luma.shape) or whole(luma))
    monkeypatch.setattr(orientation, "KEPT", most)
    orientation_moments(noise(30, 20).requires_grad_()).sum().backward()
    assert len(computed) == times
