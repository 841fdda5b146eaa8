"""What is put back between the octaves of a dream, and the frames of its film, against NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from engine.laboratory import dream
from engine.laboratory.ascent import layers
from engine.recipes.climbing import PUBLISHED, SMOOTH, Ascent
from engine.schedule.octaves import Octaves
from tests.support.laboratory import FakeExperiment, enlarged

RANDOM = np.random.default_rng(0)
PHOTO = RANDOM.integers(0, 256, (72, 90, 3), dtype=np.uint8)
SHAPES = [(45, 36), (64, 51), (90, 72)]  # (width, height): int(side / 1.4^i)


class FakeDream:
    """Dreams pictures drawn from a seed; notes the picture and the photo that it was given each time.

    Its excitations are the photos that they are of, of which it counts how often it was asked.
    """

    def __init__(self) -> None:
        self.experiment, self.given = FakeExperiment(PUBLISHED), list[tuple[np.ndarray, np.ndarray]]()
        self.asked = 0

    def excitation_on(self, photo: torch.Tensor) -> torch.Tensor:
        self.asked += 1
        return photo

    def on(self, rgb: torch.Tensor, photo: torch.Tensor) -> torch.Tensor:
        self.given.append((rgb.numpy(), photo.numpy()))
        return self.experiment.climb(None, 2 * rgb, 1, 1.0, None) * 1.4 - 0.2  # beyond what can be shown, too

    def shown(self, rgb: torch.Tensor) -> Any:
        return rgb.numpy()


@pytest.fixture
def dreaming(monkeypatch: pytest.MonkeyPatch) -> FakeDream:
    made = FakeDream()
    monkeypatch.setattr(dream, "_Dream", lambda *_asked: made)
    return made


def test_octaves_of_a_dream_get_back_what_shrinking_lost_of_the_photo(dreaming: FakeDream) -> None:
    """As the Keras example: dreamt + photo at this size - photo at the size before, enlarged to this one.

    The first octave's photo is its own "size before": resampled from its size to its size it has lost nothing.
    """
    found = dream.dreamt(
        dreaming.experiment.asked, Image.fromarray(PHOTO), layers([("relu1_1", 1.0)]), Octaves(count=3, scale=1.4)
    )
    photo = PHOTO.transpose(2, 0, 1)[None] / 255
    before, picture = enlarged(photo, *SHAPES[0]), enlarged(photo, *SHAPES[0])
    for size, (given, beside), ended in zip(SHAPES, dreaming.given, dreaming.experiment.ended, strict=True):
        at_this_size = enlarged(photo, *size)
        np.testing.assert_allclose(given, enlarged(picture, *size), rtol=0, atol=1e-5)
        np.testing.assert_allclose(beside, at_this_size, rtol=0, atol=1e-5)
        picture = 1.4 * ended - 0.2 + at_this_size - enlarged(before, *size)
        before = at_this_size
    np.testing.assert_allclose(found, picture, rtol=0, atol=1e-5)


def test_film_of_a_dream_dreams_on_from_the_frame_before_a_twentieth_nearer(dreaming: FakeDream) -> None:
    frames = list(
        dream.film(dreaming.experiment.asked, Image.fromarray(PHOTO), layers([("relu1_1", 1.0)]), 3, Octaves())
    )
    photo = PHOTO.transpose(2, 0, 1)[None] / 255
    ended = [np.clip(1.4 * each - 0.2, 0, 1) for each in dreaming.experiment.ended]
    wide, high = int(90 * 1.05), int(72 * 1.05)
    top, left = (high - 72) // 2, (wide - 90) // 2
    nearer = [enlarged(each, wide, high)[..., top : top + 72, left : left + 90] for each in ended[:-1]]
    for frame, (given, beside), end, expected in zip(frames, dreaming.given, ended, [photo, *nearer], strict=True):
        np.testing.assert_allclose(given, expected, rtol=0, atol=1e-5)
        np.testing.assert_allclose(beside, photo, rtol=0, atol=1e-6)
        np.testing.assert_allclose(frame, end, rtol=0, atol=1e-6)
    assert dreaming.asked == 1  # the photo stays the same


@pytest.mark.parametrize("ascent", [PUBLISHED, SMOOTH], ids=["published", "smooth"])
def test_network_that_ends_before_the_usual_layers_is_dreamt_of_by_its_last(ascent: Ascent) -> None:
    assert dream.usual(FakeExperiment(ascent).asked.workshop, ascent).layers == ("pool2",)
