import dataclasses
import json

import pytest

from engine.errors import InvalidOption
from engine.options.recipe_changes import RecipeChanges
from engine.options.style_options import StyleOptions
from engine.recipes.changes import changed
from engine.recipes.known import recipe_of
from engine.recipes.published import ANISHATHALYE, CHOLLET_VGG19, COOKBOOK_VGG16, CS231N, KERAS_VGG16


def test_nothing_changed_is_the_record_itself():
    assert changed(KERAS_VGG16, RecipeChanges()) is KERAS_VGG16


@pytest.mark.parametrize(
    ("recipe", "start", "found"),
    [
        (KERAS_VGG16, "photo", "content"),
        (CHOLLET_VGG19, "noise", "uniform"),
        (CS231N, "noise", "normal"),
        (ANISHATHALYE, "noise", "normal"),
    ],
)
def test_start(recipe, start, found):
    assert changed(recipe, RecipeChanges(start=start)).start == found


def test_pooling_by_average_keeps_a_recipes_own_kind_of_it():
    assert changed(ANISHATHALYE, RecipeChanges(pooling="average")).pooling == "average-ceil"
    assert changed(KERAS_VGG16, RecipeChanges(pooling="average")).pooling == "average"
    assert changed(ANISHATHALYE, RecipeChanges(pooling="max")).pooling == "max"


def test_weights_layers_rate_and_rounds():
    changes = RecipeChanges(
        content_layers=(("relu4_1", 2.0),),
        style_layers=(("relu3_1", 0.5), ("relu1_1", 1.0)),
        content_weight=7,
        style_weight=3,
        tv=0,
        rate=1,
        rounds=4,
    )
    found = changed(CS231N, changes)
    assert (found.content.weight, found.content.layers) == (7, (("relu4_1", 2.0),))
    assert (found.style.weight, found.style.layers) == (3, (("relu3_1", 0.5), ("relu1_1", 1.0)))
    assert (found.variation.weight, found.descent.rate, found.descent.total) == (0, 1, 400)
    assert found.layers == ("relu3_1", "relu1_1", "relu4_1")


def test_a_rate_that_falls_later_falls_by_as_much_from_another():
    published, found = CS231N.descent, changed(CS231N, RecipeChanges(rate=CS231N.descent.rate / 10)).descent
    assert found.later == ((180, pytest.approx(published.later[0][1] / 10)),)


def test_content_blend_shares_the_content_as_the_program_does():
    assert changed(ANISHATHALYE, RecipeChanges(content_blend=0.3)).content.layers == (
        ("relu4_2", 0.3),
        ("relu5_2", 0.7),
    )


@pytest.mark.parametrize(
    ("recipe", "changes", "said"),
    [
        (COOKBOOK_VGG16, {"content_blend": 0.5}, "two layers"),
        (KERAS_VGG16, {"rate": 2.0}, "L-BFGS"),
    ],
)
def test_change_without_a_place_is_refused(recipe, changes, said):
    with pytest.raises(InvalidOption, match=said):
        changed(recipe, RecipeChanges(**changes))


@pytest.mark.parametrize(
    "numbers",
    [{"tv": -1}, {"rounds": 0}, {"content_blend": 1.5}, {"rate": float("nan")}, {"style_layers": (("a", -1),)}],
)
def test_numbers_out_of_range_are_refused(numbers):
    with pytest.raises(InvalidOption):
        RecipeChanges(**numbers)


def test_default_recipe_takes_no_changes():
    with pytest.raises(InvalidOption, match="--tv"):
        recipe_of(StyleOptions(changes=RecipeChanges(tv=1)))


def test_options_with_changes_go_to_json_and_back():
    options = StyleOptions(recipe="cs231n", changes=RecipeChanges(content_layers=(("relu4_2", 0.5),), rounds=3))
    assert StyleOptions.from_json(json.loads(json.dumps(options.to_json()))) == options
    assert RecipeChanges.from_json(dataclasses.asdict(RecipeChanges())) == RecipeChanges()
