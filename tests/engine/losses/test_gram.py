import math

import pytest
import torch

from engine.losses.gram import (
    ContentComparison,
    GramComparison,
    color_moments,
    content_unit,
    distance_unit,
    gram_matrix,
    is_flat,
    towards,
)


def random_maps(*shape, seed=0, dtype=torch.float64):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


def test_gram_matrix_is_the_mean_of_products():
    maps = torch.tensor([[[[1.0, 2.0]], [[3.0, 4.0]]]])  # two channels, two positions
    torch.testing.assert_close(gram_matrix(maps), torch.tensor([[2.5, 5.5], [5.5, 12.5]]))


def test_gram_matrix_does_not_know_places():
    maps = random_maps(1, 5, 4, 6)
    turned = maps.flip(3).transpose(2, 3)
    torch.testing.assert_close(gram_matrix(turned), gram_matrix(maps))


def test_gram_matrix_does_not_depend_on_size():
    maps = random_maps(1, 5, 4, 6)
    torch.testing.assert_close(gram_matrix(maps.repeat(1, 1, 2, 3)), gram_matrix(maps))


@pytest.mark.parametrize("positions", [7, 16, 1000])
def test_low_precision_gram_is_near_the_exact_one(positions):
    maps = random_maps(1, 8, positions, 3, dtype=torch.float32).bfloat16()
    exact = gram_matrix(maps.double())
    found = gram_matrix(maps)
    assert found.dtype == torch.float32
    assert float((found - exact).norm() / exact.norm()) < 4e-3  # bfloat16 rounds at 2^-9 = 2e-3


def test_low_precision_gram_has_the_gradient_of_the_exact_one():
    maps = random_maps(1, 8, 40, 5, dtype=torch.float32)
    gradients = []
    for dtype in (torch.bfloat16, torch.float32):
        leaf = maps.to(dtype).requires_grad_()
        gram_matrix(leaf).square().sum().backward()
        gradients.append(leaf.grad.float())
    assert float((gradients[0] - gradients[1]).norm() / gradients[1].norm()) < 2e-2  # bfloat16, twice rounded


def test_gram_gradient_is_right():
    assert torch.autograd.gradcheck(gram_matrix, random_maps(1, 3, 2, 2).requires_grad_())


def test_color_moments_are_covariance_and_mean():
    rgb = torch.zeros(1, 3, 1, 2)
    rgb[0, 0] = torch.tensor([[0.2, 0.4]])
    found = color_moments(rgb)
    assert found.shape == (3, 6)
    assert float(found[0, 0]) == pytest.approx(0.01)
    assert float(found[0, 3]) == pytest.approx(0.09)


def test_style_distance_is_one_at_the_photo_and_nothing_at_the_style():
    photo, style = random_maps(1, 3, 4, 5, seed=1), random_maps(1, 3, 4, 5, seed=2)
    comparison = GramComparison(gram_matrix(style))
    unit = distance_unit(gram_matrix(photo), gram_matrix(style))
    assert float(comparison.squared_distance(photo)[0] / unit) == pytest.approx(1)
    assert float(comparison.squared_distance(style)[0] / unit) == pytest.approx(0, abs=1e-12)


def test_distance_unit_is_never_nothing():
    assert float(distance_unit(torch.zeros(3, 3), torch.zeros(3, 3))) > 0
    assert float(distance_unit(torch.ones(2, 2), torch.ones(2, 2))) == pytest.approx(4e-3, rel=1e-4)


def test_content_distance_is_nothing_at_the_photo_and_one_at_a_flat_picture():
    maps = random_maps(1, 3, 5, 4, dtype=torch.float32) + 3
    unit = content_unit(maps)
    assert float(ContentComparison(maps).squared_distance(maps)[0]) == 0
    flat = maps.mean((2, 3), keepdim=True).expand_as(maps)
    assert float(ContentComparison(maps).squared_distance(flat)[0] / unit) == pytest.approx(1, rel=1e-5)


def test_content_unit_of_a_flat_picture_is_not_nothing():
    assert float(content_unit(torch.full((1, 3, 4, 4), 2.0))) > 0
    assert float(content_unit(torch.zeros(1, 3, 4, 4))) > 0


def test_pull_is_to_the_goal_from_both_sides():
    assert float(towards(torch.tensor(0.1), 0.1)) == pytest.approx(0, abs=1e-9)
    assert float(towards(torch.tensor(0.4), 0.1)) == pytest.approx(2, rel=1e-5)
    assert float(towards(torch.tensor(0.1 / math.e), 0.1)) == pytest.approx(0.5, rel=1e-5)


def test_pull_has_one_curvature_on_both_sides_of_the_goal():
    """Else the optimiser's picture of it would be wrong wherever the goal is crossed."""
    losses = [float(towards(torch.tensor(u, dtype=torch.float64), 1.0)) for u in (0.99, 1.01)]
    assert losses == pytest.approx([0.5e-4, 0.5e-4], rel=0.02)


def test_pull_grows_ever_steeper_in_the_root_of_the_distance():
    """The root is about linear in the picture; a loss that flattens out misleads an optimiser far from the goal."""
    roots = torch.linspace(1, 30, 50, dtype=torch.float64)
    losses = towards(roots.square(), 1.0)
    slopes = losses.diff()
    assert (slopes.diff() > -1e-9).all()


def test_pull_on_a_perfect_match_has_a_finite_gradient():
    distance = torch.zeros((), requires_grad=True)
    towards(distance, 0.1).backward()
    assert distance.grad.isfinite()


def test_losses_of_the_network_have_right_gradients():
    target = random_maps(1, 2, 3, 3, seed=3)

    def loss(maps):
        content = (maps - target).square().sum() / content_unit(target)
        style = (gram_matrix(maps) - gram_matrix(target)).square().sum()
        return content + towards(style / 2, 0.01)

    assert torch.autograd.gradcheck(loss, random_maps(1, 2, 3, 3).requires_grad_())


def test_weighted_content_counts_every_place_as_often_as_it_is_worth():
    maps, target = random_maps(1, 3, 4, 5), random_maps(1, 3, 4, 5, seed=1)
    weight = torch.rand(1, 1, 4, 5, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    comparison = ContentComparison(target, weight)
    distance, kept = comparison.squared_distance(maps)
    torch.testing.assert_close(distance, (weight * (maps - target).square()).sum())
    gradient = comparison.add_gradient(maps, kept, torch.tensor(0.5, dtype=torch.float64), None)
    torch.testing.assert_close(gradient, weight * (maps - target))


def test_map_is_flat_where_no_channel_varies_by_more_than_rounding():
    """Channels may differ from each other: a picture of one colour excites them unequally."""
    even = torch.tensor([1.0, 5.0, 0.0]).view(1, 3, 1, 1).expand(1, 3, 4, 5)
    assert is_flat(even)
    assert is_flat(torch.zeros(1, 3, 4, 5))
    assert is_flat(even + 1e-3 * random_maps(1, 3, 4, 5, dtype=torch.float32))
    assert not is_flat(even + random_maps(1, 3, 4, 5, dtype=torch.float32))
    assert not is_flat(1e-3 * random_maps(1, 3, 4, 5, dtype=torch.float32))  # faint is not flat
