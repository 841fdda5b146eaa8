"""Every experiment on the networks that the articles look at, with seeded random weights, at a tiny size."""

import json
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image
from safetensors.torch import save_file

from engine.laboratory import grid
from engine.painting.network_choice import NetworkChoice
from engine.painting.workshop import Workshop
from models.random_weights import random_weights
from models.vgg import ARCHITECTURES

EXPERIMENTS = {
    "neuron": "neurons --size 32 --steps 2 -o a.png",
    "grid": "neurons --grid --steps 1 -o a.png",
    "film of neurons": "neurons --layer relu1_1 --film 2 --steps 1 -o a.mp4",
    "dream": "dream photo.png --octaves 1 --steps 2 --edge-size 64 -o a.png",
    "film of a dream": "dream photo.png --layer relu1_2 --film 2 --steps 1 --edge-size 64 -o a.mp4",
    "texture": "texture photo.png --edge-size 64 -o a.png",
    "texture by Gram matrices": "texture photo.png --by gram --rounds 1 --edge-size 64 -o a.png",
    "texture by means": "texture photo.png --by mean --rounds 1 --edge-size 64 -o a.png",
    "rebuilt": "layers photo.png --rebuild relu1_2 --rounds 1 --edge-size 64 -o a.png",
}


@pytest.fixture(scope="module", params=["vgg16", "vgg19"])
def workshop(request, tmp_path_factory):
    """A network as its weights would be loaded from a file of the user's."""
    folder, name = tmp_path_factory.mktemp("weights"), request.param
    file = folder / f"{name}.safetensors"
    save_file(dict(random_weights(ARCHITECTURES[name]).tensors), file, {"preprocessing": "caffe-rgb"})
    return Workshop(NetworkChoice(network=name, weights=file, device="cpu", dtype="float32", cache_dir=folder))


def told():
    return json.loads(Path("report.json").read_text())


def shown(output):
    """Return the pictures of a file, 0..255."""
    if output.endswith(".png"):
        return [np.asarray(Image.open(output), dtype=float)]
    with av.open(output) as film:
        return [frame.to_ndarray(format="rgb24").astype(float) for frame in film.decode(video=0)]


@pytest.mark.parametrize("words", EXPERIMENTS.values(), ids=EXPERIMENTS)
def test_experiment_shows_something_on_the_network_that_is_named(ask, workshop, few_evaluations, monkeypatch, words):
    monkeypatch.setattr(grid, "GRID_SIZE", 32)  # px, of 128
    monkeypatch.setattr(grid, "GRID_CROP", (4, 4, 28, 28))
    assert ask(words) == 0
    found = shown(words.split()[-1])
    assert len(found) == (2 if "--film" in words else 1)
    assert min(picture.std() for picture in found) > 5
    assert told()["network"] == workshop.network
    assert told().get("ascent", "published") == "published"  # paintings have none


def test_sheets_are_of_every_layer_of_the_network(ask, workshop, tmp_path):
    assert ask("layers photo.png --edge-size 64 -o sheets") == 0
    layers = [layer.name for layer in workshop.weights.architecture.layers if layer.kind != "conv"]
    assert (told()["network"], told()["layers"]) == (workshop.network, layers)
    assert len(list((tmp_path / "sheets").glob("*.png"))) == len(layers)
