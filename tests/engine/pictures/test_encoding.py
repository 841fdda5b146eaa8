"""engine.pictures.encoding: a picture to bytes."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from engine.errors import PictureTooLarge
from engine.pictures.encoding import png_metadata, to_jpeg, to_png
from engine.pictures.images import open_picture
from tests.support.drawn import noise


def test_png_keeps_pixels_and_metadata():
    data = to_png(noise(), {"strength": "60", "styles": "墨 & wave"})
    assert np.array_equal(open_picture(data), noise())
    assert png_metadata(data) == {"strength": "60", "styles": "墨 & wave"}
    assert b"iTXt" in data
    assert b"sRGB" in data


def test_jpeg_is_full_chroma_with_an_srgb_profile_and_repeats_exactly():
    data = to_jpeg(noise())
    with Image.open(io.BytesIO(data)) as file:
        assert [(h, v) for _, h, v, _ in file.layer] == [(1, 1)] * 3
        assert "sRGB" in ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(file.info["icc_profile"])))
    assert data == to_jpeg(noise())


@pytest.mark.parametrize("max_bytes", [200_000, 60_000, 20_000, 5_000])
def test_jpeg_is_made_to_fit(max_bytes):
    data = to_jpeg(noise((512, 384)), max_bytes=max_bytes)
    assert 0.5 * max_bytes < len(data) <= max_bytes


def test_jpeg_keeps_its_size_where_quality_alone_suffices():
    data = to_jpeg(noise((512, 384)), max_bytes=200_000)
    assert open_picture(data).size == (512, 384)


def test_jpeg_that_cannot_fit_is_refused():
    with pytest.raises(PictureTooLarge) as refusal:
        to_jpeg(noise(), max_bytes=300)
    assert refusal.value.limit == 300
