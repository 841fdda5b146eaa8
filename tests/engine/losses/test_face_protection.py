"""What a face asks of a painting."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from engine.losses import face_protection
from engine.losses.face_protection import (
    FACE_CONTENT_WEIGHT,
    SKIN_COLOR,
    STROKES_LEFT,
    content_weight,
    kept_color,
    strokes_left,
)
from engine.pictures.color import LUMA


@pytest.fixture
def skin() -> Tensor:
    return torch.tensor([[[[0.0, 1.0], [0.0, 0.5]]]], dtype=torch.float64)


def photo(seed: int) -> Tensor:
    return torch.rand(1, 3, 2, 2, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def test_nothing_but_skin_counts_more_and_begins_with_fewer_strokes(skin: Tensor) -> None:
    assert content_weight(skin).flatten().tolist() == pytest.approx(
        [1, FACE_CONTENT_WEIGHT, 1, (1 + FACE_CONTENT_WEIGHT) / 2]
    )
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


def large(seed: int) -> Tensor:
    return torch.rand(1, 3, 9, 7, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def faces() -> Tensor:
    """Return a map with two faces, one at the border."""
    skin = torch.zeros(1, 1, 9, 7, dtype=torch.float64)
    skin[..., 1:4, 2:4], skin[..., 6:8, 5:] = 1.0, 0.5
    return skin


def by_the_formula(photo: Tensor, skin: Tensor, rgb: Tensor) -> Tensor:
    """Return the mean square of chroma that differs, weighted, as one expression over the whole picture."""
    luma = torch.tensor(LUMA, dtype=rgb.dtype)[:, None, None]
    lost = [each - (each * luma).sum(1, keepdim=True) for each in (rgb, photo)]
    return (SKIN_COLOR * skin / skin.numel() * (lost[0] - lost[1]).square()).sum()


@pytest.mark.parametrize("strip", [1, 8, 2**20])
def test_loss_and_gradient_by_strips_are_those_of_the_whole_picture(
    strip: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(face_protection, "STRIP", strip)
    ours, theirs = large(1).requires_grad_(), large(1).requires_grad_()
    found, wanted = kept_color(large(0), faces())(ours), by_the_formula(large(0), faces(), theirs)
    torch.testing.assert_close(found, wanted)
    (3 * found).backward()
    (3 * wanted).backward()
    torch.testing.assert_close(ours.grad, theirs.grad)
    assert torch.autograd.gradcheck(kept_color(large(0), faces()), large(1).requires_grad_())


def test_nothing_but_the_picture_is_kept_for_the_gradient() -> None:
    rgb, kept = large(1).requires_grad_(), []
    with torch.autograd.graph.saved_tensors_hooks(lambda each: kept.append(each) or each, lambda each: each):
        kept_color(large(0), faces())(rgb)
    assert [each.data_ptr() for each in kept] == [rgb.data_ptr()]


def test_map_without_skin_costs_nothing() -> None:
    rgb = large(1).requires_grad_()
    loss = kept_color(large(0), torch.zeros(1, 1, 9, 7, dtype=torch.float64))(rgb)
    loss.backward()
    assert float(loss.detach()) == 0
    assert rgb.grad is not None
    assert not rgb.grad.any()
