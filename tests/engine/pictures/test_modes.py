"""engine.pictures.modes: from any pixel mode to plain sRGB."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engine.pictures.modes import srgb_profile, to_8_bit, to_srgb


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
    laid = to_srgb(Image.new("RGBA", (2, 2), (value, 0, 255, alpha)), None).getpixel((0, 0))
    expected = [255 + (channel - 255) * alpha / 255 for channel in (value, 0, 255)]
    assert np.allclose(laid, expected, atol=1)


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
