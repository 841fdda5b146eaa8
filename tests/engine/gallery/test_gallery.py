"""engine.gallery: styles and a scene drawn by our own code."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from engine.errors import InvalidOption
from engine.gallery import MIN_EDGE_SIZE, STYLES, draw_scene, draw_style

NAMES = [style.name for style in STYLES]


@functools.cache
def drawn(name, edge_size=240):
    return draw_style(name, edge_size)


def values(image):
    return np.asarray(image, np.float32) / 255


@pytest.mark.parametrize("name", NAMES)
def test_style_has_the_size_asked_for_and_is_rgb(name):
    image = drawn(name)
    assert (image.mode, image.size) == ("RGB", (240, 192))


@pytest.mark.parametrize("name", NAMES)
def test_same_seed_gives_the_same_picture_and_another_seed_another(name):
    first, again, other = (draw_style(name, 64, seed) for seed in (3, 3, 4))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("name", NAMES)
def test_style_is_no_flat_picture(name):
    picture = values(drawn(name))
    fine = np.abs(np.diff(picture, axis=1)).mean()
    coarse = picture.reshape(6, 32, 8, 30, 3).mean(axis=(1, 3))
    assert fine > 0.01  # texture: neighbouring pixels differ
    assert coarse.std(axis=(0, 1)).max() > 0.04  # composition: parts differ
    assert len(np.unique((picture * 15).astype(int).reshape(-1, 3), axis=0)) > 40  # palette


@pytest.mark.parametrize("name", NAMES)
def test_odd_sizes_can_be_drawn(name):
    assert [draw_style(name, edge).size for edge in (96, 101)] == [(96, 77), (101, 81)]


def test_styles_differ_from_each_other_in_colour():
    means = [values(drawn(name)).reshape(-1, 3).mean(axis=0) for name in NAMES]
    apart = [np.abs(a - b).max() for i, a in enumerate(means) for b in means[:i]]
    assert min(apart) > 0.01


def test_names_are_words_for_commands():
    assert len(set(NAMES)) == len(NAMES)
    assert all(name.isalpha() and name.islower() for name in NAMES)


def test_unknown_style_is_refused_with_the_names_there_are():
    with pytest.raises(InvalidOption, match="brush"):
        draw_style("nonsense")


def test_too_small_a_picture_is_refused():
    with pytest.raises(InvalidOption, match="at least 64 px"):
        draw_style(NAMES[0], MIN_EDGE_SIZE - 1)


def test_scene_has_the_shape_of_a_photo_and_repeats_by_seed():
    scene = draw_scene(150, 1)
    assert (scene.mode, scene.size) == ("RGB", (150, 100))
    assert np.array_equal(scene, draw_scene(150, 1))
    assert not np.array_equal(scene, draw_scene(150, 2))


def test_scene_has_a_bright_sky_and_a_darker_ground():
    picture = values(draw_scene(240))
    assert picture[:50].mean() > picture[110:].mean() + 0.1


def test_there_are_at_least_eight_styles():
    assert len(STYLES) >= 8
