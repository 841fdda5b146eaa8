import tracemalloc

import numpy as np
import pytest
from PIL import Image

from engine.pictures import color
from engine.pictures.color import (
    Moments,
    color_match,
    luminance,
    luminance_match,
    pixels_of,
    recolored,
    restore_chroma,
)


def picture(seed, spread=0.1, size=(50, 40)):
    generator = np.random.default_rng(seed)
    mixing = generator.uniform(-1, 1, (3, 3))
    noise = generator.normal(0, 1, (size[1], size[0], 3)) @ mixing * spread / 2
    return Image.fromarray(np.rint(np.clip(0.3 + 0.1 * seed + noise, 0, 1) * 255).astype(np.uint8))


def matched(style, content, match=color_match):
    return match(Moments.of(style), Moments.of(content))(pixels_of(style))


def test_moments_are_mean_and_covariance():
    rows = pixels_of(picture(1)).reshape(-1, 3).astype(np.float64)
    found = Moments.of(picture(1))
    np.testing.assert_allclose(found.mean, rows.mean(0), rtol=1e-12)
    np.testing.assert_allclose(found.covariance, np.cov(rows.T, bias=True), rtol=1e-9)


def test_matched_style_has_the_photos_mean_and_covariance():
    found, content = matched(picture(1), picture(2)), pixels_of(picture(2))
    np.testing.assert_allclose(found.mean((0, 1)), content.mean((0, 1)), atol=3e-3)  # clipping moves a little
    np.testing.assert_allclose(np.cov(found.reshape(-1, 3).T), np.cov(content.reshape(-1, 3).T), atol=1e-3)


def test_colours_move_as_little_as_they_can():
    """Of all maps to the photo's covariance the optimal-transport one alone is symmetric and positive."""
    style, content = picture(1, spread=0.05), picture(2, spread=0.05)  # nothing is clipped
    before, after = (each.reshape(-1, 3) - each.mean((0, 1)) for each in (pixels_of(style), matched(style, content)))
    transport = np.linalg.lstsq(before, after, rcond=None)[0]
    np.testing.assert_allclose(transport, transport.T, atol=1e-3)
    assert np.linalg.eigvalsh(transport).min() > 0


def test_matching_a_picture_to_itself_changes_nothing():
    np.testing.assert_allclose(matched(picture(1), picture(1)), pixels_of(picture(1)), atol=1e-4)


@pytest.mark.parametrize("match", [color_match, luminance_match])
def test_flat_pictures_stay_finite(match):
    flat = Image.new("RGB", (8, 8), (128, 128, 128))
    assert np.isfinite(matched(flat, picture(1), match)).all()
    assert np.isfinite(matched(picture(1), flat, match)).all()


def test_luminance_is_grey():
    grey = luminance(np.array([[[1, 0, 0], [0, 1, 0]]], dtype=np.float32))
    np.testing.assert_allclose(grey, [[[0.299] * 3, [0.587] * 3]], rtol=1e-6)


def test_matched_luminance_has_the_photos_mean_and_deviation():
    found, wanted = matched(picture(1), picture(2), luminance_match), luminance(pixels_of(picture(2)))
    assert found.mean() == pytest.approx(wanted.mean(), abs=3e-3)
    assert found.std() == pytest.approx(wanted.std(), abs=3e-3)
    assert np.ptp(found, axis=2).max() == 0


def test_restored_chroma_is_the_photos():
    content, painting = (pixels_of(picture(seed, spread=0.05)) for seed in (1, 2))
    restored = restore_chroma(painting, content)
    np.testing.assert_allclose(luminance(restored), luminance(painting), atol=1e-5)
    np.testing.assert_allclose(restored - luminance(restored), content - luminance(content), atol=1e-5)


def all_of_it():
    """Return everything that is computed by strips."""
    style, content = picture(1, size=(30, 41)), picture(2, size=(30, 41))
    moments = Moments.of(style), Moments.of(content)
    pictures = [
        recolored(style, luminance),
        recolored(style, color_match(*moments)),
        recolored(style, luminance_match(*moments)),
        recolored(style, restore_chroma, content),
    ]
    return moments, [each.tobytes() for each in pictures]


@pytest.mark.parametrize("strip", [1, 100, 600])
def test_strips_change_neither_moments_nor_colours(strip, monkeypatch):
    moments, pictures = all_of_it()
    monkeypatch.setattr(color, "STRIP", strip)
    of_strips, in_strips = all_of_it()
    assert in_strips == pictures
    for found, wanted in zip(of_strips, moments, strict=True):
        np.testing.assert_allclose(found.mean, wanted.mean, rtol=1e-12)
        np.testing.assert_allclose(found.covariance, wanted.covariance, rtol=1e-9, atol=1e-15)


def test_large_pictures_are_never_floats_as_a_whole(monkeypatch):
    """A million pixels as float64 would be 24 MB; two pictures of them, matched, take 3."""
    monkeypatch.setattr(color, "STRIP", 2**13)
    photo = Image.new("RGB", (1000, 1000), (200, 100, 50))
    tracemalloc.start()
    try:
        recolored(photo, color_match(Moments.of(photo), Moments.of(photo)))
        recolored(photo, restore_chroma, photo)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 3e6
