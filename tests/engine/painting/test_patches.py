import pytest
import torch
import torch.nn.functional as F

from engine.painting.patches import MOST_GAIN, style_detail


def smooth(seed, size=(48, 40)):
    small = torch.rand(1, 3, size[0] // 8, size[1] // 8, generator=torch.Generator().manual_seed(seed))
    return F.interpolate(small, size=size, mode="bicubic")


def striped(size=(48, 40)):
    """Return a style whose left half is dark and has upright stripes, and whose right half is light and has none."""
    height, width = size
    columns = torch.arange(width)
    stripes = 0.1 * (columns % 2 * 2 - 1) * (columns < width // 2)
    return (0.2 + 0.6 * (columns >= width // 2) + stripes).expand(1, 3, height, width).contiguous()


def test_detail_comes_from_where_the_style_looks_alike():
    """A dark area gets the stripes of the style's dark half, a light one nothing."""
    picture = torch.full((1, 3, 64, 64), 0.2)
    picture[..., 32:] = 0.8
    detail = style_detail(picture, [striped()], [1.0], seed=0)
    assert float(detail[..., :24].std()) > 0.05
    assert float(detail[..., 40:].std()) < 0.02  # the edge between the halves rings a little


def test_patches_cover_every_pixel_alike():
    """The window sums to one up to the border: equal detail everywhere is folded to that detail."""
    height, width = 37, 50
    chessboard = ((torch.arange(64)[:, None] + torch.arange(64)) % 2 * 2 - 1) * 0.1
    detail = style_detail(
        torch.full((1, 3, height, width), 0.5), [(0.5 + chessboard).expand(1, 3, 64, 64)], [1.0], seed=0
    )
    assert detail.shape == (1, 3, height, width)
    torch.testing.assert_close(detail.abs(), torch.full_like(detail, 0.1), rtol=0, atol=2e-3)


def test_detail_is_as_strong_as_the_styles():
    """Overlapping patches that disagree weaken each other; the gain makes up for it."""
    style = smooth(1) + 0.1 * torch.randn(1, 3, 48, 40, generator=torch.Generator().manual_seed(2))
    found = style_detail(smooth(3, (96, 80)), [style], [1.0], seed=0)
    fine = style - F.interpolate(F.avg_pool2d(style, 2), scale_factor=2, mode="bicubic")
    assert float(found.square().mean().sqrt()) == pytest.approx(float(fine.square().mean().sqrt()), rel=0.05)


def test_gain_has_a_bound():
    """Where the nearest patches are flat, the style's busy ones elsewhere do not blow up their rounding errors."""
    picture = torch.full((1, 3, 64, 64), 0.8)
    raw = striped()
    raw[..., 20:] += 1e-3 * torch.randn(1, 3, 48, 20, generator=torch.Generator().manual_seed(0))
    assert float(style_detail(picture, [raw], [1.0], seed=0).abs().max()) < 4e-3 * MOST_GAIN


def test_seed_decides_the_patches():
    picture, style = smooth(0, (64, 64)), smooth(1, (240, 240)) + 0.1 * torch.rand(1, 3, 240, 240)
    first, again, other = (style_detail(picture, [style], [1.0], seed) for seed in (0, 0, 1))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_style_without_a_share_gives_no_patch():
    picture, style = smooth(0), striped()
    alone = style_detail(picture, [style], [1.0], seed=0)
    assert torch.equal(style_detail(picture, [smooth(5), style], [0.0, 1.0], seed=0), alone)


def test_flat_style_has_no_detail():
    assert float(style_detail(smooth(0), [torch.full((1, 3, 40, 48), 0.3)], [1.0], seed=0).abs().max()) < 1e-5


@pytest.mark.parametrize("style_size", [(32, 32), (33, 200), (400, 35)])
def test_style_of_any_shape_serves(style_size):
    detail = style_detail(smooth(0, (32, 131)), [torch.rand(1, 3, *style_size)], [1.0], seed=0)
    assert detail.isfinite().all()
