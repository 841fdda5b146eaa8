"""Which neurons a sheet shows, on the narrow network that comes with the project."""

from __future__ import annotations

import pytest
import torch

from engine.features.extraction import Extraction
from engine.features.torch_features import TorchFeatures
from engine.laboratory import grid
from engine.laboratory.experiment import Asked
from engine.painting.network_choice import NetworkChoice
from engine.painting.workshop import Workshop

LAYER = "relu1_2"


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    cache = tmp_path_factory.mktemp("cache")
    return Workshop(NetworkChoice(network="quick", device="cpu", dtype="float32", cache_dir=cache))


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> dict[int, torch.Tensor]:
    """Return what will hold every neuron of a sample, and the picture that it comes to."""
    found: dict[int, torch.Tensor] = {}

    class Noted(grid._Samples):
        def of(self, layer: str) -> list[grid._Reaction]:
            reactions = super().of(layer)
            found.update({each.neuron: each.rgb for each in reactions})
            return reactions

    monkeypatch.setattr(grid, "_Samples", Noted)
    monkeypatch.setattr(grid, "GRID_SIZE", 32)  # px, of 128
    monkeypatch.setattr(grid, "GRID_CROP", (4, 4, 28, 28))
    return found


@torch.no_grad()
def answer(workshop: Workshop, neuron: int, rgb: torch.Tensor) -> float:
    """Return how strongly a neuron answers in the mean."""
    extraction = Extraction(layers=(LAYER,), pooling="max", padding="reflect")
    (maps,) = TorchFeatures(workshop.weights, extraction, "cpu", torch.float32)(rgb[None])
    return float(maps[0, neuron].mean())


def test_sheet_shows_the_eight_of_the_sample_that_answer_most_the_strongest_first(
    workshop: Workshop, looked_at: dict[int, torch.Tensor]
) -> None:
    shown = grid.of_layer(Asked(workshop=workshop, seed=0), LAYER, sample=12, steps=2)
    answers = {neuron: answer(workshop, neuron, rgb) for neuron, rgb in looked_at.items()}
    strongest = sorted(answers, key=lambda neuron: -answers[neuron])
    assert (len(answers), len(set(answers.values()))) == (12, 12)
    assert shown.report["neurons"] == {LAYER: strongest[:8]}
