"""Every published recipe's loss against its formula, written by hand in NumPy on small random maps."""

import dataclasses
import io

import numpy as np
import pytest
import torch
from PIL import Image

from engine.descent.adam import descend
from engine.descent.lbfgs import minimise
from engine.descent.outcome import Ending
from engine.errors import InvalidOption, NetworkUnavailable
from engine.losses.weighted import WeightedObjective
from engine.painting.as_published import noise, style_factor
from engine.painting.network_choice import NetworkChoice
from engine.painting.painter import Painter
from engine.pictures.images import to_png
from engine.recipes.published import (
    ANISHATHALYE,
    CHOLLET_VGG19,
    COOKBOOK_VGG16,
    COOKBOOK_VGG16_MEAN,
    CS231N,
    KERAS_VGG16,
    PUBLISHED,
)
from engine.request import StyleOptions, StyleRequest
from engine.schedule.pyramid import level_of
from models.vgg import PREPROCESSINGS, VGG, VGG16, VGG19, in_order_of

RANDOM = np.random.default_rng(0)
SIZE = (6, 8)  # height, width of the small picture


class FakeFeatures:
    """A network whose maps do not depend on the picture."""

    def __init__(self, layers, maps):
        self.layers, self.maps = layers, maps

    def __call__(self, rgb):
        return tuple(torch.from_numpy(each) + 0 * rgb.sum() for each in self.maps)

    def squared_distances(self, rgb, comparisons):
        maps = dict(zip(self.layers, self(rgb), strict=True))
        return torch.stack([comparison.squared_distance(maps[name])[0] for name, comparison in comparisons])


def maps_for(recipe, size=(3, 4)):
    return [RANDOM.normal(1, 1, (1, 2 + place % 3, *size)) for place, _ in enumerate(recipe.layers)]


@pytest.fixture(params=[KERAS_VGG16, ANISHATHALYE, CS231N, CHOLLET_VGG19, COOKBOOK_VGG16, COOKBOOK_VGG16_MEAN])
def recipe(request):
    return request.param


def by_layer(recipe, maps):
    return dict(zip(recipe.layers, (each[0].reshape(each.shape[1], -1) for each in maps), strict=True))


def picture_loss(recipe, rgb255):
    """The total variations, as they were published."""
    dy, dx = rgb255[:, 1:] - rgb255[:, :-1], rgb255[:, :, 1:] - rgb255[:, :, :-1]
    powered = ((dy[:, :, :-1] ** 2 + dx[:, :-1] ** 2) ** 1.25).sum()
    return {
        "keras-vgg16": 1.0 * powered,
        "anishathalye": 100 * ((dy**2).sum() / dy.size + (dx**2).sum() / dx.size),
        "cs231n": 2e-2 / 58**2 * ((dy[:, :, :-1] ** 2).sum() + (dx[:, :-1] ** 2).sum()),
        "chollet-vgg19": 1e-4 * powered,
        "cookbook-vgg16": powered / 10000,
        "cookbook-vgg16-mean": powered / 10000,
    }[recipe.name]


def content_loss(recipe, result, photo):
    def squares(layer):
        return ((result[layer] - photo[layer]) ** 2).sum()

    return {
        "keras-vgg16": lambda: 0.025 * squares("relu2_2"),
        "anishathalye": lambda: 5 * squares("relu4_2") / photo["relu4_2"].size,
        "cs231n": lambda: 6e-2 * squares("relu2_2"),
        "chollet-vgg19": lambda: 0.025 * squares("relu5_2"),
        "cookbook-vgg16": lambda: squares("relu5_3") / 40,
        "cookbook-vgg16-mean": lambda: squares("relu5_3") / 40,
    }[recipe.name]()


