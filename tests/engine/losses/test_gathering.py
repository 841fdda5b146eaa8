import math

import pytest
import torch

from engine.features.extraction import Extraction
from engine.features.tensors import resized
from engine.features.tiles import Grid
from engine.features.torch_features import TorchFeatures
from engine.losses.gathering import Agreement, gathered
from engine.losses.objective import Objective, ViewTargets
from engine.losses.style_statistics import Statistics, statistics
from models.random_weights import random_weights
from models.vgg import VGG19

LAYERS = ("relu1_1", "relu1_2", "relu2_1", "relu2_2", "relu3_1")
SIDE = 32  # px; of a tile


@pytest.fixture(scope="module")
def features():
    return TorchFeatures(random_weights(VGG19), Extraction(layers=LAYERS), "cpu", torch.float32)


def picture(seed, size=(104, 84)):
    rgb = torch.rand(1, 3, size[1] // 4, size[0] // 4, generator=torch.Generator().manual_seed(seed))
    return resized(rgb, size)


def found_in(features, rgb, side):
    grid = Grid(height=rgb.shape[2], width=rgb.shape[3], side=side, layers=VGG19.through(LAYERS))
    with torch.no_grad():
        return gathered(rgb, features, LAYERS, grid, "relu2_2")


@pytest.mark.parametrize("side", [None, SIDE])
def test_tiles_add_up_to_the_statistics_of_the_whole(features, side):
    rgb = picture(0)
    with torch.no_grad():
        expected = statistics(rgb, features(rgb))
    for a, b in zip(found_in(features, rgb, side).statistics.tensors, expected.tensors, strict=True):
        torch.testing.assert_close(a, b, rtol=1e-4, atol=1e-6)


def test_content_is_put_together_from_tiles(features):
    rgb = picture(0)
    whole, tiled = (found_in(features, rgb, side).content for side in (None, SIDE))
    torch.testing.assert_close(tiled.float(), whole, rtol=2**-8, atol=1e-5)  # kept in bfloat16


def objective(features, photo, style, side):
    own, wanted = found_in(features, photo, side), found_in(features, style, side)
    pairs = zip(own.statistics.tensors, wanted.statistics.tensors, strict=True)
    view = ViewTargets(
        size=(photo.shape[3], photo.shape[2]),
        style=wanted.statistics,
        units=Statistics.of((a - b).square().sum() for a, b in pairs),
        content=own.content,
        content_unit=own.content.float().var() * own.content.numel(),
    )
    return Objective(features, [view], content_layer="relu2_2", open_share=0.1, pull=1.0, tile_side=side)


def test_painting_in_tiles_minimises_the_same_loss(features):
    photo, style, rgb = picture(0), picture(1), picture(2).requires_grad_()
    losses = [objective(features, photo, style, side)(rgb) for side in (None, SIDE)]
    torch.testing.assert_close(*losses, rtol=1e-3, atol=0)
    whole, tiled = (torch.autograd.grad(loss, rgb)[0] for loss in losses)
    assert float((tiled - whole).norm() / whole.norm()) < 5e-3


def test_agreement_ignores_a_common_gain_and_the_offset_of_each_channel():
    offsets = torch.tensor([7.0, 0.0, -3.0]).view(1, 3, 1, 1)
    gains = torch.tensor([5.0, 1.0, 1.0]).view(1, 3, 1, 1)
    maps = torch.randn(1, 3, 5, 4, generator=torch.Generator().manual_seed(0))

    def agreement(other):
        found = Agreement()
        for rows in (slice(0, 2), slice(2, 5)):
            found.add(other[:, :, rows], maps[:, :, rows])
        return found.correlation()

    assert agreement(2 * maps + offsets) == pytest.approx(1, abs=1e-5)
    assert agreement(gains * maps) < 0.95
    assert agreement(-maps) == pytest.approx(-1, abs=1e-5)
    assert math.isfinite(agreement(torch.zeros_like(maps)))


def test_map_that_nobody_compares_is_not_gathered(features):
    """At 4096 px it would take 0.8 GB."""
    rgb = picture(0)
    grid = Grid(height=rgb.shape[2], width=rgb.shape[3], side=SIDE, layers=VGG19.through(LAYERS))
    with torch.no_grad():
        assert gathered(rgb, features, LAYERS, grid, None).content is None
