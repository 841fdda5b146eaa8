"""A painting at its photo's size, with the photo's finest brightness over it."""

from __future__ import annotations

import numpy as np
from PIL import Image

from engine.pictures.large import SHARE, at_size_of
from tests.support.drawn import noise


def test_a_painting_becomes_as_large_as_its_photo() -> None:
    assert at_size_of(noise((120, 80)), Image.new("RGB", (60, 40), "grey")).size == (120, 80)


def test_a_painting_as_large_as_its_photo_stays_as_it_is() -> None:
    painted = noise((60, 40))
    assert at_size_of(noise((60, 40)), painted) is painted


def test_detail_that_only_the_photo_has_is_laid_over_in_part() -> None:
    stripes = np.full((80, 120, 3), 100, dtype=np.uint8)
    stripes[:, ::2] = 140
    found = np.asarray(at_size_of(Image.fromarray(stripes), Image.new("RGB", (60, 40), (50, 90, 130))), dtype=float)
    assert abs(np.ptp(found[40, 20:100, 0]) - SHARE * 40) < 4
    assert np.abs(found[40, 20:100].mean(0) - (50, 90, 130)).max() < 1.5


def test_a_smooth_photo_adds_nothing() -> None:
    ramp = np.broadcast_to(np.linspace(0, 255, 120, dtype=np.uint8)[None, :, None], (80, 120, 3))
    painted = noise((60, 40))
    found = np.asarray(at_size_of(Image.fromarray(ramp.copy()), painted), dtype=float)
    enlarged = np.asarray(painted.resize((120, 80), Image.Resampling.LANCZOS), dtype=float)
    assert np.abs(found - enlarged)[8:-8, 8:-8].max() <= 2
