import pytest
import torch

from engine.losses.calm import FINE_CHROMA, calmed, out_of_range, with_even_frame
from engine.recipes.default import DEFAULT
from engine.schedule import pyramid


def _chessboard(side):
    rows = torch.arange(side)
    return ((rows[:, None] + rows) % 2 * 2 - 1).float()


def test_change_of_a_whole_area_is_kept():
    """Flat colour is not fine colour."""
    change = torch.tensor([0.3, -0.2, 0.1]).view(1, 3, 1, 1).expand(1, 3, 8, 8)
    torch.testing.assert_close(calmed(change), change)


def test_grey_detail_is_kept():
    """Strokes are drawn in brightness down to the pixel."""
    change = _chessboard(8).expand(1, 3, 8, 8)
    torch.testing.assert_close(calmed(change), change)


def test_colored_noise_of_single_pixels_is_calmed():
    """Red against blue of one brightness, from pixel to pixel: a 3 × 3 mean keeps a ninth of it."""
    color = torch.tensor([1.0, 0.0, -0.299 / 0.114]).view(1, 3, 1, 1)
    change = color * _chessboard(8)
    inside = (calmed(change) / change)[0, [0, 2], 2:-2, 2:-2]
    expected = 1 - (1 - FINE_CHROMA) * (1 - 1 / 9)
    torch.testing.assert_close(inside, torch.full_like(inside, expected))


def test_grey_detail_of_single_pixels_can_go_further():
    change = _chessboard(8).expand(1, 3, 8, 8)
    inside = (calmed(change, fine_luma=2) / change)[..., 2:-2, 2:-2]
    torch.testing.assert_close(inside, torch.full_like(inside, 1 + 8 / 9))


@pytest.mark.parametrize("fine_luma", [1, 2])
def test_every_picture_can_be_reached(fine_luma):
    """The calming slows fine colour down and forbids none: as a matrix it can be inverted."""
    units = torch.eye(75, dtype=torch.float64).view(75, 1, 3, 5, 5)
    matrix = torch.stack([calmed(unit, fine_luma).flatten() for unit in units])
    assert torch.linalg.svdvals(matrix).min() > 0.02


@pytest.mark.parametrize("fine_luma", [1, 2])
def test_gradient_of_the_calming_is_right(fine_luma):
    change = torch.rand(1, 3, 4, 5, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    assert torch.autograd.gradcheck(lambda each: calmed(each, fine_luma), change.requires_grad_())


def test_outermost_pixels_move_as_their_neighbours_do():
    """They weigh least on the maps; left free, a yellow fleck comes to lie in the corner of a blue sky."""
    change = torch.rand(1, 1, 16, 15, generator=torch.Generator().manual_seed(0)).expand(1, 3, 16, 15)
    even = with_even_frame(change)
    torch.testing.assert_close(even[..., 1:-1, 1:-1], change[..., 1:-1, 1:-1])
    torch.testing.assert_close(even[..., 0, :], even[..., 1, :])
    torch.testing.assert_close(even[..., -1], even[..., -2])


def test_a_fleck_of_colour_comes_to_lie_inside_and_not_at_the_edge():
    yellow = torch.tensor([1.0, 1.0, -0.886 / 0.114])  # of no brightness; at the edge five of 81 around are it
    for row, column, kept in ((8, 8, 1.0), (1, 8, 5 / 81), (2, 8, 1 / 81)):
        change = torch.zeros(1, 3, 17, 17)
        change[0, :, row, column] = yellow
        even = with_even_frame(change)
        torch.testing.assert_close(even[0, :, row, column], kept * yellow)


def test_colour_of_a_whole_area_reaches_the_edge():
    change = torch.tensor([0.3, -0.2, 0.1]).view(1, 3, 1, 1).expand(1, 3, 16, 16)
    torch.testing.assert_close(with_even_frame(change), change)


@pytest.mark.parametrize("edge_size", [256, 384, 512, 768, 1024, 2048])
def test_coarsest_view_has_one_scale_whatever_the_size(edge_size):
    """A preview and the picture look at the same large patches, within an octave."""
    views = pyramid.views((4, 3), edge_size, DEFAULT.coarsest)
    assert DEFAULT.coarsest <= views[-1].edge_size < 2 * DEFAULT.coarsest


def test_pixels_that_no_picture_has_cost_something():
    """Clipping them at the end would undo what they were for; those within 0..1 are free."""
    rgb = torch.full((1, 3, 2, 2), 0.5)
    assert out_of_range(rgb) == 0
    rgb[0, 0, 0, 0], rgb[0, 1, 0, 0] = 1.5, -0.5
    assert out_of_range(rgb) == pytest.approx(2 * 0.25 / 12)
