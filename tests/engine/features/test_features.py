from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch
from onnxruntime.capi.onnxruntime_pybind11_state import Fail, RuntimeException

from engine.errors import DeviceUnavailable
from engine.features.extraction import Extraction
from engine.features.onnx_features import OnnxFeatures, export, parity
from engine.features.torch_features import TorchFeatures
from models.random_weights import random_weights
from models.vgg import VGG16, VGG19

EXTRACTION = Extraction(layers=("relu1_1", "relu2_1", "relu3_1"))
RGB = torch.rand(1, 3, 40, 56, generator=torch.Generator().manual_seed(0))


@pytest.fixture(scope="module")
def weights():
    return random_weights(VGG19)


@pytest.fixture(scope="module")
def cache_dir(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.mark.parametrize("size", [(64, 80), (97, 131), (160, 33)])
def test_onnx_and_torch_agree(weights, cache_dir, size):
    for difference in parity(weights, EXTRACTION, cache_dir, size).values():
        assert difference < 1e-4  # float32 sums in another order: 1e-6 measured


@pytest.mark.parametrize(("pooling", "padding"), [("average", "zero"), ("average-ceil", "zero"), ("max", "zero")])
def test_onnx_and_torch_agree_on_pooling_and_padding(weights, cache_dir, pooling, padding):
    extraction = Extraction(layers=("relu1_1", "relu2_1"), pooling=pooling, padding=padding)
    assert max(parity(weights, extraction, cache_dir, (35, 50)).values()) < 1e-4


def test_network_is_exported_once(weights, cache_dir):
    path = export(weights, EXTRACTION, cache_dir)
    written = path.stat().st_mtime_ns
    assert export(weights, EXTRACTION, cache_dir) == path
    assert path.stat().st_mtime_ns == written


@pytest.mark.parametrize(
    "damage", [lambda whole: b"", lambda whole: whole[: len(whole) // 2], lambda whole: b"no network"]
)
def test_damaged_export_is_made_again(weights, cache_dir, tmp_path, damage):
    whole = export(weights, EXTRACTION, cache_dir)
    damaged = tmp_path / whole.name
    damaged.write_bytes(damage(whole.read_bytes()))
    maps = OnnxFeatures(weights, EXTRACTION, device="cpu", cache_dir=tmp_path)(RGB)
    assert [each.shape[1] for each in maps] == [64, 128, 256]
    assert damaged.stat().st_size == whole.stat().st_size


def test_network_that_stays_damaged_is_exported_only_once_more(weights, tmp_path, monkeypatch):
    from onnxruntime.capi.onnxruntime_pybind11_state import InvalidProtobuf

    exported = []

    def broken(*_args):
        exported.append(1)
        path = tmp_path / "broken.onnx"
        path.write_bytes(b"no network")
        return path

    monkeypatch.setattr("engine.features.onnx_features.export", broken)
    with pytest.raises(InvalidProtobuf):
        OnnxFeatures(weights, EXTRACTION, device="cpu", cache_dir=tmp_path)
    assert len(exported) == 2


def test_network_that_cannot_be_kept_is_exported_for_this_time(weights, tmp_path, caplog):
    (tmp_path / "taken").write_text("no folder")
    maps = OnnxFeatures(weights, EXTRACTION, device="cpu", cache_dir=tmp_path / "taken" / "networks")(RGB)
    assert [each.shape[1] for each in maps] == [64, 128, 256]
    assert "name another folder with --cache-dir" in caplog.text


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (RuntimeException("Failed to allocate memory for requested buffer of size 512"), MemoryError),
        (RuntimeException("running Conv node. Name:'relu1_1_nchwc' Status Message: std::bad_alloc"), MemoryError),
        (Fail("CUDA failure 2: out of memory"), MemoryError),
        (Fail("Invalid rank for input"), Fail),
    ],
)
def test_memory_that_runs_out_within_onnx_runtime_is_told_apart(weights, cache_dir, monkeypatch, fault, told):
    """Its faults are neither MemoryErrors nor RuntimeErrors; a sound network is not taken for a damaged one."""
    onnx = OnnxFeatures(weights, EXTRACTION, device="cpu", cache_dir=cache_dir)

    def failing(*_words, **_flags):
        raise fault

    onnx._session = SimpleNamespace(run=failing)
    with pytest.raises(told):
        onnx(RGB)
    monkeypatch.setattr("onnxruntime.InferenceSession", failing)
    with pytest.raises(told):
        OnnxFeatures(weights, EXTRACTION, device="cpu", cache_dir=cache_dir)
    assert export(weights, EXTRACTION, cache_dir).exists()


def test_interrupted_export_leaves_nothing(weights, tmp_path, monkeypatch):
    def fail(*_args, **_keywords):
        raise RuntimeError("interrupted")

    monkeypatch.setattr(torch.onnx, "export", fail)
    with pytest.raises(RuntimeError, match="interrupted"):
        export(weights, EXTRACTION, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_key_tells_apart_whatever_changes_the_maps(weights):
    changed = [
        Extraction(layers=("relu1_1",)),
        Extraction(layers=EXTRACTION.layers, pooling="average"),
        Extraction(layers=EXTRACTION.layers, padding="zero"),
    ]
    others = (random_weights(VGG16), random_weights(VGG19, seed=1), replace(weights, preprocessing="caffe"))
    keys = {each.key(weights) for each in (EXTRACTION, *changed)} | {EXTRACTION.key(each) for each in others}
    assert len(keys) == 7


def test_cuda_never_falls_back(weights, cache_dir):
    import onnxruntime

    if torch.cuda.is_available() and "CUDAExecutionProvider" in onnxruntime.get_available_providers():
        pytest.skip("this machine has CUDA")
    with pytest.raises(DeviceUnavailable, match="cpu"):
        OnnxFeatures(weights, EXTRACTION, device="cuda", cache_dir=cache_dir)


def test_bound_memory_gives_the_same_maps(weights, cache_dir):
    """The way that a GPU takes, here with the processor's memory; the maps are the caller's own, not the session's."""
    onnx = OnnxFeatures(weights, EXTRACTION, device="cpu", cache_dir=cache_dir)
    bound = onnx.bound(RGB)
    onnx.bound(torch.zeros_like(RGB))
    for a, b in zip(bound, onnx(RGB), strict=True):
        assert torch.equal(a, b)


def test_active_provider_is_read_back(weights, cache_dir):
    assert OnnxFeatures(weights, EXTRACTION, device="cpu", cache_dir=cache_dir).provider == "CPUExecutionProvider"


def test_bfloat16_maps_are_near_the_exact_ones(weights):
    exact = TorchFeatures(weights, EXTRACTION, "cpu", torch.float32)(RGB)
    rough = TorchFeatures(weights, EXTRACTION, "cpu", torch.bfloat16)(RGB)
    for a, b in zip(exact, rough, strict=True):
        assert b.dtype == torch.bfloat16
        assert float((a - b.float()).norm() / a.norm()) < 0.02  # five roundings at 2^-9


def test_gradient_reaches_the_pixels(weights):
    rgb = RGB.clone().requires_grad_()
    maps = TorchFeatures(weights, EXTRACTION, "cpu", torch.bfloat16)(rgb)
    maps[-1].float().square().mean().backward()
    assert rgb.grad.dtype == torch.float32
    assert rgb.grad.abs().sum() > 0
