"""The published recipes: layers, preprocessing, sizes, descent; formulas are in losses/test_published_formulas.py."""

import dataclasses
from dataclasses import replace

import pytest
import torch

from engine.errors import InvalidOption
from engine.options.style_options import StyleOptions
from engine.recipes.one_sided import TEXTURE_GRAM, TEXTURE_MEAN
from engine.recipes.published import (
    ANISHATHALYE,
    CHOLLET_VGG19,
    COOKBOOK_VGG16,
    CS231N,
    KERAS_VGG16,
    PUBLISHED,
)
from engine.schedule.pyramid import level_of, levels_of
from models.preprocessing import in_order_of
from models.vgg import VGG, VGG16, VGG19


@pytest.mark.parametrize("recipe", PUBLISHED, ids=[recipe.name for recipe in PUBLISHED])
def test_layers_exist_in_the_network_named(recipe):
    architecture = {"vgg16": VGG16, "vgg19": VGG19}[recipe.network]
    assert architecture.through(recipe.layers)
    assert recipe.padding == "zero"


@pytest.mark.parametrize(
    ("recipe", "subtracted"),
    [
        (KERAS_VGG16, (103.939, 116.779, 123.68)),
        (ANISHATHALYE, (123.68, 116.779, 103.939)),
        (CHOLLET_VGG19, (123.68, 116.779, 103.939)),
        (COOKBOOK_VGG16, (123.68, 116.779, 103.939)),
    ],
)
@pytest.mark.parametrize("weights_read", ["caffe", "caffe-rgb"])
def test_published_numbers_are_subtracted_whatever_order_the_weights_read(recipe, subtracted, weights_read):
    """The means are the recipe's, from red, green and blue; which channel comes first is the weights' affair."""
    network = VGG(VGG19, ("conv1_1",), preprocessing=in_order_of(weights_read, recipe.preprocessing))
    rgb = torch.rand(1, 3, 32, 32)
    centred = 255 * rgb - torch.tensor(subtracted).view(1, 3, 1, 1)
    expected = network.features["0"](centred.flip(1) if weights_read == "caffe" else centred)
    torch.testing.assert_close(network(rgb)[0], expected, rtol=1e-5, atol=1e-4)


def test_recipes_descend_as_published():
    found = {r.name: (r.descent.kind, r.descent.rounds, r.descent.evaluations, r.start, r.pooling) for r in PUBLISHED}
    assert found == {
        "keras-vgg16": ("lbfgs", 10, 20, "uniform", "max"),
        "anishathalye": ("adam", 10, 100, "normal", "average-ceil"),
        "cs231n": ("adam", 2, 100, "content", "max"),
        "chollet-vgg19": ("lbfgs", 20, 20, "content", "max"),
        "cookbook-vgg16": ("lbfgs", 10, 20, "content", "max"),
        "cookbook-vgg16-mean": ("lbfgs", 10, 20, "content", "max"),
    }
    assert (ANISHATHALYE.descent.rate, ANISHATHALYE.descent.later) == (10, ())
    assert (CS231N.descent.rate / 58, CS231N.descent.later) == (3, ((180, 0.1 * 58),))
    assert CS231N.descent.clamp == 1.5


def test_cs231n_is_named_after_the_notebook_that_its_article_follows():
    """StyleTransfer-TensorFlow.ipynb: its Adam goes on at the lower rate, where the course's PyTorch begins it anew."""
    assert (CS231N.article, "StyleTransfer-TensorFlow" in CS231N.source) == ("Stanford CS231n, TensorFlow", True)
    (told,) = [each for each in CS231N.deviations if "clamped" in each]
    assert told.startswith("The course's rate falls one step later, and its last twenty steps are not clamped")


def test_sizes_are_as_published():
    assert level_of(KERAS_VGG16, (640, 480), StyleOptions(edge_size=768)).size == (512, 512)
    assert level_of(CHOLLET_VGG19, (640, 480), StyleOptions()).size == (533, 400)
    assert level_of(CHOLLET_VGG19, (2500, 500), StyleOptions()).size == (2000, 400)
    assert level_of(CHOLLET_VGG19, (4000, 200), StyleOptions()).size == (2000, 100)
    assert level_of(CHOLLET_VGG19, (4000, 200), StyleOptions(schedule=((200, 20),))).size == (1000, 50)
    assert any("painted five times as wide as the height, and lower" in told for told in CHOLLET_VGG19.deviations)
    assert level_of(ANISHATHALYE, (640, 480), StyleOptions(edge_size=640)).size == (640, 480)


def test_evaluations_are_as_published():
    assert [level_of(r, (1, 1), StyleOptions()).evaluations for r in (KERAS_VGG16, ANISHATHALYE, CS231N)] == [
        200,
        1000,
        200,
    ]


def test_octaves_double_and_evaluations_count_from_the_coarsest():
    recipe = replace(TEXTURE_GRAM, octaves=(40, 20, 8))
    sizes = {edge: levels_of(recipe, (640, 480), StyleOptions(edge_size=edge)) for edge in (512, 128, 100)}
    assert {edge: [(level.size, level.evaluations) for level in found] for edge, found in sizes.items()} == {
        512: [((64, 48), 40), ((128, 96), 20), ((256, 192), 8), ((512, 384), 8)],
        128: [((64, 48), 40), ((128, 96), 20)],
        100: [((100, 75), 40)],
    }
    assert len(levels_of(recipe, (1, 1), StyleOptions(edge_size=128))) == 2
    assert levels_of(TEXTURE_GRAM, (1, 1), StyleOptions()) == (level_of(TEXTURE_GRAM, (1, 1), StyleOptions()),)


def test_second_level_is_refused():
    with pytest.raises(InvalidOption, match="one level"):
        level_of(CS231N, (1, 1), StyleOptions(schedule=((64, 2), (128, 2)), edge_size=128))


def test_recipes_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        CS231N.name = "other"


def test_textures_of_one_size_say_in_which_unit_they_are_shorter_than_the_books() -> None:
    """Its steps are rounds of fmin_l_bfgs_b(maxfun=20)."""
    descent = TEXTURE_GRAM.descent
    told = (
        f"{descent.rounds} rounds of {descent.evaluations} evaluations, where the text's pictures took 50 and 100 such"
    )
    for recipe in (TEXTURE_GRAM, TEXTURE_MEAN):
        assert any(deviation.startswith(told) for deviation in recipe.deviations)
