"""engine.losses.weighted: the published formulas, against NumPy."""

import numpy as np
import pytest
import torch

from engine.losses.weighted import WeightedObjective
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
