"""How a device is measured: a small picture on a GPU takes as long as its launches, whatever its size."""

import pytest
import torch

from engine.features.extraction import Extraction
from engine.features.torch_features import TorchFeatures
from engine.machine import devices
from engine.painting import measuring
from engine.painting.measuring import fastest_dtype, measured_cost
from models.random_weights import random_weights
from models.vgg import NARROW

GB = 2**30


@pytest.fixture
def sides(monkeypatch):
    """The sides that are measured; launches take 2 ms, a pixel 5 ns, and half of it in 16 bits."""
    found = []

    def evaluation_s(half, _device, side, _orientation):
        found.append(side)
        return max(0.002, side**2 * 5e-9 / (2 if half else 1))

    monkeypatch.setattr(measuring, "evaluation_s", evaluation_s)
    return found


@pytest.mark.parametrize(
    ("device", "free", "of_cost", "of_dtypes"),
    [
        ("cpu", 64 * GB, {64, 256}, {192}),
        ("cuda", 40 * GB, {256, 1024}, {1024}),
        ("cuda", None, {256, 1024}, {1024}),
        ("cuda", GB, {64, 256}, {192}),  # the larger ones would not fit
    ],
)
def test_device_is_measured_where_its_work_shows(monkeypatch, sides, device, free, of_cost, of_dtypes):
    monkeypatch.setattr(devices, "free_memory_bytes", lambda _device: free)
    monkeypatch.setattr(devices, "computes_bfloat16", lambda _device: True)
    measured_cost(False, device, 0.0)
    assert set(sides) == of_cost
    sides.clear()
    fastest_dtype("auto", lambda dtype: dtype is torch.bfloat16, device, 0.0)
    assert set(sides) == of_dtypes


def test_what_a_pixel_costs_a_gpu_is_not_hidden_by_its_launches(monkeypatch, sides):
    monkeypatch.setattr(devices, "free_memory_bytes", lambda _device: 40 * GB)
    assert measured_cost(False, "cuda", 0.0).pixel_s == pytest.approx(5e-9, rel=0.4)
    assert fastest_dtype("auto", lambda dtype: dtype is torch.bfloat16, "cuda", 0.0) is torch.bfloat16


@pytest.mark.parametrize(("has_photo", "compared"), [(True, [False, True]), (False, [False, False])])
def test_texture_is_measured_without_a_photos_content(has_photo, compared):
    """Of several views content is compared at all but the finest."""
    extraction = Extraction(layers=("relu1_1", "relu2_2"), pooling="max", padding="reflect")
    features = TorchFeatures(random_weights(NARROW), extraction, "cpu", torch.float32)
    objective, _ = measuring.random_objective(features, [(32, 32), (16, 16)], "cpu", 0.0, has_photo=has_photo)
    assert [view.content is not None for view in objective._views] == compared
