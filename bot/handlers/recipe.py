"""/recipe: published recipes take many times as long, so their minutes are said and the person is asked first."""

from __future__ import annotations

import math

from telegram import Update

from bot.domain.asker import Asker
from bot.domain.shares import shown
from bot.handlers import repeated
from bot.handlers.context import Context, message_of
from bot.handlers.expected_time import pace
from bot.wording.presses import SET, callback
from bot.wording.who_paints import network_word, recipe_word
from engine.recipes.default import DEFAULT
from engine.recipes.known import PUBLISHED_BY_NAME, RECIPES
from engine.recipes.terms import PublishedRecipe
from engine.schedule.duration import published_s

RECIPE = "recipe"


async def on_recipe(update: Update, context: Context) -> None:
    """/recipe NAME: say how long it takes and ask; /recipe alone: say which there are."""
    asker = await context.asker(message_of(update))
    name = context.words.lower()
    if name in RECIPES:
        await _offer(context, asker, name)
        return
    options = await context.services.options.of(asker)
    rows = [[(recipe_word(asker.texts, known), callback(SET, "ask", known))] for known in RECIPES]
    now = asker.texts.recipe_is if options.recipe == DEFAULT.name else asker.texts.recipe_is_published
    said = now.format(name=recipe_word(asker.texts, options.recipe), usual=recipe_word(asker.texts, DEFAULT.name))
    if name:
        said = asker.texts.recipe_unknown.format(got=shown(name))
    articles = [f"{known}: {recipe.article}" for known, recipe in PUBLISHED_BY_NAME.items()]
    await context.say(asker, "\n".join([said, "", *articles]), buttons=rows)


async def ask(context: Context, asker: Asker, name: str) -> None:
    """Say how long the recipe takes and ask whether to use it."""
    if name in RECIPES:
        await _offer(context, asker, name)


async def choose(context: Context, asker: Asker, name: str) -> None:
    """Use the recipe from the next picture on."""
    if name not in RECIPES or await _is_for_admins(context, asker, name):
        return
    chosen = None if name == DEFAULT.name else name
    await context.services.store.preferences.change(asker.chat_id, asker.person_id, recipe=chosen)
    texts = asker.texts
    said = texts.recipe_set.format(name=recipe_word(texts, name))
    again = texts.again_that_way if await repeated.is_painted_anew(context, asker) else ""
    back = texts.recipe_set_back if chosen else ""
    await context.say(asker, f"{said}{again}{back}")


async def _is_for_admins(context: Context, asker: Asker, name: str) -> bool:
    """Say that only admins choose a slow recipe in a group, where the asker is none; return whether that is so."""
    if name == DEFAULT.name or await context.services.limits.is_admin(asker):
        return False
    await context.say_briefly(asker, asker.texts.recipe_for_admins)
    return True


async def _offer(context: Context, asker: Asker, name: str) -> None:
    if name == DEFAULT.name:
        await choose(context, asker, name)
        return
    if await _is_for_admins(context, asker, name):
        return
    options = await context.services.options.of(asker)
    expected_s = published_s(PUBLISHED_BY_NAME[name], options, await pace(context, asker))
    minutes = max(1, math.ceil(expected_s / 60))
    recipe = PUBLISHED_BY_NAME[name]
    said = asker.texts.recipe_offer.format(
        name=name,
        article=recipe.article,
        minutes=minutes,
        styles=recipe.most_styles,
        warning=await _warning(context, asker, recipe),
    )
    rows = [
        [(asker.texts.recipe_yes, callback(SET, RECIPE, name))],
        [(asker.texts.recipe_no, callback(SET, RECIPE, DEFAULT.name))],
    ]
    await context.say(asker, said, buttons=rows)


async def _warning(context: Context, asker: Asker, recipe: PublishedRecipe) -> str:
    """Return that another network paints than the recipe was made for, where that is so and known."""
    network = await context.services.painters.network()
    if network is None or network == recipe.network:
        return ""
    told = asker.texts.recipe_other_network
    if network in recipe.poor_on:
        told = asker.texts.recipe_poor
    elif network in recipe.faces_lost_on:
        told = asker.texts.recipe_faces_lost
    return told.format(wanted=recipe.network, network=network_word(asker.texts, network))
