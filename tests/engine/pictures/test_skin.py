"""The map of faces and their skin, on a drawn photo: skin in the face's box and under it, blue around."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from engine.pictures.faces import Face
from engine.pictures.skin import skin_map

SKIN, SKY = (224, 172, 140), (60, 110, 200)
BLOND, BROWN, LIT, LIPS = (196, 168, 96), (112, 84, 70), (250, 236, 226), (190, 60, 80)
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


def face_with(color: tuple[int, int, int], box: tuple[int, int, int, int]) -> np.ndarray:
    """Return the map of a face with a rectangle of another colour in it."""
    photo = Image.new("RGB", (128, 128), SKY)
    photo.paste(SKIN, (44, 28, 84, 88))
    photo.paste(color, box)
    return np.asarray(skin_map(photo, [FACE]))


@pytest.mark.parametrize("hair", [BLOND, BROWN])
def test_a_fringe_over_the_brow_is_hair_and_takes_the_styles_colours(hair: tuple[int, int, int]) -> None:
    found = face_with(hair, (44, 20, 84, 38))
    assert found[33:36, 54:75].max() < 60
    assert found[46:64, 58:71].min() == 255


def test_light_on_a_forehead_leaves_it_skin() -> None:
    assert face_with(LIT, (56, 34, 72, 42))[39:42, 58:71].min() > 200


def test_lips_are_a_gap_in_the_skin_that_counts_as_skin() -> None:
    assert face_with(LIPS, (58, 58, 70, 61))[55:64, 58:71].min() > 200
