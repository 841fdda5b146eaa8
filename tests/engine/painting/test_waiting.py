"""How often the host waits for the device: on torch's meta device, whose tensors have no numbers to read."""

import pytest
import torch

from engine.descent import history
from engine.descent.lbfgs import minimise
from engine.features.frozen import FrozenNetwork
from engine.losses.calm import loss_of_change
from engine.losses.objective import Objective, ViewTargets
from engine.losses.style_statistics import Statistics
from models.vgg import VGG, VGG19

LAYERS = ("relu1_1", "relu1_2", "relu2_1", "relu2_2", "relu3_1")
EVALUATIONS = 6


class Features:
    """The frozen pass without the rest of TorchFeatures."""

    layers = LAYERS

    def __init__(self):
        with torch.device("meta"):
            network = VGG(VGG19, LAYERS, padding="reflect").requires_grad_(False)
        network.features.bfloat16()
        self._frozen = FrozenNetwork(network)

    def squared_distances(self, rgb, comparisons, tile_side):
        assert tile_side is None
        return self._frozen.squared_distances(rgb, comparisons)


def away(*shape):
    return torch.empty(shape, device="meta")


def view(width, height, has_content):
    return ViewTargets(
        size=(width, height),
        style=Statistics(
            color=away(3, 6),
            orientation=away(12, 12),
            grams=tuple(away(channels, channels) for channels in (64, 64, 128, 128, 256)),
        ),
        units=Statistics.of(away() for _ in range(7)),
        content=away(1, 128, height // 2, width // 2) if has_content else None,
        content_unit=away(),
    )


def objective():
    views = [view(64, 48, False), view(32, 32, True)]
    return Objective(Features(), views, content_layer="relu2_2", open_share=0.1, pull=1.0, orientation=1.0)


def test_evaluation_waits_for_the_device_once(monkeypatch):
    """Loss, finiteness and dot products come in one transfer; any other look at a number raises.

    The loss is the one that a level of the default recipe minimises.
    """
    transfers = []

    def falling(numbers):
        assert numbers.device.type == "meta"
        transfers.append(len(numbers))
        return [1 / len(transfers), *(1.0 for _ in range(len(numbers) - 1))]

    monkeypatch.setattr(history, "_on_host", falling)
    picture = away(1, 3, 48, 64)
    outcome = minimise(loss_of_change(objective(), picture), torch.zeros_like(picture), EVALUATIONS)
    assert outcome.fault is None
    assert outcome.evaluations == EVALUATIONS
    assert len(transfers) == EVALUATIONS
    assert max(transfers) < 100  # numbers, not pictures


@pytest.mark.parametrize(
    ("look", "error", "says"),
    [
        (float, RuntimeError, "cannot be called on meta tensors"),
        (bool, RuntimeError, "cannot be called on meta tensors"),
        (lambda numbers: numbers.cpu(), NotImplementedError, "Cannot copy out of meta tensor"),
        (lambda numbers: numbers.numpy(), TypeError, "can't convert meta device type tensor"),
    ],
)
def test_looking_at_a_number_there_is_noticed(look, error, says):
    """What the test above relies on."""
    with pytest.raises(error, match=says):
        look(away())
