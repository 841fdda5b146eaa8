from itertools import pairwise

import pytest

from engine.errors import InvalidOption
from engine.options.style_options import StyleOptions
from engine.recipes.default import DEFAULT
from engine.recipes.known import RECIPES, recipe_of


def test_default_of_the_options_exists():
    assert recipe_of(StyleOptions()) is DEFAULT


def test_unknown_recipe_is_refused_with_the_names():
    with pytest.raises(InvalidOption, match="default"):
        recipe_of(StyleOptions(recipe="stew"))


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_every_recipe_names_its_source(recipe):
    assert recipe.source


def test_orientations_count_for_the_projects_own_networks_alone_and_by_strength():
    assert DEFAULT.orientation(60, "vgg19") == DEFAULT.orientation(0, "builtin") == 0
    assert 0 < DEFAULT.orientation(30, "quick") < DEFAULT.orientation(60, "builtin")


@pytest.mark.parametrize("network", ["builtin", "vgg19"])
def test_stronger_leaves_less_open(network):
    shares = [DEFAULT.open_share(strength, network) for strength in range(101)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == 1
    assert 0 < shares[-1] < 0.01


def test_builtin_network_has_to_go_further_for_the_same_strength():
    """Its own gap closes long before an independent network sees it closed."""
    assert all(
        DEFAULT.open_share(strength, "builtin") < DEFAULT.open_share(strength, "vgg19") for strength in range(1, 101)
    )


@pytest.mark.parametrize("network", ["builtin", "vgg19"])
def test_every_mark_of_the_strength_is_a_step(network):
    """From 25 to 50, 75 and 100 the share left open at least halves each time."""
    shares = [DEFAULT.open_share(strength, network) for strength in (25, 50, 75, 100)]
    assert all(less <= more / 2 for more, less in pairwise(shares))


def test_share_is_pulled_at_within_bounds():
    """Strong strengths have a steep loss by themselves and need no weight."""
    assert DEFAULT.pull_to(1) == DEFAULT.pull[1]
    assert DEFAULT.pull_to(1e-4) == DEFAULT.pull[0]
    assert DEFAULT.pull_to(0.01) == pytest.approx(4)


def test_levels_have_a_pull_and_a_share_of_their_own():
    """Coarse levels leave more open, and no level leaves open what is closed already."""
    assert [DEFAULT.open_share_at(depth, 0.1) for depth in (0, 1, 2, 5)] == pytest.approx([0.1, 0.14, 0.18, 0.18])
    assert DEFAULT.open_share_at(2, 0.9) == 1
    assert DEFAULT.pull_at(0, 1e-4) > DEFAULT.pull_at(1, 1e-4) == DEFAULT.pull_at(7, 1e-4)


@pytest.mark.parametrize("network", ["builtin", "vgg19"])
def test_more_strength_starts_with_more_of_the_styles_detail(network):
    amounts = [DEFAULT.detail(strength, network) for strength in range(101)]
    assert amounts == sorted(amounts)
    assert amounts[0] == 0
    assert 0.5 < amounts[-1] <= 1


def test_network_that_hears_fine_detail_gets_more_of_it():
    assert DEFAULT.detail(60, "builtin") > DEFAULT.detail(60, "vgg19")


def test_content_is_kept_in_the_styles_colours_by_the_projects_own_networks_alone():
    assert DEFAULT.content_in_style_colors("vgg19") == 0
    assert 0 < DEFAULT.content_in_style_colors("quick") == DEFAULT.content_in_style_colors("builtin") < 1
