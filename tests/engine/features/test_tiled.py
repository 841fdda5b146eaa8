import pytest
import torch

from engine.features.frozen import FrozenNetwork
from engine.features.tiled import TiledPass
from engine.features.tiles import MapSize, reach_of, tiles_of
from engine.losses.gram import ContentComparison, GramComparison, gram_matrix
from models.random_weights import random_weights
from models.vgg import VGG, VGG19

LAYERS = ("relu1_1", "relu1_2", "relu2_1", "relu2_2", "relu3_1")
REACH = reach_of(VGG19.through(LAYERS))
SIZES = [(96, 64), (101, 83), (67, 150)]


@pytest.fixture(scope="module")
def network():
    vgg = VGG(VGG19, LAYERS, random_weights(VGG19).tensors, padding="reflect")
    return vgg.requires_grad_(False).double()


def picture(size, seed):
    return torch.rand(1, 3, *size, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def comparisons(vgg, other):
    maps = dict(zip(vgg.layers, vgg(other), strict=True))
    style = [(name, GramComparison(gram_matrix(maps[name]))) for name in vgg.layers]
    content = maps["relu2_2"]
    weight = 1 + torch.rand(1, 1, *content.shape[2:], generator=torch.Generator().manual_seed(5), dtype=content.dtype)
    return [*style, ("relu2_2", ContentComparison(content)), ("relu2_2", ContentComparison(content, weight))]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_tiles_give_the_distances_and_the_gradient_of_the_whole_picture(network, size):
    rgb, compared = picture(size, 0).requires_grad_(), comparisons(network, picture(size, 1))
    whole = FrozenNetwork(network)
    found, expected = (each.squared_distances(rgb, compared) for each in (TiledPass(network=whole, side=32), whole))
    torch.testing.assert_close(found, expected, rtol=1e-10, atol=0)
    weights = 1 / expected.detach()
    gradients = [torch.autograd.grad((each * weights).sum(), rgb)[0] for each in (found, expected)]
    torch.testing.assert_close(*gradients, rtol=1e-8, atol=1e-12)


def test_network_sees_as_far_as_its_margin_says(network):
    """A pixel changes maps up to ten away, which are two positions and a half of the last."""
    assert (REACH.margin, REACH.stride) == (12, 4)
    before, after = picture((96, 96), 0), picture((96, 96), 0)
    after[0, :, 48, 48] = 0
    changed = (network(before)[-1] - network(after)[-1]).abs().sum(1)[0].nonzero()
    far = (4 * changed + 2 - 48).abs().max()
    assert far <= REACH.margin


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_cores_cover_a_picture_once(size):
    covered = torch.zeros(1, 1, *size)
    for tile in tiles_of(*size, 32, REACH):
        covered[tile.core.place] += 1
    assert covered.eq(1).all()


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_cores_cover_every_map_once(size):
    for stride in (1, 2, 4):
        whole = MapSize(stride=stride, height=size[0] // stride, width=size[1] // stride)
        covered = torch.zeros(1, 1, whole.height, whole.width)
        for tile in tiles_of(*size, 32, REACH):
            covered[whole.area(tile).place] += 1
        assert covered.eq(1).all()


def test_small_picture_is_one_tile_without_a_margin():
    (tile,) = tiles_of(40, 30, 32, REACH)
    assert tile.core == tile.outer
