"""What a painting starts from: how large its pictures are opened."""

import pytest

from engine.options.style_options import KeepColors, StyleOptions
from engine.painting.subject import Subject
from engine.pictures.color import Moments
from engine.request import StyleRequest
from tests.support.small_paintings import clouds


def subject(**options):
    pictures = {"content_image": clouds(1, (600, 450)), "style_images": (clouds(2, (600, 450)),)}
    return Subject.of(StyleRequest(**pictures, options=StyleOptions(edge_size=64, **options)))


@pytest.mark.parametrize(
    ("options", "edge"),
    [
        ({}, 128),  # twice what is painted
        ({"recipe": "keras-vgg16"}, 600),  # 512 px, whatever --edge-size says
        ({"recipe": "cs231n"}, 128),
        ({"recipe": "cs231n", "schedule": ((256, 10),)}, 512),
    ],
)
def test_pictures_are_opened_twice_as_large_as_they_are_painted(options, edge):
    found = subject(**options)
    assert (max(found.photo.size), max(found.styles[0].image.size)) == (edge, edge)


@pytest.mark.parametrize(("large", "edge"), [({}, 64), ({"is_large": True}, 600)])
def test_photo_that_is_not_painted_has_the_size_of_its_painting(large, edge):
    assert max(subject(strength=0, **large).unpainted((64, 48)).size) == edge


def test_photo_that_is_not_painted_has_the_shape_of_its_painting():
    assert subject(strength=0).unpainted((64, 64)).size == (64, 64)


def test_large_is_never_smaller_than_what_is_painted():
    pictures = {"content_image": clouds(1), "style_images": (clouds(2),)}
    options = StyleOptions(edge_size=128, strength=0, is_large=True)
    assert max(Subject.of(StyleRequest(**pictures, options=options)).unpainted((128, 96)).size) == 128


def test_photo_is_measured_once_for_all_styles(monkeypatch):
    measured, of = [], Moments.of
    monkeypatch.setattr(Moments, "of", lambda image: measured.append(image.size) or of(image))
    styles = tuple(clouds(seed, (60, 40)) for seed in (2, 3, 4))
    options = StyleOptions(edge_size=64, keep_colors=KeepColors.MATCH)
    found = Subject.of(StyleRequest(content_image=clouds(1, (96, 72)), style_images=styles, options=options))
    assert sorted(measured) == [(60, 40)] * 3 + [(96, 72)]
    for style in found.styles:
        assert Moments.of(style.image).mean == pytest.approx(of(found.photo).mean, abs=0.01)
