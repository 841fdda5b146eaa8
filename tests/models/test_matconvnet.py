import sys

import numpy as np
import pytest
import torch
from scipy.io import savemat

from models import registry
from models.errors import WeightsDamaged, WeightsNotFound
from models.vgg import VGG19


def written(path, *, is_packed=False):
    """Two convolutions as MatConvNet keeps them, and what each ought to be in torch."""
    generator, layers, expected = np.random.default_rng(0), [], {}
    for name, (inputs, outputs) in (("conv1_1", (3, 64)), ("conv1_2", (64, 64))):
        kernel = generator.normal(size=(3, 3, inputs, outputs)).astype(np.float32)
        bias = generator.normal(size=(1, outputs)).astype(np.float32)
        layers += [{"weights": np.array([kernel, bias], dtype=object), "name": name}, {"name": "relu", "type": "relu"}]
        expected[name] = (kernel, bias)
    savemat(path, {"layers": np.array(layers, dtype=object)}, do_compression=is_packed)
    return expected


def test_kernels_are_turned_and_red_is_read_first(tmp_path):
    expected = written(tmp_path / "net.mat")
    weights = registry.load(file=tmp_path / "net.mat")
    assert weights.name == "vgg19"
    assert (weights.preprocessing, weights.last_layer) == ("caffe-rgb", "pool1")
    kernel, bias = expected["conv1_2"]
    index = VGG19.layer("conv1_2").index
    assert float(weights.tensors[f"features.{index}.weight"][5, 7, 2, 1]) == kernel[1, 2, 7, 5]
    torch.testing.assert_close(weights.tensors[f"features.{index}.bias"], torch.from_numpy(bias[0]))


def test_file_that_is_no_network_is_refused(tmp_path):
    (tmp_path / "net.mat").write_bytes(b"MATLAB 5.0 MAT-file, or so it says" * 9)
    with pytest.raises(WeightsDamaged, match="MatConvNet"):
        registry.load("vgg19", file=tmp_path / "net.mat")


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: b"",
        lambda whole: whole[:19],
        lambda whole: bytes(20) + whole[20:],
        lambda whole: whole[:5000],
        lambda whole: whole[:5000] + bytes([whole[5000] ^ 255]) + whole[5001:],
    ],
    ids=["empty", "cut off in its head", "zeros for a head", "cut off", "a byte turned over"],
)
def test_packed_file_that_is_damaged_is_refused(tmp_path, damage):
    file = tmp_path / "net.mat"
    written(file, is_packed=True)
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(WeightsDamaged, match="is no readable MatConvNet network"):
        registry.load(file=file)


def test_file_of_an_unknown_class_of_array_is_refused(tmp_path):
    """Of which scipy says that a variable of its own is not set."""
    file = tmp_path / "net.mat"
    written(file)
    damaged = bytearray(file.read_bytes())
    damaged[144] = 99  # behind the file's head of 128 bytes and two tags of 8
    file.write_bytes(damaged)
    with pytest.raises(WeightsDamaged, match="UnboundLocalError"):
        registry.load(file=file)


def test_missing_scipy_is_named_itself(tmp_path, monkeypatch):
    """Not as an extra of the project: whoever owns the project's name among packages, it is not the project."""
    monkeypatch.setitem(sys.modules, "scipy.io", None)
    (tmp_path / "net.mat").touch()
    with pytest.raises(WeightsNotFound, match="pip install 'scipy>="):
        registry.load(file=tmp_path / "net.mat")
