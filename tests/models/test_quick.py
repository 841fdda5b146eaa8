"""The narrow weights that come with the project: the very file the registry names, small, and near the wide ones."""

import hashlib

import torch

from models.registry import ENTRIES, load
from models.vgg import VGG

LAYERS = ("relu1_1", "relu1_2", "relu2_1", "relu2_2", "relu3_1")
FILE = ENTRIES["quick"].path


def test_file_is_the_one_that_the_registry_names() -> None:
    assert hashlib.sha256(FILE.read_bytes()).hexdigest() == ENTRIES["quick"].sha256


def test_file_is_a_hundredth_of_the_wide_one() -> None:
    assert FILE.stat().st_size < ENTRIES["builtin"].path.stat().st_size / 100


def test_quick_costs_a_quarter_of_the_multiplications_of_the_default_recipes_layers() -> None:
    narrow, wide = (load(name).architecture.flop(LAYERS, 512 * 512) for name in ("quick", "builtin"))
    assert 0.25 < narrow / wide < 0.26


def test_quick_ends_where_the_default_recipe_does() -> None:
    assert load("quick").last_layer in ("relu3_1", "pool3")


def test_quick_gives_maps_of_unit_mean_and_five_layers() -> None:
    weights = load("quick")
    rgb = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        maps = VGG(weights.architecture, LAYERS, weights.tensors, padding="reflect")(rgb)
    assert [tuple(each.shape) for each in maps] == [
        (1, 32, 64, 64),
        (1, 32, 64, 64),
        (1, 64, 32, 32),
        (1, 64, 32, 32),
        (1, 128, 16, 16),
    ]
    assert all(0.1 < float(each.mean()) < 10 for each in maps)
