"""The gradient of every style term against autograd of its statistic."""

import pytest
import torch

from engine.losses.weighted import StyleComparison, style_statistic, variation
from engine.recipes.published import COOKBOOK_VGG16, COOKBOOK_VGG16_MEAN, CS231N, KERAS_VGG16

RECIPES = (KERAS_VGG16, CS231N, COOKBOOK_VGG16, COOKBOOK_VGG16_MEAN)


def maps(seed, channels=4, size=(5, 6)):
    return torch.rand(1, channels, *size, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@pytest.mark.parametrize("has_gradient", [True, False])
@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_comparison_has_the_distance_and_gradient_of_its_formula(recipe, has_gradient):
    targets, shares = [style_statistic(recipe.style, maps(seed)) for seed in (1, 2)], (0.3, 0.7)
    comparison, found = StyleComparison(recipe.style, targets, shares), maps(0).requires_grad_()
    plain = sum(
        share * (style_statistic(recipe.style, found) - target).square().sum()
        for share, target in zip(shares, targets, strict=True)
    )
    (expected,) = torch.autograd.grad(2.5 * plain, found)
    distance, kept = comparison.squared_distance(found.detach())
    before = torch.ones_like(found).contiguous(memory_format=torch.channels_last) if has_gradient else None
    gradient = comparison.add_gradient(found.detach(), kept, torch.tensor(2.5, dtype=torch.float64), before)
    torch.testing.assert_close(distance, plain.detach(), rtol=1e-10, atol=0)
    torch.testing.assert_close(gradient, expected + int(has_gradient), rtol=1e-9, atol=1e-12)


def test_variation_of_squares_leaves_the_last_row_and_column_out():
    """The course slices both differences to (H - 1, W - 1)."""
    rgb = torch.zeros(1, 3, 3, 4, dtype=torch.float64)
    rgb[0, 0, 2, 3] = 5.0  # reached from the last row and column only
    assert float(variation(CS231N.variation, rgb)) == 0
    rgb[0, 0, 1, 1] = 2.0
    assert float(variation(CS231N.variation, rgb)) == 4 * 4.0
