"""engine.losses.weighted: the published formulas and the experiments', against NumPy."""

import numpy as np
import pytest
import torch

from engine.losses.weighted import WeightedObjective
from engine.options.recipe_changes import RecipeChanges
from engine.recipes.changes import changed
from engine.recipes.one_sided import (
    REBUILD,
    TEXTURE_GRAM,
    TEXTURE_GRAM_OCTAVES,
    TEXTURE_MEAN,
    TEXTURE_MEAN_OCTAVES,
)
from engine.recipes.published import (
    ANISHATHALYE,
    CHOLLET_VGG19,
    COOKBOOK_VGG16,
    COOKBOOK_VGG16_MEAN,
    CS231N,
    KERAS_VGG16,
)
from models.vgg import VGG16

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


RECIPES = (
    *(KERAS_VGG16, ANISHATHALYE, CS231N, CHOLLET_VGG19, COOKBOOK_VGG16, COOKBOOK_VGG16_MEAN),
    *(TEXTURE_GRAM, TEXTURE_GRAM_OCTAVES, TEXTURE_MEAN, TEXTURE_MEAN_OCTAVES, REBUILD),
)


@pytest.fixture(params=RECIPES, ids=lambda recipe: recipe.name)
def recipe(request):
    return request.param


def known_as(recipe):
    return recipe.name.removesuffix("-octaves")  # which change the sizes, not the loss


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
        "texture-gram": powered / 5000,
        "texture-mean": powered / 5000,
        "rebuild": 2e-5 * ((dy**2).mean() + (dx**2).mean()),
    }[known_as(recipe)]


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
        "texture-gram": lambda: 0.0,
        "texture-mean": lambda: 0.0,
        "rebuild": lambda: squares("relu3_1") / photo["relu3_1"].size,
    }[known_as(recipe)]()


def style_loss(recipe, result, style):
    height_width = SIZE[0] * SIZE[1]

    def raw(maps, layer, offset=0.0):
        return (maps[layer] - offset) @ (maps[layer] - offset).T

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
        "texture-gram": lambda: sum(distance(raw, layer, 1.0) for layer in every),
        "texture-mean": lambda: sum(distance(means, layer) for layer in every),
        "rebuild": lambda: 0.0,
    }[known_as(recipe)]()


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
    assert float(found) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("recipe", "changes", "weights"),
    [
        (ANISHATHALYE, {}, {"relu4_2": 5.0, "relu5_2": 0.0}),
        (ANISHATHALYE, {"content_blend": 0.3}, {"relu4_2": 5 * 0.3, "relu5_2": 5 * 0.7}),
        (REBUILD, {"content_layers": (("relu2_1", 0.5), ("relu4_2", 2.0))}, {"relu2_1": 0.5, "relu4_2": 2.0}),
    ],
    ids=["the finer layer alone, as published", "shared between two layers", "two layers by weights"],
)
def test_content_of_two_layers_is_weighed_each_by_itself(recipe, changes, weights):
    """Each layer's mean squared difference by its weight; the program's content_weight_blend is the first's share."""
    recipe = changed(recipe, RecipeChanges(**changes))
    result, photo = maps_for(recipe), maps_for(recipe)
    styles = [[torch.from_numpy(each) for each in maps_for(recipe)]]
    objective = WeightedObjective(
        recipe, FakeFeatures(recipe.layers, result), [torch.from_numpy(each) for each in photo], styles, [1.0]
    )
    found, wanted = by_layer(recipe, result), by_layer(recipe, photo)
    expected = sum(weight * ((found[k] - wanted[k]) ** 2).mean() for k, weight in weights.items())
    content = objective.parts(torch.zeros(1, 3, *SIZE, dtype=torch.float64)).content
    assert float(content) == pytest.approx(expected, rel=1e-12)


def test_content_of_layers_that_style_uses_too_is_weighed_beside_it():
    recipe = changed(CS231N, RecipeChanges(content_layers=(("relu4_1", 0.25), ("relu2_1", 4.0))))
    result, photo, style = maps_for(recipe), maps_for(recipe), maps_for(recipe)
    objective = WeightedObjective(
        recipe,
        FakeFeatures(recipe.layers, result),
        [torch.from_numpy(each) for each in photo],
        [[torch.from_numpy(each) for each in style]],
        [1.0],
    )
    a, b, c = (by_layer(recipe, each) for each in (result, photo, style))
    parts = objective.parts(torch.zeros(1, 3, *SIZE, dtype=torch.float64))
    expected = 6e-2 * sum(weight * ((a[k] - b[k]) ** 2).sum() for k, weight in (("relu4_1", 0.25), ("relu2_1", 4.0)))
    assert float(parts.content) == pytest.approx(expected, rel=1e-12)
    assert float(parts.style) == pytest.approx(style_loss(recipe, a, c), rel=1e-12)


def test_two_styles_mix_their_losses():
    recipe = COOKBOOK_VGG16
    photo, first, second = ([torch.from_numpy(each) for each in maps_for(recipe)] for _ in range(3))
    features = FakeFeatures(recipe.layers, maps_for(recipe))

    def style_of(styles, shares):
        objective = WeightedObjective(recipe, features, photo, styles, shares)
        return float(objective.parts(torch.zeros(1, 3, *SIZE)).style)

    mixed = style_of([first, second], [0.3, 0.7])
    assert mixed == pytest.approx(0.3 * style_of([first], [1.0]) + 0.7 * style_of([second], [1.0]), rel=1e-5)
