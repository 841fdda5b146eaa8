"""engine.pictures.modes: from any pixel mode to plain sRGB."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engine.pictures.modes import alpha_of, over_white, srgb_profile, to_8_bit, to_srgb, with_alpha


@pytest.mark.parametrize(
    ("mode", "result"),
    [
        ("1", "L"),
        ("L", "L"),
        ("LA", "RGBA"),
        ("P", "RGB"),
        ("PA", "RGBA"),
        ("RGB", "RGB"),
        ("RGBA", "RGBA"),
        ("CMYK", "CMYK"),
        ("YCbCr", "RGB"),
        ("HSV", "RGB"),
        ("I;16", "L"),
        ("I", "L"),
        ("F", "L"),
    ],
)
def test_every_mode_becomes_a_plain_one(mode, result):
    assert to_8_bit(Image.new(mode, (4, 3))).mode == result


@given(st.integers(0, 65535))
def test_sixteen_bits_are_scaled_to_the_nearest_of_eight(value):
    image = Image.fromarray(np.full((2, 2), value, np.uint16))
    assert to_8_bit(image).getpixel((0, 0)) == int(value / 257 + 0.5)


@given(st.integers(0, 255), st.integers(0, 255))
def test_alpha_is_the_share_over_white(value, alpha):
    laid = over_white(to_srgb(Image.new("RGBA", (2, 2), (value, 0, 255, alpha)), None)).getpixel((0, 0))
    expected = [255 + (channel - 255) * alpha / 255 for channel in (value, 0, 255)]
    assert np.allclose(laid, expected, atol=1)


@pytest.mark.parametrize(
    ("alphas", "is_told"), [((255, 255), False), ((0, 0), False), ((0, 255), True), ((9, 9), True)]
)
def test_alpha_counts_where_it_tells_a_part_from_the_rest(alphas, is_told):
    image = Image.new("RGBA", (2, 1), (200, 60, 40, alphas[0]))
    image.putpixel((1, 0), (200, 60, 40, alphas[1]))
    assert (alpha_of(image) is not None) == is_told
    assert alpha_of(image.convert("RGB")) is None


def test_alpha_is_laid_on_a_picture_of_another_size():
    alpha = Image.new("L", (4, 4), 255)
    alpha.paste(0, (0, 0, 2, 4))
    cut = with_alpha(Image.new("RGB", (64, 64), "navy"), alpha)
    assert [cut.getpixel(place) for place in ((2, 9), (61, 9))] == [(0, 0, 128, 0), (0, 0, 128, 255)]
    assert with_alpha(Image.new("RGB", (4, 4)), None).mode == "RGB"


def test_profile_says_what_the_channels_mean():
    srgb = srgb_profile()  # a profile whose red is sRGB's green and the other way round
    swapped = srgb.replace(b"rXYZ", b"----", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"----", b"gXYZ", 1)
    turned = to_srgb(Image.new("RGB", (4, 4), (200, 60, 40)), swapped).getpixel((0, 0))
    assert np.allclose(turned, (60, 200, 40), atol=2)


def test_bad_profile_counts_as_none():
    image = Image.new("RGB", (4, 4), (10, 20, 30))
    assert to_srgb(image, b"bad").getpixel((0, 0)) == (10, 20, 30)


def test_profile_is_srgb_without_a_date():
    assert srgb_profile()[24:36] == bytes(12)
    assert srgb_profile() == srgb_profile()
