import pytest
import torch

from models.random_weights import random_weights
from models.scaling import between_blocks, mean_activations, scaled
from models.vgg import VGG, VGG16, VGG19

LAYERS = ("relu1_2", "pool2", "relu3_1")


def picture():
    return torch.rand(1, 3, 32, 40, generator=torch.Generator().manual_seed(0))


def maps_of(weights):
    return VGG(weights.architecture, LAYERS, weights.tensors).requires_grad_(False)(picture())


def test_maps_are_multiplied_and_nothing_else_changes():
    weights = random_weights(VGG19)
    factors = {"conv1_1": 3.0, "conv1_2": 60.0, "conv2_1": 7.0, "conv2_2": 0.5, "conv3_1": 100.0}
    for found, plain, factor in zip(maps_of(scaled(weights, factors)), maps_of(weights), (60, 0.5, 100), strict=True):
        torch.testing.assert_close(found, factor * plain, rtol=1e-4, atol=1e-4 * float(factor * plain.max()))


def test_scaled_weights_are_not_taken_for_the_plain_ones():
    weights = random_weights(VGG16)
    assert (
        len({weights.sha256, scaled(weights, {"conv1_1": 2.0}).sha256, scaled(weights, {"conv1_1": 3.0}).sha256}) == 3
    )


def test_mean_activations_follow_the_factors():
    weights = random_weights(VGG19)
    plain = mean_activations(weights, picture())
    assert list(plain)[:3] == ["conv1_1", "conv1_2", "conv2_1"]
    assert len(plain) == 16
    found = mean_activations(scaled(weights, {"conv2_1": 5.0}), picture())
    assert found["conv2_1"] == pytest.approx(5 * plain["conv2_1"], rel=1e-4)
    assert found["conv2_2"] == pytest.approx(plain["conv2_2"], rel=1e-3)


def test_numbers_between_blocks_are_geometric_means():
    found = between_blocks(VGG16, (1.0, 4.0, 8.0, 1.0, 1.0, 1.0))
    assert found["conv1_1"] == pytest.approx(1)
    assert found["conv1_2"] == pytest.approx(2)
    assert found["conv3_2"] == pytest.approx(4)
    assert found["conv3_3"] == pytest.approx(2)
