import pytest

from engine.errors import InvalidOption
from engine.recipes import DEFAULT, RECIPES, recipe_named
from engine.request import StyleOptions


def test_default_of_the_options_exists():
    assert recipe_named(StyleOptions().recipe) is DEFAULT


def test_unknown_recipe_is_refused_with_the_names():
    with pytest.raises(InvalidOption, match="default"):
        recipe_named("stew")


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_every_recipe_names_its_source(recipe):
    assert recipe.source


@pytest.mark.parametrize("network", ["builtin", "vgg19"])
def test_stronger_leaves_less_open(network):
    shares = [DEFAULT.open_share(strength, network) for strength in range(101)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == 1
    assert 0 < shares[-1] < 0.01