def style_loss(recipe, result, style):
    height_width = SIZE[0] * SIZE[1]

    def raw(maps, layer):
        return maps[layer] @ maps[layer].T

    def per_entry(maps, layer, offset=0.0):
        shifted = maps[layer] - offset
        return shifted @ shifted.T / shifted.size

    def means(maps, layer):
        mean = (maps[layer] - 1).mean(1)
        return np.outer(mean, mean) / len(mean)

    def distance(statistic, layer, *rest):
        return ((statistic(result, layer, *rest) - statistic(style, layer, *rest)) ** 2).sum()

    blocks = ("relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1")
    every = [layer.name for layer in VGG16.layers if layer.kind == "relu"]
    keras = ("relu1_2", "relu2_2", "relu3_3", "relu4_3", "relu5_3")
    course = (("relu1_1", 300000), ("relu2_1", 1000), ("relu3_1", 15), ("relu4_1", 3))
    divisor = 4 * 3**2 * height_width**2
    return {
        "keras-vgg16": lambda: sum(5 / 5 * distance(raw, layer) / divisor for layer in keras),
        "anishathalye": lambda: sum(500 / 5 * distance(per_entry, k) / len(style[k]) ** 2 for k in blocks),
        "cs231n": lambda: sum(weight * distance(per_entry, layer) for layer, weight in course),
        "chollet-vgg19": lambda: sum(1 / 5 * distance(raw, layer) / divisor for layer in blocks),
        "cookbook-vgg16": lambda: sum(0.5**i * distance(per_entry, k, 1.0) for i, k in enumerate(every)),
        "cookbook-vgg16-mean": lambda: sum(0.5**i * distance(means, k) for i, k in enumerate(every)),
    }[recipe.name]()


def test_loss_is_the_published_formula(recipe):
    result, photo, style = maps_for(recipe), maps_for(recipe), maps_for(recipe, size=(4, 5))
    rgb = RANDOM.uniform(0, 1, (3, *SIZE))
    objective = WeightedObjective(
        recipe,
        FakeFeatures(recipe.layers, result),
        [torch.from_numpy(each) for each in photo],
        [[torch.from_numpy(each) for each in style]],
        [1.0],
    )
    found = objective(torch.from_numpy(rgb)[None])
    a, b, c = (by_layer(recipe, each) for each in (result, photo, style))
    expected = picture_loss(recipe, 255 * rgb) + content_loss(recipe, a, b) + style_loss(recipe, a, c)
    assert float(found) == pytest.approx(expected, rel=1e-6)


def test_two_styles_mix_their_losses():
    recipe = COOKBOOK_VGG16
    photo, first, second = ([torch.from_numpy(each) for each in maps_for(recipe)] for _ in range(3))
    features = FakeFeatures(recipe.layers, maps_for(recipe))

    def style_of(styles, shares):
        objective = WeightedObjective(recipe, features, photo, styles, shares)
        return float(objective.parts(torch.zeros(1, 3, *SIZE)).style)

    mixed = style_of([first, second], [0.3, 0.7])
    assert mixed == pytest.approx(0.3 * style_of([first], [1.0]) + 0.7 * style_of([second], [1.0]), rel=1e-5)


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


@pytest.mark.parametrize(("recipe", "middle", "deviation"), [(KERAS_VGG16, -0.5, 73.6), (ANISHATHALYE, 0, 0.256)])
def test_noise_is_as_published_after_the_mean(recipe, middle, deviation):
    """uniform(0, 255) - 128 has mean -0.5 and deviation 255 / √12; the other is N(0, 1) · 0.256."""
    mean = PREPROCESSINGS["caffe"].mean
    drawn = noise(recipe, torch.zeros(1, 3, 200, 200), mean, seed=1)
    centred = 255 * (drawn - torch.tensor(mean).view(1, 3, 1, 1))
    assert float(centred.mean()) == pytest.approx(middle, abs=0.01 * deviation)  # 0.003 expected of 120000 numbers
    assert float(centred.std()) == pytest.approx(deviation, rel=0.01)


@pytest.mark.parametrize(("strength", "factor"), [(20, 0.1), (60, 1), (100, 10)])
def test_strength_scales_the_style_weight(strength, factor):
    assert style_factor(strength) == pytest.approx(factor)


def test_sizes_are_as_published():
    assert level_of(KERAS_VGG16, (640, 480), StyleOptions(edge_size=768)).size == (512, 512)
    assert level_of(CHOLLET_VGG19, (640, 480), StyleOptions()).size == (533, 400)
    assert level_of(ANISHATHALYE, (640, 480), StyleOptions(edge_size=640)).size == (640, 480)


def test_evaluations_are_as_published():
    assert [level_of(r, (1, 1), StyleOptions()).evaluations for r in (KERAS_VGG16, ANISHATHALYE, CS231N)] == [
        200,
        1000,
        200,
    ]


