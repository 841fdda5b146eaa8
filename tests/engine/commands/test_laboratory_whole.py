"""Every experiment as it is made where nobody says how large or how long, on the network that comes with the project.

Of sheets of neurons that of one layer is made: five layers take a minute and a half. Figures beside the bounds were
measured on a processor.
"""

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from engine.features.tensors import to_tensor
from engine.gallery import draw_scene, draw_style
from engine.laboratory import ascent
from engine.laboratory.experiment import Asked, Experiment
from engine.painting.network_choice import NetworkChoice
from engine.painting.workshop import Workshop

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    """One for all, on the device and in the dtype that are taken where nobody says."""
    return Workshop(NetworkChoice(cache_dir=tmp_path_factory.mktemp("cache")))


@pytest.fixture(autouse=True)
def pictures(ask, tmp_path):
    """A photo and a style larger than anything made of them."""
    draw_scene(768).save(tmp_path / "photo.png")
    draw_style("wave", 768).save(tmp_path / "style.png")


def told():
    return json.loads(Path("report.json").read_text())


def pixels(path, size=None):
    """Return (H, W, 3) of 0..255, at another (width, height) if one is given."""
    picture = Image.open(path).convert("RGB")
    return np.asarray(picture if size is None else picture.resize(size, Image.Resampling.LANCZOS), dtype=float)


def alike(a, b):
    """Return the correlation of two pictures' values."""
    return float(np.corrcoef(a.ravel(), b.ravel())[0, 1])


def likeness_of_neighbours(picture):
    """Return how alike pixels are to those on their left: 0 in noise, nearly 1 in large shapes."""
    return alike(picture[:, 1:], picture[:, :-1])


def answer(workshop, excitation, picture):
    """Return what an excitation scores for a picture."""
    experiment = Experiment(Asked(workshop=workshop, seed=0), [(64, 1)], excitation.layers)
    with torch.no_grad():
        rgb = to_tensor(Image.fromarray(picture.astype(np.uint8))).to(workshop.device)
        return float(excitation.of(experiment.features(*excitation.layers), rgb))


def test_neuron_grows_to_a_picture_of_large_shapes_that_excites_it(ask, workshop):
    assert ask("neurons -o a.png") == 0
    grown = pixels("a.png")
    assert grown.shape == (303, 303, 3)
    assert told()["schedule"] == [[side, 10] for side in (64, 80, 100, 125, 156, 195, 243, 303)]
    assert (told()["steps"], told()["layer"], told()["neurons"]) == (80, "relu3_1", {"4": 1.0})
    assert likeness_of_neighbours(grown) > 0.9  # measured: 0.98
    own = ascent.neurons("relu3_1", {4: 1.0})
    photo = answer(workshop, own, pixels("photo.png", (303, 303)))
    assert answer(workshop, own, grown) > 3 * photo  # measured: 7 times, in the contrast that is shown
    assert told()["score"] > 5 * photo  # measured: 11 times, before it is shown


def test_sheet_of_a_layer_shows_eight_neurons_none_like_another(ask):
    assert ask("neurons --grid --layer relu2_1 -o a.png") == 0
    sheet = pixels("a.png")
    assert sheet.shape == (2 * 192 + 4, 4 * 192 + 4, 3)
    assert (told()["steps"], len(set(told()["neurons"]["relu2_1"]))) == (2 * 20, 8)  # twenty of either batch
    cells = [sheet[4 + top : 192 + top, 4 + left : 192 + left] for top in (0, 192) for left in (0, 192, 384, 576)]
    assert min(cell.std() for cell in cells) > 30  # measured: 45
    assert max(alike(a, b) for a, b in combinations(cells, 2)) < 0.8  # measured: 0.47


def test_dream_changes_all_of_a_photo_that_can_still_be_seen(ask, workshop):
    assert ask("dream photo.png -o a.png") == 0
    dreamt = pixels("a.png")
    photo = pixels("photo.png", (512, 341))
    assert dreamt.shape == photo.shape
    assert (told()["layers"], told()["schedule"]) == ({"relu4_3": 1.0}, [[261, 10], [365, 10], [512, 10]])
    assert 0.6 < alike(photo, dreamt) < 0.98  # measured: 0.91
    parts = np.abs(dreamt - photo)[:336].reshape(8, 42, 8, 64, 3).mean((1, 3, 4))
    assert parts.min() > 2  # measured: 8 levels
    layer = ascent.layers([("relu4_3", 1.0)])
    assert answer(workshop, layer, dreamt) > 3 * answer(workshop, layer, photo)  # measured: 7.6 times


def test_texture_has_the_styles_colours_and_grain_and_not_its_arrangement(ask):
    assert ask("texture style.png -o a.png") == 0
    found, report = pixels("a.png"), told()
    style = pixels("style.png", (512, 409))
    assert found.shape == style.shape
    assert (report["recipe"], report["strength"], report["network_content_kept"]) == ("default", 100.0, None)
    assert report["network_style_gap_closed"] > 0.95  # measured: 0.996
    assert max(level["loss"] / level["first_loss"] for level in report["levels"]) < 0.1  # measured: 0.015
    assert np.abs(found.mean((0, 1)) - style.mean((0, 1))).max() < 4  # measured: 0.9 levels
    assert found.std() == pytest.approx(style.std(), rel=0.1)  # measured: 0.986 of it
    assert likeness_of_neighbours(found) == pytest.approx(likeness_of_neighbours(style), abs=0.03)  # measured: 0.002
    assert abs(alike(style, found)) < 0.4  # measured: 0.08


def test_sheets_of_layers_show_maps_and_leave_nothing_to_chance(ask, tmp_path):
    for seed in (0, 1):
        assert ask(f"layers photo.png --seed {seed} -o sheets{seed}") == 0
    files = sorted((tmp_path / "sheets0").iterdir())
    assert [file.stem[3:] for file in files] == told()["layers"]
    assert (len(files), told()["width"], told()["height"], told()["stopped"]) == (21, 256, 171, False)
    assert min(pixels(file).std() for file in files) > 20  # measured: 52; black would be what no map shows anything in
    assert [(tmp_path / "sheets1" / file.name).read_bytes() == file.read_bytes() for file in files] == [True] * 21


def test_photo_is_rebuilt_from_relu3_1(ask):
    assert ask("layers photo.png --rebuild relu3_1 -o a.png") == 0
    rebuilt, report = pixels("a.png"), told()
    photo = pixels("photo.png", (256, 170))
    assert rebuilt.shape == photo.shape
    assert alike(photo, rebuilt) > 0.9
    assert report["surviving_share"] > 0.9  # measured: 0.95
    assert (report["recipe"], len(report["rounds"]), report["evaluations"]) == ("rebuild", 10, 200)
    assert report["rounds"][-1]["content"] < 0.1 * report["rounds"][0]["content"]  # measured: 0.03
