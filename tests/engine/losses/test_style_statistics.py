"""What style is compared by, and in which units."""

import pytest
import torch

from engine.losses.gram import color_moments, gram_matrix
from engine.losses.orientation import orientation_moments
from engine.losses.style_statistics import Statistics, statistics, units

NONE = Statistics(color=torch.zeros(3, 6), orientation=torch.zeros(12, 12), grams=(torch.zeros(2, 2),))
ONES = Statistics(color=torch.ones(3, 6), orientation=torch.ones(12, 12), grams=(torch.ones(2, 2),))


def test_statistics_are_colours_orientations_and_a_gram_matrix_a_layer() -> None:
    rgb = torch.rand(1, 3, 32, 24, generator=torch.Generator().manual_seed(0))
    found = statistics(rgb, [rgb, rgb[..., ::2]])
    assert torch.equal(found.color, color_moments(rgb))
    assert torch.equal(found.orientation, orientation_moments(rgb))
    assert all(torch.equal(a, gram_matrix(b)) for a, b in zip(found.grams, [rgb, rgb[..., ::2]], strict=True))


def test_statistics_come_back_from_their_tensors() -> None:
    found = Statistics.of(ONES.tensors)
    assert all(a is b for a, b in zip(found.tensors, ONES.tensors, strict=True))


def test_first_layers_are_those_of_the_network_and_keep_what_needs_none() -> None:
    found = Statistics.of([*ONES.tensors, torch.zeros(3, 3)]).of_first(1)
    assert all(a is b for a, b in zip(found.tensors, ONES.tensors, strict=True))


def test_unit_is_the_squared_distance() -> None:
    found = units(NONE, ONES)
    assert [float(each) for each in found.tensors] == [18, 144, 4]


def test_unit_of_orientations_is_never_under_a_quarter_of_the_styles_energy() -> None:
    found = units(ONES, ONES)
    assert [float(each) for each in found.tensors] == pytest.approx([18e-3, 144 / 4, 4e-3], rel=1e-4)
