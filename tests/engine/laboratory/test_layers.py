"""What a layer's sheet shows as white, and how much of a photo a rebuilt one has, against NumPy."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image

from engine.features.tensors import to_image
from engine.laboratory.layers import sheet, surviving_share

SIDE = 96  # px of a cell: maps of this size are shown as they are


def cell_of(answers: np.ndarray) -> np.ndarray:
    """Return the one cell of the sheet of a map, within the sheet's gap of 2 px."""
    return np.asarray(sheet(answers[None]))[2 : 2 + SIDE, 2 : 2 + SIDE, 0]


def grey_of(answers: np.ndarray, white: float) -> np.ndarray:
    return np.rint(255 * np.minimum(answers / white, 1))


def test_white_is_what_all_but_half_a_per_cent_of_a_map_stay_under() -> None:
    answers = np.random.default_rng(0).permutation(SIDE**2).reshape(SIDE, SIDE) / SIDE**2
    white = 0.995 * (SIDE**2 - 1) / SIDE**2  # the values are even: between two of them it is interpolated
    np.testing.assert_array_equal(cell_of(answers), grey_of(answers, white))


def test_white_is_a_quarter_of_the_largest_answer_where_few_answer() -> None:
    answers = np.random.default_rng(0).random((SIDE, SIDE))
    answers[10, 20] = 8.0
    np.testing.assert_array_equal(cell_of(answers), grey_of(answers, 8.0 / 4))


def test_map_larger_than_its_cell_is_shown_by_its_means() -> None:
    answers = np.random.default_rng(0).random((2 * SIDE, 2 * SIDE))
    means = answers.reshape(SIDE, 2, SIDE, 2).mean((1, 3))
    ordered = np.sort(means.ravel())
    below, part = divmod(0.995 * (SIDE**2 - 1), 1)
    white = (1 - part) * ordered[int(below)] + part * ordered[int(below) + 1]
    assert np.abs(cell_of(answers) - 255 * np.minimum(means / white, 1)).max() <= 0.5 + 1e-4


def test_share_that_survives_is_the_squared_correlation_of_pixels_about_the_mean_of_each_colour() -> None:
    generator = np.random.default_rng(0)
    photo = generator.integers(0, 256, (12, 9, 3), dtype=np.uint8)
    rebuilt = (0.5 * photo + generator.integers(0, 128, photo.shape)).astype(np.uint8)
    rebuilt[..., 2] //= 4  # each colour has a mean of its own
    products = squares = other_squares = 0.0
    for color in range(3):
        a, b = (each[..., color].astype(float) for each in (photo, rebuilt))
        products += ((a - a.mean()) * (b - b.mean())).sum()
        squares += ((a - a.mean()) ** 2).sum()
        other_squares += ((b - b.mean()) ** 2).sum()
    found = surviving_share(Image.fromarray(photo), Image.fromarray(rebuilt))
    assert found == pytest.approx(products**2 / (squares * other_squares), rel=1e-12)
    assert 0.3 < found < 0.9


def test_sheet_shows_the_strongest_map_first() -> None:
    strong, weak = np.full((4, 6), 9.0), np.eye(4, 6)
    found = sheet(np.stack([weak, strong]))
    assert found.getpixel((10, 10)) == (255, 255, 255)
    assert found.getpixel((10 + 98, 50)) == (0, 0, 0)


def test_share_that_survives() -> None:
    photo = to_image(torch.rand(1, 3, 20, 30, generator=torch.Generator().manual_seed(0)))
    other = to_image(torch.rand(1, 3, 20, 30, generator=torch.Generator().manual_seed(1)))
    paler = photo.point(lambda value: value // 2 + 60)
    assert surviving_share(photo, paler) == pytest.approx(1, abs=1e-3)
    assert surviving_share(photo, other) < 0.01
    assert surviving_share(photo, photo.point(lambda _: 7)) == 0
