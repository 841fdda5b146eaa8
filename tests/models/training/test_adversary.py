"""The adversary stays within its reach and hurts."""

import torch

from models.training.adversary import pushed, reaches


def test_noise_stays_within_its_reach_however_often_it_is_pushed() -> None:
    reach = reaches(4, 0.03)
    noise = torch.zeros(4, 3, 8, 8)
    for seed in range(5):
        noise = pushed(noise, torch.randn(4, 3, 8, 8, generator=torch.Generator().manual_seed(seed)), reach)
    assert (noise.abs() <= reach + 1e-7).all()
    assert (noise != 0).any()


def test_reaches_lie_between_nothing_and_the_largest() -> None:
    torch.manual_seed(0)
    found = reaches(1000, 0.03)
    assert found.shape == (1000, 1, 1, 1)
    assert 0 <= found.min() < 0.001
    assert 0.029 < found.max() <= 0.03


def test_pushed_crops_cost_more_than_crops_with_as_much_random_noise() -> None:
    torch.manual_seed(0)
    weights, crops = torch.randn(3, 8, 8), torch.rand(4, 3, 8, 8, requires_grad=True)

    def cost(rgb: torch.Tensor) -> torch.Tensor:
        return ((rgb * weights).sum((1, 2, 3)).square()).mean()

    (gradient,) = torch.autograd.grad(cost(crops), crops)
    noise = pushed(torch.zeros_like(crops), gradient, torch.full((4, 1, 1, 1), 0.03))
    random = 0.03 * torch.randn_like(crops).sign()
    assert cost(crops + noise) > cost(crops + random)
    assert cost(crops + noise) > cost(crops)
