"""A narrower network keeps the channels that tell most, and gives their maps."""

import numpy as np
import torch

from models.training.caltech import Corpus, center_crops
from models.training.narrowing import narrowed, regression, telling_channels
from models.training.pupil import mismatch
from models.vgg import VGG, Architecture

WIDE = Architecture(name="wide", blocks=((8, 8), (16,)))
LAYERS = ("relu1_1", "relu1_2", "relu2_1")


def weights() -> dict[str, torch.Tensor]:
    torch.manual_seed(0)
    return {name: tensor.detach() for name, tensor in VGG(WIDE, LAYERS).state_dict().items()}


def test_a_copy_of_a_channel_is_the_first_to_go() -> None:
    rows = torch.randn(500, 4, generator=torch.Generator().manual_seed(0))
    rows[:, 2] = 3 * rows[:, 0]
    assert telling_channels(rows, 3).tolist() in ([0, 1, 3], [1, 2, 3])


def test_regression_finds_a_linear_map_and_its_constant() -> None:
    given = torch.randn(400, 3, generator=torch.Generator().manual_seed(1))
    true = torch.tensor([[1.0, 0.0], [2.0, -1.0], [0.0, 0.5]])
    found = regression(given, given @ true + torch.tensor([0.3, -0.2]))
    assert torch.allclose(found, torch.cat([true, torch.tensor([[0.3, -0.2]])]), atol=1e-3)  # the ridge


def test_as_wide_as_before_nothing_changes(corpus: Corpus) -> None:
    tensors, pictures = weights(), center_crops(corpus, np.arange(8), 32)
    same = narrowed(tensors, WIDE, WIDE, pictures)
    with torch.no_grad():
        expected, actual = (VGG(WIDE, LAYERS, each, padding="reflect")(pictures) for each in (tensors, same.tensors))
    for name, a, b in zip(LAYERS, actual, expected, strict=True):
        assert (a - b).abs().max() < 0.02 * b.abs().max(), name  # the ridge


def test_half_as_wide_the_maps_stay_near_those_that_are_kept(corpus: Corpus) -> None:
    tensors, pictures = weights(), center_crops(corpus, np.arange(24), 32)
    narrow = Architecture(name="narrow", blocks=((4, 4), (8,)))
    half = narrowed(tensors, WIDE, narrow, pictures)
    with torch.no_grad():
        given = VGG(narrow, LAYERS, half.tensors, padding="reflect")(pictures)
        wide = VGG(WIDE, LAYERS, tensors, padding="reflect")(pictures)
    wanted = [maps[:, kept] for maps, kept in zip(wide, half.kept, strict=True)]
    assert [len(kept) for kept in half.kept] == [4, 4, 8]
    assert float(mismatch(given, wanted)) < 0.3  # 0 is perfect, 1 is their means
