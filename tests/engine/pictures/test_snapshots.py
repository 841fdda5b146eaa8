"""Pictures along the way: which are written, and when they say that nothing more is to be expected."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from PIL import Image

from engine.descent.adam import descend
from engine.features.tensors import to_image
from engine.pictures.snapshots import Album
from tests.support.drawn import plain


def settled(album: Album, pictures: list[Image.Image]) -> list[bool]:
    return [album.add(evaluation, lambda: picture) for evaluation, picture in enumerate(pictures, 1)]  # noqa: B023


@pytest.mark.parametrize(("until_change", "enough"), [(2.0, True), (1.0, False), (None, False)])
def test_pictures_that_differ_by_less_than_asked_for_are_enough(
    tmp_path: Path, until_change: float | None, enough: bool
) -> None:
    album = Album(tmp_path / "out.png", 1, until_change)
    assert settled(album, [plain((10, 10, 10)), plain((11, 9, 11))]) == [False, enough]


def test_equal_pictures_are_not_enough_until_a_step_has_changed_them(tmp_path: Path) -> None:
    """What is drawn is the best picture, and nothing has come below it."""
    start, later = plain((10, 10, 10)), plain((20, 20, 20))
    assert settled(Album(tmp_path / "out.png", 1, 2.0), [start, start, later, later]) == [False, False, False, True]


def test_pictures_of_the_next_size_have_to_move_anew(tmp_path: Path) -> None:
    small = [plain((10, 10, 10), (32, 32)), plain((11, 11, 11), (32, 32))]
    assert settled(Album(tmp_path / "out.png", 1, 2.0), [*small, *[plain((9, 9, 9), (64, 64))] * 2]) == [
        False,
        True,
        False,
        False,
    ]


def test_adam_that_has_only_climbed_so_far_has_not_settled(tmp_path: Path) -> None:
    album, start = Album(tmp_path / "out.png", 1, 1.0), torch.full((1, 3, 8, 8), 0.5)
    told: list[bool] = []

    def on_evaluation(count: int, best: torch.Tensor) -> None:
        told.append(album.add(count, lambda: to_image(best)))

    outcome = descend(lambda rgb: (rgb - 0.501).square().sum(), start, 4, rate=0.1, on_evaluation=on_evaluation)
    assert outcome.loss == outcome.first_loss
    assert told == [False] * 4


def test_pictures_of_another_size_are_not_compared(tmp_path: Path) -> None:
    pictures = [plain((10, 10, 10), (32, 32)), plain((11, 11, 11), (64, 64))]
    assert settled(Album(tmp_path / "out.png", 1, 255.0), pictures) == [False, False]
