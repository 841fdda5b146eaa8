"""engine.painting.as_published: published recipes paint, and say what differs."""

import io

import pytest
import torch
from PIL import Image

from engine.descent.lbfgs import minimise
from engine.errors import InvalidOption, NetworkUnavailable
from engine.options.recipe_changes import RecipeChanges
from engine.options.style_options import StyleOptions
from engine.painting.as_published import noise, shuffled, style_factor
from engine.painting.network_choice import NetworkChoice
from engine.painting.painter import Painter
from engine.recipes.published import (
    ANISHATHALYE,
    CHOLLET_VGG19,
    CS231N,
    KERAS_VGG16,
    PUBLISHED,
)
from engine.request import StyleRequest
from models.preprocessing import PREPROCESSINGS
from models.vgg import VGG16, VGG19
from tests.support.small_paintings import clouds


@pytest.mark.parametrize(("recipe", "middle", "deviation"), [(KERAS_VGG16, -0.5, 73.6), (ANISHATHALYE, 0, 0.256)])
def test_noise_is_as_published_after_the_mean(recipe, middle, deviation):
    """uniform(0, 255) - 128 has mean -0.5 and deviation 255 / √12; the other is N(0, 1) · 0.256."""
    mean = PREPROCESSINGS["caffe"].mean
    drawn = noise(recipe, torch.zeros(1, 3, 200, 200), mean, seed=1)
    centred = 255 * (drawn - torch.tensor(mean).view(1, 3, 1, 1))
    assert float(centred.mean()) == pytest.approx(middle, abs=0.01 * deviation)  # 0.003 expected of 120000 numbers
    assert float(centred.std()) == pytest.approx(deviation, rel=0.01)


def test_shuffled_start_has_the_pixels_of_the_style_in_a_disorder_that_the_seed_decides():
    style = torch.rand(1, 3, 5, 7, generator=torch.Generator().manual_seed(0))
    found, again, other = shuffled(style, 1), shuffled(style, 1), shuffled(style, 2)
    assert torch.equal(found, again)
    assert not torch.equal(found, other)
    assert sorted(map(tuple, found[0].flatten(1).T.tolist())) == sorted(map(tuple, style[0].flatten(1).T.tolist()))


@pytest.mark.parametrize(("strength", "factor"), [(20, 0.1), (60, 1), (100, 10)])
def test_strength_scales_the_style_weight(strength, factor):
    assert style_factor(strength) == pytest.approx(factor)


def request(recipe, styles=1, **options):
    settings = {"recipe": recipe.name, "schedule": ((64, 12),), "edge_size": 64, **options}
    return StyleRequest(
        content_image=clouds(0),
        style_images=tuple(clouds(seed + 1) for seed in range(styles)),
        options=StyleOptions(**settings),
    )


@pytest.mark.slow
@pytest.mark.parametrize("recipe", [r for r in PUBLISHED if r.network == "vgg19"], ids=lambda recipe: recipe.name)
def test_recipe_paints_and_says_what_differs(painter, recipe):
    evaluations = 200 if recipe.descent.kind == "adam" else 12  # of 200 to 1000; its first steps climb before they fall
    result = painter.paint(request(recipe, schedule=((64, evaluations),)))
    levels = result.report["levels"]
    assert levels[-1]["loss"] < levels[0]["first_loss"]
    assert "Constants tuned for other activations." in result.report["notes"]
    assert set(recipe.deviations) <= set(result.report["notes"])
    assert Image.open(io.BytesIO(result.image_png)).size == (result.width, result.height)


@pytest.mark.slow
@pytest.mark.parametrize("recipe", [r for r in PUBLISHED if r.network == "vgg16"], ids=lambda recipe: recipe.name)
def test_vgg16_recipe_paints(tmp_path, recipe):
    from safetensors.torch import save_file

    from models.random_weights import random_weights

    file = tmp_path / "vgg16.safetensors"
    save_file(dict(random_weights(VGG16).tensors), file, {"preprocessing": "caffe"})
    painter = Painter(NetworkChoice(network="vgg16", weights=file, dtype="float32", device="cpu", cache_dir=tmp_path))
    report = painter.paint(request(recipe)).report
    assert report["levels"][-1]["loss"] < report["levels"][0]["first_loss"]
    assert [made["number"] for made in report["rounds"]] == [1]


