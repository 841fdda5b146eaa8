import pytest
import torch

from models.random_weights import RANDOM_SEED, drawn_picture, random_weights
from models.vgg import VGG, VGG19


@pytest.fixture(scope="module")
def random_vgg19():
    return random_weights(VGG19)


def test_random_weights_are_the_same_every_time(random_vgg19):
    assert random_weights(VGG19).sha256 == random_vgg19.sha256


def test_random_weights_have_unit_mean_activations(random_vgg19):
    layers = ("relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1")
    generator = torch.Generator().manual_seed(RANDOM_SEED)
    maps = VGG(VGG19, layers, random_vgg19.tensors)(drawn_picture(generator))
    for activation in (each.detach() for each in maps):
        assert float(activation.mean()) == pytest.approx(1, abs=0.1)  # torchvision's mean differs by channel
