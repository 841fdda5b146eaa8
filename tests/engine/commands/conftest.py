"""The laboratory's commands, on the network that comes with the project, in an empty folder with a photo."""

from dataclasses import replace

import pytest

from engine.__main__ import main
from engine.gallery import draw_scene
from engine.painting.network_choice import NetworkChoice
from engine.painting.workshop import Workshop
from engine.recipes import known
from engine.recipes.default import DEFAULT
from engine.recipes.one_sided import REBUILD, TEXTURE_GRAM, TEXTURE_MEAN


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    """One for all: building it measures the machine."""
    return Workshop(NetworkChoice(device="cpu", dtype="float32", cache_dir=tmp_path_factory.mktemp("cache")))


@pytest.fixture
def ask(tmp_path, workshop, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for user in ("engine.painting.painter", "engine.painting.workshop"):  # in this order: the first imports the second
        monkeypatch.setattr(f"{user}.Workshop", lambda *_asked: workshop)
    draw_scene(96, 0).save("photo.png")

    def run(words, report="report.json"):
        return main([*words.split(), "--quiet", "--report", report])

    return run


@pytest.fixture
def few_evaluations(monkeypatch):
    """Let textures of one size and rebuilt photos make six evaluations a round."""
    monkeypatch.setitem(known.RECIPES, "default", replace(DEFAULT, coarsest_evaluations=6))
    for recipe in (TEXTURE_GRAM, TEXTURE_MEAN, REBUILD):
        descent = replace(recipe.descent, evaluations=6)
        monkeypatch.setitem(known._SUMS, recipe.name, replace(recipe, descent=descent))
