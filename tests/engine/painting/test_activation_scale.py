from dataclasses import replace

import pytest

from engine.features.tensors import to_tensor
from engine.gallery import draw_scene
from engine.painting.activation_scale import fitted
from engine.recipes.activations import CAFFE
from engine.recipes.one_sided import REBUILD
from engine.recipes.published import ANISHATHALYE, CS231N, KERAS_VGG16, UNTUNED
from models.random_weights import random_weights
from models.registry import load
from models.scaling import mean_activations, scaled
from models.vgg import VGG16, VGG19


@pytest.fixture(scope="module")
def scene():
    return to_tensor(draw_scene(256, 0))


def test_weights_of_another_family_answer_as_the_constants_expect(scene):
    found = fitted(random_weights(VGG19), KERAS_VGG16)
    means = mean_activations(found.weights, scene)
    firsts = [means[f"conv{block}_1"] for block in range(1, 6)]
    assert firsts == pytest.approx(CAFFE.means[:5], rel=1e-3)
    assert found.notes[0] == UNTUNED
    assert "at conv5_3" in found.notes[1]
    assert CAFFE.source in found.notes[1]


def test_recipe_may_want_more_than_that_on_the_built_in_network(scene):
    recipe = replace(KERAS_VGG16, times_on_builtin=(("", 2.0), ("conv3_1", 5.0)))
    found = fitted(random_weights(VGG19), recipe)
    means = mean_activations(found.weights, scene)
    assert [means[name] for name in ("conv1_1", "conv2_1", "conv3_1", "conv4_1")] == pytest.approx(
        [2 * CAFFE.means[0], 2 * CAFFE.means[1], 5 * CAFFE.means[2], 2 * CAFFE.means[3]], rel=1e-3
    )
    assert "2 times that at all layers else, 5 times that at conv3_1" in found.notes[1]


def test_what_was_tuned_on_the_built_in_network_is_no_other_networks(scene):
    found = fitted(replace(random_weights(VGG19), name="vgg19"), ANISHATHALYE)
    means = mean_activations(found.weights, scene)
    assert [means[f"conv{block}_1"] for block in range(1, 5)] == pytest.approx(CAFFE.means[:4], rel=1e-3)
    assert "times that" not in found.notes[1]


def caffe(strength):
    """Weights that read what the Caffe networks read, and answer `strength` times as strongly as unit mean."""
    weights = replace(random_weights(VGG16), name="vgg16", preprocessing="caffe")
    means = mean_activations(weights, to_tensor(draw_scene(256, 0)))
    return scaled(weights, {name: strength / mean for name, mean in means.items()})


def test_weights_that_answer_as_the_family_are_left_alone():
    own = caffe(60.0)
    found = fitted(own, KERAS_VGG16)
    assert found.notes == ()
    assert found.weights.tensors is own.tensors
    assert found.weights.preprocessing == KERAS_VGG16.preprocessing


def test_weights_called_so_that_answer_weakly_are_scaled():
    """As the ones that Gatys et al. scaled to a mean of one."""
    assert fitted(caffe(1.0), KERAS_VGG16).notes[0] == UNTUNED


@pytest.mark.parametrize("recipe", [CS231N, REBUILD], ids=["cs231n", "rebuilding"])
def test_constants_for_maps_of_mean_one_scale_those_of_a_caffe_network(scene, recipe):
    found = fitted(caffe(60.0), recipe)
    assert list(mean_activations(found.weights, scene).values()) == pytest.approx([1.0] * 13, rel=1e-3)
    assert found.notes[0] == UNTUNED
    assert "at conv2_" in found.notes[1] or "at conv3_1" in found.notes[1]


def test_constants_for_maps_of_mean_one_leave_such_networks_alone():
    for weights in (random_weights(VGG19), load("builtin")):
        found = fitted(weights, CS231N)
        assert found.weights is weights
        assert found.notes == (UNTUNED,)
