"""Recipes of the literature, in conversation: what is said of each before it is chosen, and what it rules out."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.preferences import Preferences
from bot.store.preference_rows import CHAT_WIDE
from bot.texts import texts_in
from engine.recipes.published import PUBLISHED
from tests.support.painter import WHOLE
from tests.support.studio import PHOTO, Studio, studio

EN = texts_in("en")


async def test_every_recipe_names_the_article_that_it_is_from(s: Studio) -> None:
    s.queue.painter.layers = WHOLE
    s.ann.send_text(s.private, "/recipe")
    said = (await s.says("recipe “my own”")).words or ""
    assert "chollet-vgg19: Chollet, Deep Learning with Python, 8.3" in said
    assert all(recipe.article and f"{recipe.name}: {recipe.article}" in said for recipe in PUBLISHED)


async def test_a_recipe_that_loses_faces_with_this_network_says_so_before_its_minutes(s: Studio) -> None:
    s.queue.painter.layers = WHOLE
    s.queue.painter.network = "builtin"
    s.ann.send_text(s.private, "/recipe chollet-vgg19")
    said = (await s.says("Shall I use it")).words or ""
    assert (
        "here the network that comes with Stylegram paints, and in its pictures by this recipe faces are lost" in said
    )


@pytest.mark.parametrize(("network", "is_warned"), [("vgg19", False), ("builtin", True)])
async def test_a_recipe_says_first_that_another_network_paints(s: Studio, network: str, is_warned: bool) -> None:
    s.queue.painter.layers = WHOLE
    s.queue.painter.network = network
    s.ann.send_text(s.private, "/recipe cs231n")
    offer = await s.says("Shall I use it")
    warning = "made for the network vgg19; here the network that comes with Stylegram paints"
    assert (warning in (offer.words or "")) == is_warned


async def test_a_recipe_that_this_network_paints_badly_says_so_before_its_minutes(s: Studio) -> None:
    s.queue.painter.layers = WHOLE
    s.queue.painter.network = "builtin"
    s.ann.send_text(s.private, "/recipe anishathalye")
    said = (await s.says("Shall I use it")).words or ""
    assert "not worth the wait" in said
    assert "builtin" not in said


async def test_a_published_recipe_says_its_minutes_and_asks_first(s: Studio) -> None:
    s.queue.painter.layers = WHOLE
    s.ann.send_text(s.private, "/recipe")
    offer = await s.says("recipe “my own”")
    s.ann.press(offer, "cs231n")
    asked = await s.says("Styles: at most 1")
    assert "min a picture here" in asked.text
    assert (await s.store.preferences.of(s.private, s.ann.id)) == Preferences()
    s.ann.press(asked, "Yes, I have time")
    await s.says("The recipe is now “cs231n”")
    assert (await s.store.preferences.of(s.private, s.ann.id)) == Preferences(recipe="cs231n")
    s.ann.send_text(s.private, "/recipe default")
    await s.says("The recipe is now “my own”")


async def test_recipes_beyond_the_network_that_paints_are_not_offered(s: Studio) -> None:
    s.queue.painter.network, s.queue.painter.layers = "quick", {"relu1_1": 32, "relu2_1": 64, "relu2_2": 64}
    s.ann.send_text(s.private, "/recipe")
    offer = await s.says("I paint by the recipe “my own”. The published ones compare layers")
    assert offer.buttons == ["my own"]
    s.ann.send_text(s.private, "/recipe cs231n")
    said = await s.says("it compares relu3_1, relu4_1, and the network that paints does not reach these layers")
    assert not said.buttons


async def test_a_recipe_offered_before_a_smaller_network_came_is_not_chosen_any_more(s: Studio) -> None:
    s.queue.painter.layers = WHOLE
    s.ann.send_text(s.private, "/recipe cs231n")
    asked = await s.says("Shall I use it")
    s.queue.painter.layers = {"relu1_1": 32}
    s.ann.press(asked, EN.recipe_yes)
    await s.says("Nobody can paint by “cs231n” here", after=asked)
    assert await s.store.preferences.of(s.private, s.ann.id) == Preferences()


async def test_a_recipe_chosen_before_a_smaller_network_came_is_told_to_be_beyond_it(s: Studio) -> None:
    await s.store.preferences.change(s.private, s.ann.id, recipe="cs231n")
    await s.store.preferences.change(s.private, CHAT_WIDE, language="zh")
    s.ann.send_text(s.private, "/recipe")
    await s.says("这里不能用“cs231n”来画：它要比较 relu2_2、relu4_1")


async def test_a_recipe_that_the_budget_cuts_is_offered_with_its_minutes_and_says_so(tmp_path: Path) -> None:
    async with studio(tmp_path, budget_s=121.0) as s:
        s.queue.painter.layers = WHOLE
        s.ann.send_text(s.private, "/recipe keras-vgg16")
        offer = await s.says("about 3 min a picture here.")
        assert "Painting stops after that time here, so the picture will be unfinished." in offer.words
        s.ann.send_text(s.private, "/size 2048")
        await s.says(
            "now 2048 pixels on the long side; larger ones take longer. Here one takes about 2 min", after=offer
        )


async def test_again_is_not_named_for_a_recipe_that_takes_fewer_styles(s: Studio) -> None:
    s.queue.painter.layers = WHOLE
    s.ann.send_photo(s.private, PHOTO, "/style wave ink")
    await s.result()
    s.ann.send_text(s.private, "/recipe cs231n")
    offer = await s.says("Shall I use it")
    s.ann.press(offer, "Yes, I have time")
    assert "/again" not in (await s.says("The recipe is now “cs231n”")).words