def test_second_level_is_refused():
    with pytest.raises(InvalidOption, match="one level"):
        level_of(CS231N, (1, 1), StyleOptions(schedule=((64, 2), (128, 2)), edge_size=128))


def test_adam_finds_the_minimum_and_keeps_the_best():
    start = torch.zeros(1, 3, 4, 4)
    outcome = descend(lambda rgb: (rgb - 0.5).square().sum(), start, 200, rate=0.05)
    assert outcome.ending == Ending.DONE
    torch.testing.assert_close(outcome.picture, torch.full_like(start, 0.5), rtol=0, atol=1e-2)


def test_adam_heeds_rates_bounds_and_stop():
    start, low, high = torch.zeros(1, 3, 4, 4), torch.tensor(-0.2), torch.tensor(0.2)
    outcome = descend(lambda rgb: -rgb.sum(), start, 50, rate=0.1, later=[(5, 0.0)], bounds=(low, high))
    assert float(outcome.picture.max()) == pytest.approx(0.2)
    seen = []
    stopped = descend(
        lambda rgb: -rgb.sum(),
        start,
        50,
        rate=0.1,
        should_stop=lambda: len(seen) == 3,
        on_evaluation=lambda count, _best: seen.append(count),
    )
    assert (stopped.ending, stopped.evaluations) == (Ending.STOPPED, 3)


@pytest.mark.parametrize("fault", [RuntimeError("out of memory"), "loss", "gradient"])
def test_adam_returns_the_best_before_a_fault(fault):
    calls = []

    def loss(rgb):
        calls.append(1)
        if len(calls) == 4:
            if isinstance(fault, Exception):
                raise fault
            if fault == "loss":
                return rgb.sum() * np.nan
            return rgb.square().sum() + (0 * rgb).sqrt().sum()  # a number, its slope none
        return (rgb - 0.5).square().sum()

    outcome = descend(loss, torch.zeros(1, 3, 4, 4), 20, rate=0.05)
    assert outcome.ending == Ending.FAULT
    assert outcome.picture.isfinite().all()
    assert 0 < outcome.loss < outcome.first_loss


def drawn(seed):
    colours = np.random.default_rng(seed).integers(0, 255, (9, 12, 3), dtype=np.uint8)
    return to_png(Image.fromarray(colours).resize((96, 72), Image.Resampling.BICUBIC))


@pytest.fixture(scope="module")
def painter(tmp_path_factory):
    return Painter(NetworkChoice(dtype="float32", device="cpu", cache_dir=tmp_path_factory.mktemp("cache")))


def request(recipe, styles=1, **options):
    settings = {"recipe": recipe.name, "schedule": ((64, 12),), "edge_size": 64, **options}
    return StyleRequest(
        content_image=drawn(0),
        style_images=tuple(drawn(seed + 1) for seed in range(styles)),
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

    from models.registry import random_weights

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

    monkeypatch.setattr("engine.painting.as_published.minimise", spied)
    report = painter.paint(request(CHOLLET_VGG19, schedule=((64, 45),))).report
    assert [evaluations for evaluations, _, _ in rounds] == [20, 20, 5]
    assert rounds[1][1] is rounds[0][2].picture
    assert report["levels"][-1]["loss"] <= report["levels"][0]["loss"] < report["levels"][0]["first_loss"]


@pytest.mark.slow
def test_order_of_channels_in_the_weights_changes_nothing(tmp_path):
    """The same network, once reading blue first and once red, paints the same picture by the same recipe."""
    from safetensors.torch import save_file

    from models.registry import random_weights

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


def test_more_styles_than_a_recipe_takes_are_refused_in_one_sentence(painter):
    with pytest.raises(InvalidOption, match="takes one style, got 2"):
        painter.paint(request(CS231N, styles=2))


def test_recipe_of_another_network_says_which_layer_is_missing(tmp_path):
    from safetensors.torch import save_file

    from models.registry import random_weights

    file = tmp_path / "short.safetensors"
    tensors = {k: v for k, v in random_weights(VGG19).tensors.items() if int(k.split(".")[1]) <= 10}
    save_file(tensors, file)
    painter = Painter(NetworkChoice(network="vgg19", weights=file, dtype="float32", device="cpu", cache_dir=tmp_path))
    with pytest.raises(NetworkUnavailable, match="relu4_1"):
        painter.paint(request(CS231N))


def test_recipes_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        CS231N.name = "other"
