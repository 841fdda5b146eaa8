"""engine.pictures.images: bytes to a clean picture, and its size."""

from __future__ import annotations

import io
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from engine.errors import UnreadablePicture, UnusablePicture
from engine.pictures.encoding import to_jpeg, to_png
from engine.pictures.images import MIN_SIDE, check_size, fit_size, open_picture, resize
from tests.support.drawn import BLUE, GREEN, GREY, RED, corner, encoded, noise, plain, top_left_red


def test_clean_picture_comes_back_pixel_for_pixel():
    opened = open_picture(encoded(noise()))
    assert np.array_equal(opened, noise())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"])
def test_every_accepted_format_opens_as_rgb(kind):
    opened = open_picture(encoded(plain(RED), kind))
    assert (opened.mode, opened.size) == ("RGB", (64, 48))
    assert np.allclose(corner(opened), RED, atol=3)  # JPEG and WebP lose a little


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "I;16", "I", "F"])
def test_every_mode_opens_as_rgb(mode):
    image = noise((64, 48)).convert("L").convert(mode) if mode in ("I;16", "I", "F") else noise((64, 48)).convert(mode)
    assert open_picture(encoded(image, "TIFF")).mode == "RGB"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_turned_upright(orientation):
    stored = {  # what the camera stores so that the turn that EXIF asks for gives the upright picture back
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    upright = top_left_red()
    exif = Image.Exif()
    exif[0x0112] = orientation
    for kind in ("JPEG", "PNG", "WEBP", "TIFF"):
        image = encoded(upright if stored is None else upright.transpose(stored), kind, exif=exif)
        opened = open_picture(image, max_edge=48)
        assert opened.size == (48, 32)
        assert np.allclose(corner(opened), RED, atol=8)
        assert np.allclose(opened.getpixel((40, 4)), (255, 255, 255), atol=8)


def test_broken_exif_is_ignored():
    opened = open_picture(encoded(plain(BLUE), "JPEG", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff"))
    assert np.allclose(corner(opened), BLUE, atol=3)


def test_nothing_of_the_metadata_is_carried_over():
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    opened = open_picture(encoded(plain(), "JPEG", exif=exif, comment=b"secret"))
    assert opened.info == {}
    for again in (to_png(opened), to_jpeg(opened), encoded(opened)):
        assert b"where I live" not in again
        assert b"secret" not in again


def test_sixteen_bit_grey_is_scaled_and_not_clipped():
    image = Image.fromarray(np.full((48, 64), 40000, np.uint16))
    for kind in ("PNG", "TIFF"):
        assert corner(open_picture(encoded(image, kind))) == (156, 156, 156)  # 40000 / 65535 · 255 = 155.6


def test_float_picture_of_unit_range_keeps_its_range():
    image = Image.fromarray(np.full((48, 64), 0.25, np.float32))
    assert corner(open_picture(encoded(image, "TIFF"))) == (64, 64, 64)


def test_float_picture_of_another_range_is_stretched_and_nan_is_survived():
    values = np.linspace(-3, 7, 64 * 48, dtype=np.float32).reshape(48, 64)
    values[0, 0] = np.nan
    opened = np.asarray(open_picture(encoded(Image.fromarray(values), "TIFF")))
    assert (opened.min(), opened.max()) == (0, 255)


def test_transparency_shows_white_and_not_the_hidden_colour():
    assert corner(open_picture(encoded(plain((255, 0, 0, 0), mode="RGBA")))) == (255, 255, 255)
    assert corner(open_picture(encoded(plain((0, 128), mode="LA")))) == (127, 127, 127)


def test_transparent_palette_entry_is_white():
    image = plain(RED).convert("P", palette=Image.Palette.ADAPTIVE)
    assert corner(open_picture(encoded(image, "PNG", transparency=0))) == (255, 255, 255)
    assert corner(open_picture(encoded(image, "GIF", transparency=0))) == (255, 255, 255)


def test_reducing_does_not_bleed_the_hidden_colour():
    pixels = np.zeros((200, 200, 4), np.uint8)
    pixels[:, ::2] = (0, 0, 255, 255)
    pixels[:, 1::2] = (255, 0, 0, 0)  # red, but invisible
    red, _, blue = corner(open_picture(encoded(Image.fromarray(pixels)), max_edge=50))
    assert abs(red - 127) < 8
    assert blue == 255


def test_profile_of_another_colour_space_is_converted():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    image = Image.new("LAB", (64, 48), (128, 128 + 60, 128 + 40))
    turned = open_picture(encoded(image, "TIFF", icc_profile=lab))
    red, green, blue = corner(turned)
    assert red > green + 60
    assert red > blue + 60


def test_srgb_profile_changes_nothing():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    opened = open_picture(encoded(noise(), icc_profile=profile))
    assert np.abs(np.asarray(opened, int) - np.asarray(noise(), int)).max() <= 1  # rounding inside LittleCMS


@pytest.mark.parametrize("profile", [b"no profile at all", b"\x00" * 200])
@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_bad_profile_is_ignored(profile, mode):
    data = encoded(plain(RED).convert(mode), "JPEG", icc_profile=profile)
    assert open_picture(data).size == (64, 48)


def test_profile_of_the_wrong_kind_is_ignored():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert corner(open_picture(encoded(plain(128, mode="L"), icc_profile=profile))) == GREY


def test_animation_shows_its_first_frame():
    for kind in ("GIF", "WEBP", "PNG"):
        data = encoded(plain(RED), kind, save_all=True, append_images=[plain(BLUE), plain(GREEN)])
        assert np.allclose(corner(open_picture(data)), RED, atol=3)


def test_large_jpeg_is_reduced_to_max_edge():
    opened = open_picture(encoded(plain(GREEN, (3000, 2000)), "JPEG"), max_edge=600)
    assert opened.size == (600, 400)
    assert np.allclose(corner(opened), GREEN, atol=3)


def test_small_picture_is_not_enlarged_by_max_edge():
    assert open_picture(encoded(plain()), max_edge=600).size == (64, 48)


def test_phone_picture_of_several_frames_opens_as_jpeg():
    data = encoded(plain(RED), "MPO", save_all=True, append_images=[plain(BLUE)])
    assert np.allclose(corner(open_picture(data)), RED, atol=3)


def test_heic_opens_and_is_turned_once():
    pillow_heif = pytest.importorskip("pillow_heif")
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = top_left_red().transpose(Image.Transpose.ROTATE_90)
    file = io.BytesIO()
    pillow_heif.from_pillow(stored).save(file, quality=95, exif=exif.tobytes())
    opened = open_picture(file.getvalue())
    assert opened.size == (96, 64)
    assert np.allclose(corner(opened), RED, atol=12)  # 4:2:0 and a camera's matrix


def test_heic_without_the_package_is_refused_by_name(monkeypatch):
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(UnreadablePicture, match="pillow-heif") as refusal:
        open_picture(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic")
    assert (refusal.value.kind, refusal.value.fault) == ("HEIC", "heic")


sides = st.integers(1, 30000)


@given(sides, sides, st.integers(MIN_SIDE, 4096))
def test_accepted_size_is_still_accepted_after_fitting(width, height, edge_size):
    try:
        check_size(width, height)
    except UnusablePicture:
        return
    fitted = fit_size(width, height, edge_size)
    check_size(*fitted)
    assert max(fitted) == edge_size or min(fitted) == MIN_SIDE
    assert fit_size(*fitted, edge_size) == fitted or min(fitted) == MIN_SIDE


@given(st.integers(64, 400), st.integers(64, 400), st.integers(64, 300))
@settings(max_examples=25, deadline=None)
def test_resizing_keeps_a_plain_picture_plain(width, height, edge_size):
    resized = resize(plain(RED, (width, height)), edge_size)
    assert max(resized.size) == edge_size or min(resized.size) == MIN_SIDE
    assert resized.getcolors() == [(resized.width * resized.height, RED)]


def test_resizing_down_is_antialiased():
    stripes = np.zeros((256, 256, 3), np.uint8)
    stripes[:, ::2] = 255
    assert np.abs(np.asarray(resize(Image.fromarray(stripes), 64), int)[:, 2:-2] - 127.5).max() < 4