@pytest.mark.slow
def test_rounds_begin_where_the_last_one_ended_with_a_new_memory(painter, monkeypatch):
    """At most 20 evaluations each, as scipy's maxfun; the last takes what is left."""
    rounds = []

    def spied(loss, start, evaluations, **told):
        rounds.append((evaluations, start, minimise(loss, start, evaluations, **told)))
        return rounds[-1][2]

    monkeypatch.setattr("engine.painting.published_descent.minimise", spied)
    report = painter.paint(request(CHOLLET_VGG19, schedule=((64, 45),))).report
    assert [evaluations for evaluations, _, _ in rounds] == [20, 20, 5]
    assert rounds[1][1] is rounds[0][2].picture
    assert report["levels"][-1]["loss"] <= report["levels"][0]["loss"] < report["levels"][0]["first_loss"]


@pytest.mark.slow
def test_order_of_channels_in_the_weights_changes_nothing(tmp_path):
    """The same network, once reading blue first and once red, paints the same picture by the same recipe."""
    from safetensors.torch import save_file

    from models.random_weights import random_weights

    tensors = dict(random_weights(VGG16).tensors)
    losses = []
    for preprocessing in ("caffe", "caffe-rgb"):
        file = tmp_path / f"{preprocessing}.safetensors"
        save_file(tensors, file, {"preprocessing": preprocessing})
        painter = Painter(
            NetworkChoice(network="vgg16", weights=file, dtype="float32", device="cpu", cache_dir=tmp_path)
        )
        losses.append(painter.paint(request(KERAS_VGG16, schedule=((64, 1),))).report["levels"][0]["first_loss"])
        tensors["features.0.weight"] = tensors["features.0.weight"].flip(1).contiguous()
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)


def test_recipe_that_a_network_paints_badly_says_so_before_it_is_painted(painter, caplog):
    painter.paint(request(ANISHATHALYE, schedule=((64, 1),)))
    assert "It wants vgg19." in caplog.text
    caplog.clear()
    painter.paint(request(CHOLLET_VGG19, schedule=((64, 1),)))
    assert "faces are lost in a picture by chollet-vgg19. For a portrait it wants vgg19." in caplog.text
    caplog.clear()
    painter.paint(request(CS231N, schedule=((64, 1),)))
    assert "wants" not in caplog.text


def test_more_styles_than_a_recipe_takes_are_refused_in_one_sentence(painter):
    with pytest.raises(InvalidOption, match="takes one style, got 2"):
        painter.paint(request(CS231N, styles=2))


def test_recipe_of_another_network_says_which_layer_is_missing(tmp_path):
    from safetensors.torch import save_file

    from models.random_weights import random_weights

    file = tmp_path / "short.safetensors"
    tensors = {k: v for k, v in random_weights(VGG19).tensors.items() if int(k.split(".")[1]) <= 10}
    save_file(tensors, file)
    painter = Painter(NetworkChoice(weights=file, dtype="float32", device="cpu", cache_dir=tmp_path))
    assert (painter.workshop.network, painter.workshop.orientation) == ("vgg19", 0.0)
    assert painter.description.startswith("vgg19, ")
    with pytest.raises(NetworkUnavailable, match="relu4_1"):
        painter.paint(request(CS231N))


@pytest.mark.parametrize("which", ["content_layers", "style_layers"])
def test_convolution_is_answered_by_the_layers_that_can_be_compared(painter, which):
    changes = RecipeChanges(**{which: (("conv4_2", 1.0),)})
    with pytest.raises(NetworkUnavailable, match="'conv4_2' to compare; it has relu1_1 relu1_2 pool1"):
        painter.paint(request(CS231N, changes=changes))


def test_recipe_that_looks_deeper_than_the_narrow_network_is_refused_in_one_sentence(tmp_path):
    painter = Painter(NetworkChoice(network="quick", dtype="float32", device="cpu", cache_dir=tmp_path))
    with pytest.raises(NetworkUnavailable, match="vgg19-narrow has no layer 'relu4_1'"):
        painter.paint(request(CS231N))
