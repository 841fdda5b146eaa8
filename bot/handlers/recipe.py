"""/recipe: published recipes take many times as long, so their minutes are said and the person is asked first."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from telegram import Update

from bot.domain.asker import Asker
from bot.domain.shares import shown
from bot.handlers import what_again_does
from bot.handlers.context import Context, message_of
from bot.handlers.expected_time import painting_speed
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
    reached = await context.services.painters.layers()
    offered = [known for known in RECIPES if not _missing(known, reached)]
    rows = [[(recipe_word(asker.texts, known), callback(SET, "ask", known))] for known in offered]
    said = asker.texts.recipe_unknown.format(got=shown(name)) if name else await _now(context, asker, offered)
    articles = [f"{known}: {PUBLISHED_BY_NAME[known].article}" for known in offered if known in PUBLISHED_BY_NAME]
    await context.say(asker, "\n".join([said, "", *articles]).strip(), buttons=rows)


async def _now(context: Context, asker: Asker, offered: Sequence[str]) -> str:
    """Return by which recipe the asker's pictures are painted, and what there is beside it."""
    texts, name = asker.texts, (await context.services.options.of(asker)).recipe
    if refusal := await _unreached(context, asker, name):
        return refusal
    now = texts.recipe_is if name == DEFAULT.name else texts.recipe_is_published
    if len(offered) == 1:
        now = texts.recipe_is_only
    return now.format(name=recipe_word(texts, name), usual=recipe_word(texts, DEFAULT.name))


async def ask(context: Context, asker: Asker, name: str) -> None:
    """Say how long the recipe takes and ask whether to use it."""
    if name in RECIPES:
        await _offer(context, asker, name)


async def choose(context: Context, asker: Asker, name: str) -> None:
    """Use the recipe from the next picture on."""
    if name not in RECIPES or await _is_refused(context, asker, name):
        return
    chosen = None if name == DEFAULT.name else name
    await context.services.store.preferences.change(asker.chat_id, asker.person_id, recipe=chosen)
    context.just_set |= {"recipe"}
    texts = asker.texts
    said = texts.recipe_set.format(name=recipe_word(texts, name))
    again = texts.again_that_way if await what_again_does.is_painted_anew(context, asker) else ""
    back = texts.recipe_set_back if chosen else ""
    await context.say(asker, f"{said}{again}{back}")


async def _is_refused(context: Context, asker: Asker, name: str) -> bool:
    """Say why the asker cannot choose a recipe, where that is so: it is for a group's admins, or nothing paints by it.

    Returns:
        Whether that is so.
    """
    if name == DEFAULT.name:
        return False
    if not await context.services.limits.is_admin(asker):
        await context.say_briefly(asker, asker.texts.recipe_for_admins)
        return True
    refusal = await _unreached(context, asker, name)
    if refusal is not None:
        await context.say(asker, refusal)
    return refusal is not None


async def _unreached(context: Context, asker: Asker, name: str) -> str | None:
    """Return that the network that paints ends before layers that the recipe compares; None where not, or unknown."""
    missing, texts = _missing(name, await context.services.painters.layers()), asker.texts
    if not missing:
        return None
    facts = {"layers": texts.between.join(missing), "wanted": PUBLISHED_BY_NAME[name].network}
    return texts.recipe_unreached.format(name=name, **facts)


def _missing(name: str, reached: Collection[str]) -> list[str]:
    """Return the layers that a recipe compares beyond these, in order; none where these are not known."""
    recipe = PUBLISHED_BY_NAME.get(name)
    return sorted(set(recipe.layers).difference(reached)) if recipe is not None and reached else []


async def _offer(context: Context, asker: Asker, name: str) -> None:
    if name == DEFAULT.name:
        await choose(context, asker, name)
        return
    if await _is_refused(context, asker, name):
        return
    options, recipe = await context.services.options.of(asker), PUBLISHED_BY_NAME[name]
    whole_s = published_s(recipe, options, await painting_speed(context, asker))
    expected_s = min(whole_s, options.ends_s)
    cut = asker.texts.recipe_cut if expected_s < whole_s else ""
    said = asker.texts.recipe_offer.format(
        name=name,
        article=recipe.article,
        minutes=max(1, math.ceil(expected_s / 60)),
        styles=recipe.most_styles,
        warning=f"{cut}{await _warning(context, asker, recipe)}",
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
