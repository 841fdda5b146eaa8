"""torch, CUDA and ONNX Runtime are looked at, and what is not right is named."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from engine.doctor import painting
from engine.painting.network_choice import NetworkChoice

NAMES = ["torch", "CUDA", "ONNX Runtime", "cpu: network", "cpu: ONNX", "cpu: 64 px"]


@pytest.fixture(scope="module")
def choice(tmp_path_factory: pytest.TempPathFactory) -> NetworkChoice:
    return NetworkChoice(device="cpu", dtype="float32", cache_dir=tmp_path_factory.mktemp("cache"))


@pytest.mark.slow  # exports the network
def test_a_sound_machine_is_green(choice: NetworkChoice) -> None:
    found = list(painting.findings(choice, sides=[64]))
    assert [(each.name, each.remedy) for each in found] == [(name, None) for name in NAMES]
    assert 0 < float(found[-1].said.split()[0]) < 60


@pytest.mark.parametrize(("apart", "is_well"), [(1e-5, True), (0.5, False)])
def test_onnx_and_torch_that_differ_are_a_fault(apart: float, is_well: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.features.onnx_features.parity", lambda *_: {"relu1_1": 0.0, "relu2_1": apart})
    workshop: Any = SimpleNamespace(device="cpu", networks_dir=Path(), weights=None, extraction=lambda _: None)
    found = painting.agreement(workshop)
    assert (found.said[:7], found.is_well) == (f"{apart:.1e}", is_well)


def test_a_network_that_is_not_there_names_how_to_fetch_it(tmp_path: Path) -> None:
    missing = NetworkChoice(device="cpu", weights=tmp_path / "none.pth", cache_dir=tmp_path)
    found = list(painting.findings(missing))
    assert [each.name for each in found if not each.is_well] == ["cpu: network"]


@pytest.mark.parametrize(
    ("wanted", "has_driver", "remedy"),
    [
        ("auto", False, None),
        ("cpu", True, None),
        ("auto", True, "driver is older"),
        ("cuda", False, "DEVICE=cpu"),
        ("gpu", False, "auto, cpu or cuda"),
    ],
)
def test_a_gpu_that_torch_does_not_see_is_named(
    wanted: str, has_driver: bool, remedy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    found = painting.cuda(wanted, has_driver=has_driver)
    assert (found.remedy or "").find(remedy or "") >= 0
    assert found.is_well == (remedy is None)


def test_a_gpu_is_described(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    facts = SimpleNamespace(name="NVIDIA Test", major=9, minor=0)
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda _: facts)
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda: (2**33, 2**34))
    assert painting.cuda("auto", has_driver=True).said.startswith("NVIDIA Test, CUDA ")


def test_a_build_without_cuda_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onnxruntime.get_available_providers", lambda: ["CPUExecutionProvider"])
    assert "onnxruntime-gpu" in (painting.onnx_runtime("cuda").remedy or "")
    assert painting.onnx_runtime("cpu").is_well
