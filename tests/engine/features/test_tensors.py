"""Pictures as tensors, resampled."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor

from engine.features import tensors
from engine.features.tensors import resampling, resized


def noise(height: int, width: int) -> Tensor:
    return torch.rand(1, 3, height, width, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


def test_picture_of_the_wanted_size_is_returned_without_a_product(monkeypatch: pytest.MonkeyPatch) -> None:
    """At 4096 px two products with the identity take seconds."""
    monkeypatch.setattr(tensors, "resampling", lambda *_: pytest.fail("resampled"))
    rgb = noise(12, 20)
    assert resized(rgb, (20, 12)) is rgb


def test_side_of_the_wanted_length_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(tensors, "resampling", lambda *sides: asked.append(sides) or resampling(*sides))
    assert resized(noise(12, 20), (20, 8)).shape == (1, 3, 8, 20)
    assert resized(noise(12, 20), (10, 12)).shape == (1, 3, 12, 10)
    assert asked == [(12, 8), (20, 10)]


@pytest.mark.parametrize("size", [(20, 12), (10, 12), (20, 24), (7, 9)])
def test_resized_picture_is_that_of_both_matrices(size: tuple[int, int]) -> None:
    rgb = noise(12, 20)
    down, across = resampling(12, size[1]).to(rgb), resampling(20, size[0]).to(rgb)
    assert torch.equal(resized(rgb, size), down @ rgb @ across.T)


@pytest.mark.parametrize(("length", "wanted"), [(57, 23), (32, 64), (100, 33), (40, 40)])
def test_resampling_is_pillows_lanczos(length: int, wanted: int) -> None:
    line = np.random.default_rng(0).random((3, length), dtype=np.float32)
    expected = np.asarray(Image.fromarray(line).resize((wanted, 3), Image.Resampling.LANCZOS))
    found = torch.from_numpy(line) @ resampling(length, wanted).T
    np.testing.assert_allclose(found.numpy(), expected, atol=1e-5)
