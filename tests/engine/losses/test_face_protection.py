"""What a face asks of a painting."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from engine.losses.face_protection import FEATURES, SKIN_COLOR, STROKES_LEFT, content_weight, kept_color, strokes_left


@pytest.fixture
def skin() -> Tensor:
    return torch.tensor([[[[0.0, 1.0], [0.0, 0.5]]]], dtype=torch.float64)


def photo(seed: int) -> Tensor:
    return torch.rand(1, 3, 2, 2, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def test_nothing_but_skin_counts_more_and_begins_with_fewer_strokes(skin: Tensor) -> None:
    assert content_weight(skin).flatten().tolist() == pytest.approx([1, FEATURES, 1, (1 + FEATURES) / 2])
    assert strokes_left(skin).flatten().tolist() == pytest.approx([1, STROKES_LEFT, 1, (1 + STROKES_LEFT) / 2])


def test_brightness_may_change_and_so_may_colours_elsewhere(skin: Tensor) -> None:
    rgb = photo(0)
    loss = kept_color(rgb, skin)
    assert float(loss(rgb + 0.1)) == pytest.approx(0, abs=1e-12)
    elsewhere = rgb.clone()
    elsewhere[..., 0] = photo(1)[..., 0]
    assert float(loss(elsewhere)) == pytest.approx(0, abs=1e-12)


def test_redder_skin_costs_what_the_formula_says(skin: Tensor) -> None:
    """Red raised by 0.1 raises the luma by 0.0299, which every channel's chroma is less."""
    rgb = photo(0)
    redder = rgb.clone()
    redder[0, 0] += 0.1
    squares = 0.0701**2 + 2 * 0.0299**2
    assert float(kept_color(rgb, skin)(redder)) == pytest.approx(SKIN_COLOR * squares * 1.5 / 4, rel=1e-6)


def test_the_gradient_is_right(skin: Tensor) -> None:
    assert torch.autograd.gradcheck(kept_color(photo(0), skin), photo(1).requires_grad_())
