import numpy as np
import pytest

from engine.pictures.color import luminance, match_colors, match_luminance, restore_chroma


def picture(seed, spread=0.1):
    generator = np.random.default_rng(seed)
    mixing = generator.uniform(-1, 1, (3, 3))
    noise = generator.normal(0, 1, (40, 50, 3)) @ mixing * spread / 2
    return np.clip(0.3 + 0.1 * seed + noise, 0, 1).astype(np.float32)


def test_matched_style_has_the_photos_mean_and_covariance():
    style, content = picture(1), picture(2)
    matched = match_colors(style, content)
    np.testing.assert_allclose(matched.mean((0, 1)), content.mean((0, 1)), atol=3e-3)  # clipping moves a little
    np.testing.assert_allclose(np.cov(matched.reshape(-1, 3).T), np.cov(content.reshape(-1, 3).T), atol=1e-3)


def test_colours_move_as_little_as_they_can():
    """Of all maps to the photo's covariance the optimal-transport one alone is symmetric and positive."""
    style, content = picture(1, spread=0.05), picture(2, spread=0.05)  # nothing is clipped
    before, after = (each.reshape(-1, 3) - each.mean((0, 1)) for each in (style, match_colors(style, content)))
    transport = np.linalg.lstsq(before, after, rcond=None)[0]
    np.testing.assert_allclose(transport, transport.T, atol=1e-3)
    assert np.linalg.eigvalsh(transport).min() > 0


def test_matching_a_picture_to_itself_changes_nothing():
    style = picture(1)
    np.testing.assert_allclose(match_colors(style, style), style, atol=1e-4)


@pytest.mark.parametrize("match", [match_colors, match_luminance])
def test_flat_pictures_stay_finite(match):
    flat = np.full((8, 8, 3), 0.5, dtype=np.float32)
    assert np.isfinite(match(flat, picture(1))).all()
    assert np.isfinite(match(picture(1), flat)).all()


def test_luminance_is_grey():
    grey = luminance(np.array([[[1, 0, 0], [0, 1, 0]]], dtype=np.float32))
    np.testing.assert_allclose(grey, [[[0.299] * 3, [0.587] * 3]], rtol=1e-6)


def test_matched_luminance_has_the_photos_mean_and_deviation():
    matched = match_luminance(picture(1), picture(2))
    assert matched.mean() == pytest.approx(luminance(picture(2)).mean(), abs=3e-3)
    assert matched.std() == pytest.approx(luminance(picture(2)).std(), abs=3e-3)


def test_restored_chroma_is_the_photos():
    content, painting = picture(1, spread=0.05), picture(2, spread=0.05)
    restored = restore_chroma(painting, content)
    np.testing.assert_allclose(luminance(restored), luminance(painting), atol=1e-5)
    np.testing.assert_allclose(restored - luminance(restored), content - luminance(content), atol=1e-5)
