"""A warm start gives a training network the maps of the finished one."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch._subclasses.fake_tensor import FakeTensorMode

from models.training.caltech import Corpus, center_crops
from models.training.folding import fold, normalise
from models.training.network import TrainingNetwork
from models.training.trainer import Trainer
from models.training.warm_start import warm_start
from models.vgg import VGG
from tests.models.training.conftest import PLAN, TINY

LAYERS = tuple(layer.name for layer in TINY.layers if layer.kind == "relu")


def started(corpus: Corpus) -> tuple[Trainer, dict[str, torch.Tensor], torch.Tensor]:
    """Return a trainer that began with the weights of another one, those weights and the pictures."""
    plan = replace(PLAN, reflect_from=1)  # VGG pads all of its layers in one way
    teacher, trainer = (Trainer(replace(plan, seed=seed), corpus, architecture=TINY) for seed in (1, 2))
    for _ in range(3):
        teacher.advance()
    pictures = center_crops(corpus, np.arange(8), 32)
    tensors = normalise(fold(teacher.network), pictures, architecture=TINY)
    warm_start(trainer.network, tensors, pictures)
    return trainer, tensors, pictures


def test_warm_network_gives_the_finished_ones_maps_up_to_a_factor_a_channel(corpus: Corpus) -> None:
    trainer, tensors, pictures = started(corpus)
    with torch.no_grad():
        expected = VGG(TINY, LAYERS, tensors, padding="reflect")(pictures)
        actual = VGG(TINY, LAYERS, fold(trainer.network), padding="reflect")(pictures)
    for name, a, b in zip(LAYERS, actual, expected, strict=True):
        ratio = a.amax((0, 2, 3), keepdim=True) / b.amax((0, 2, 3), keepdim=True).clamp_min(1e-9)
        assert torch.allclose(a, b * ratio, atol=1e-4), name  # float32


def test_warm_filters_have_the_length_of_random_ones_and_norms_the_gain_one(corpus: Corpus) -> None:
    trainer, _, _ = started(corpus)
    for name, convolution in trainer.network.convolutions.items():
        lengths = convolution.weight.flatten(1).norm(dim=1)
        assert torch.allclose(lengths, torch.full_like(lengths, 2**0.5), atol=1e-3), name
        assert bool((trainer.network.norms[name].weight == 1).all()), name


def test_warm_heads_pull_at_nothing_yet(corpus: Corpus) -> None:
    trainer, _, pictures = started(corpus)
    rebuilt = trainer.network(pictures).rebuilt["relu3_1"]
    assert torch.allclose(rebuilt, rebuilt.mean((2, 3), keepdim=True).expand_as(rebuilt), atol=0.6)
    rebuilt.sum().backward()
    assert bool((trainer.network.convolutions["conv1_1"].weight.grad == 0).all())


def test_network_on_another_device_is_given_pictures_and_tensors_of_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """With torch's tensors without numbers, which refuse mixed devices as a GPU does and need none."""
    monkeypatch.setattr(TrainingNetwork, "to", lambda self, **_keywords: self)  # they cannot change their memory format
    with FakeTensorMode():
        with torch.device("cuda"):
            network = TrainingNetwork(PLAN, 2, TINY)
        tensors = {}
        for step in TINY.layers:
            if step.kind == "conv":
                tensors[f"features.{step.index}.weight"] = torch.rand(*reversed(step.channels), 3, 3)
                tensors[f"features.{step.index}.bias"] = torch.rand(step.channels[1])
        warm_start(network, tensors, torch.rand(2, 3, 32, 32))
        assert {tensor.device.type for tensor in network.state_dict().values()} == {"cuda"}
