"""The weights that come with the project: the very file the registry names, whole, small and normalised."""

import hashlib

import numpy as np
import pytest
import torch
from safetensors import safe_open
from skimage import data

from models.registry import BUILTIN_FILE, ENTRIES, load
from models.vgg import VGG, VGG19

CONVOLUTIONS = [layer for layer in VGG19.layers if layer.kind == "conv"]


@pytest.fixture(scope="module")
def photos() -> torch.Tensor:
    """Return parts of three photos at half size, (3, 3, 128, 128) in 0..1."""
    parts = [photo[40:296:2, 120:376:2] for photo in (data.astronaut(), data.coffee(), data.chelsea())]
    return torch.from_numpy(np.stack(parts)).permute(0, 3, 1, 2).float() / 255


def test_file_is_the_one_that_the_registry_names() -> None:
    assert hashlib.sha256(BUILTIN_FILE.read_bytes()).hexdigest() == ENTRIES["builtin"].sha256


def test_file_is_small_enough_to_travel_with_the_project() -> None:
    assert BUILTIN_FILE.stat().st_size <= 45e6


def test_file_holds_all_sixteen_convolutions_as_float16_and_nothing_else() -> None:
    with safe_open(BUILTIN_FILE, "pt") as opened:
        kinds = {name: opened.get_tensor(name).dtype for name in opened.keys()}  # noqa: SIM118
    names = {f"features.{layer.index}.{part}" for layer in CONVOLUTIONS for part in ("weight", "bias")}
    assert set(kinds) == names
    assert set(kinds.values()) == {torch.float16}


def test_file_states_its_preprocessing_and_pooling() -> None:
    with safe_open(BUILTIN_FILE, "pt") as opened:
        metadata = opened.metadata()
    assert metadata["preprocessing"] == ENTRIES["builtin"].preprocessing == "torchvision"
    assert metadata["pooling"] == "max"


def test_builtin_reaches_relu5_4() -> None:
    assert load("builtin").last_layer in ("relu5_4", "pool5")


def test_every_layer_has_about_unit_mean_activation_on_photos(photos: torch.Tensor) -> None:
    layers = [layer.name.replace("conv", "relu") for layer in CONVOLUTIONS]
    network = VGG(VGG19, layers, load("builtin").tensors, padding="reflect")
    with torch.no_grad():
        means = [float(maps.mean()) for maps in network(photos)]
    assert means == pytest.approx([1.0] * 16, abs=0.5)  # measured on other pictures than these three


def test_no_weight_is_broken() -> None:
    assert all(torch.isfinite(tensor).all() for tensor in load("builtin").tensors.values())
