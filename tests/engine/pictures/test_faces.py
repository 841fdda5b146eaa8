"""The detector that a package brings along, on scikit-image's photos."""

from __future__ import annotations

import logging
from importlib import metadata
from typing import Any

import pytest
from PIL import Image
from skimage import data

from engine.pictures import faces
from engine.pictures.faces import faces_in


def test_a_face_is_found_where_it_is() -> None:
    (face,) = faces_in(Image.fromarray(data.astronaut()))
    assert face.left < 0.44 < face.left + face.width  # the tip of the nose
    assert face.top < 0.24 < face.top + face.height
    assert 0.1 < face.width < 0.3


@pytest.mark.parametrize("name", ["coffee", "chelsea", "rocket"])
def test_there_is_none_in_a_cup_a_cat_or_a_rocket(name: str) -> None:
    assert faces_in(Image.fromarray(getattr(data, name)())) == ()


def test_where_the_detector_is_not_installed_one_line_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def missing(name: str) -> Any:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(faces.metadata, "distribution", missing)
    faces._detector.cache_clear()
    with caplog.at_level(logging.WARNING, "engine"):
        found = [faces_in(Image.new("RGB", (64, 64))) for _ in range(2)]
    faces._detector.cache_clear()
    assert found == [(), ()]
    assert [record.message.split(";")[0] for record in caplog.records] == [faces.NOT_INSTALLED.split(";")[0]]
