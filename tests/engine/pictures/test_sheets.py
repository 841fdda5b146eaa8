"""engine.pictures.sheets: between photo and painting, and both beside each other."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from engine.pictures.encoding import png_metadata, to_png
from engine.pictures.images import open_picture
from engine.pictures.sheets import mix, side_by_side, sticker
from tests.support.drawn import BLUE, RED, corner, encoded, noise, plain


def test_mix_of_share_nought_is_the_photo_and_of_share_one_the_painting():
    photo, painting = encoded(noise(seed=1)), encoded(noise(seed=2))
    assert np.array_equal(open_picture(mix(photo, painting, 0)), noise(seed=1))
    assert np.array_equal(open_picture(mix(photo, painting, 1)), noise(seed=2))


def test_mix_is_the_weighted_mean_at_the_paintings_size_and_keeps_its_metadata():
    mixed = mix(encoded(plain((0, 0, 0), (640, 480)), "JPEG"), to_png(plain((200, 100, 40)), {"seed": "7"}), 0.25)
    opened = open_picture(mixed)
    assert (opened.size, corner(opened)) == ((64, 48), (50, 25, 10))
    assert png_metadata(mixed) == {"seed": "7", "mix": "0.25"}


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_mix_refuses_a_share_out_of_range(share):
    with pytest.raises(ValueError, match="from 0 to 1"):
        mix(encoded(plain()), encoded(plain()), share)


def test_side_by_side_shows_photo_left_and_painting_right():
    sheet = open_picture(side_by_side(encoded(plain(RED, (640, 480))), encoded(plain(BLUE))))
    assert sheet.size == (64 + 4 + 64, 48)
    assert (corner(sheet), sheet.getpixel((128, 24))) == (RED, BLUE)


def test_side_by_side_stands_wide_pictures_above_each_other():
    sheet = open_picture(side_by_side(encoded(plain(RED, (300, 40))), encoded(plain(BLUE, (300, 40)))))
    assert sheet.size == (300, 40 + 4 + 40)


@pytest.mark.parametrize(("painted", "size"), [((64, 48), (512, 384)), ((576, 32), (512, 28)), ((32, 640), (26, 512))])
def test_long_side_of_a_sticker_is_512_px_of_a_panorama_too(painted, size):
    assert Image.open(io.BytesIO(sticker(encoded(plain(RED, painted))))).size == size
