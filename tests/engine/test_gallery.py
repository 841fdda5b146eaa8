"""engine.gallery: styles and a scene drawn by our own code."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import InvalidOption
from engine.gallery import MIN_EDGE_SIZE, STYLES, draw_style

NAMES = [style.name for style in STYLES]


def values(image):
    return np.asarray(image, np.float32) / 255


@pytest.mark.parametrize("name", NAMES)
def test_style_has_the_size_asked_for_and_is_rgb(name):
    image = draw_style(name, 200)
    assert (image.mode, image.size) == ("RGB", (200, 160))


@pytest.mark.parametrize("name", NAMES)
def test_same_seed_gives_the_same_picture_and_another_seed_another(name):
    first, again, other = draw_style(name, 160, 3), draw_style(name, 160, 3), draw_style(name, 160, 4)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("name", NAMES)
def test_style_is_no_flat_picture(name):
    picture = values(draw_style(name, 256))
    fine = np.abs(np.diff(picture, axis=1)).mean()
    coarse = picture[:160, :256].reshape(5, 32, 8, 32, 3).mean(axis=(1, 3))
    assert fine > 0.01  # texture: neighbouring pixels differ
    assert coarse.std(axis=(0, 1)).max() > 0.04  # composition: parts differ
    assert len(np.unique((picture * 15).astype(int).reshape(-1, 3), axis=0)) > 40  # palette


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("edge_size", [MIN_EDGE_SIZE, 333])
def test_any_size_can_be_drawn(name, edge_size):
    assert draw_style(name, edge_size).width == edge_size


def test_styles_differ_from_each_other_in_colour():
    means = [values(draw_style(name, 96)).reshape(-1, 3).mean(axis=0) for name in NAMES]
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
