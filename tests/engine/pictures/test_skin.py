"""The map of faces and their skin, on a drawn photo: skin in the face's box and under it, blue around."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from engine.pictures.faces import Face
from engine.pictures.skin import skin_map

SKIN, SKY = (224, 172, 140), (60, 110, 200)
FACE = Face(left=0.375, top=0.25, width=0.25, height=0.25)


@pytest.fixture
def found() -> np.ndarray:
    photo = Image.new("RGB", (128, 128), SKY)
    photo.paste(SKIN, (48, 32, 80, 80))  # the face, and a throat of half its height
    return np.asarray(skin_map(photo, [FACE]))


def test_a_face_is_on_the_map_and_what_is_far_from_it_is_not(found: np.ndarray) -> None:
    assert found.shape == (128, 128)
    assert found[48, 64] == 255
    assert found[110:].max() == 0
    assert found[:, 110:].max() == 0


def test_a_throat_in_the_faces_colour_belongs_to_it(found: np.ndarray) -> None:
    assert found[72, 64] > 200


def test_what_has_another_colour_beside_a_throat_does_not(found: np.ndarray) -> None:
    assert found[74, 92] < 30


def test_the_map_is_soft(found: np.ndarray) -> None:
    assert np.abs(np.diff(found.astype(int), axis=1)).max() < 110
    assert len(np.unique(found)) > 50
