"""/quick: the quick network paints, in half the time and less exactly, until it is told not to."""

from __future__ import annotations

from telegram import Update

from bot.domain.asker import Asker
from bot.handlers import what_again_does
from bot.handlers.context import Context, message_of
from bot.wording.presses import ON
from engine.options.networks import QUICK
from engine.recipes.known import wants_quick

_ON_WORDS, _OFF_WORDS = frozenset({"", "on", "yes", "开", "是"}), frozenset({"off", "no", "关", "关闭", "否"})


async def on_quick(update: Update, context: Context) -> None:
    """/quick, or /quick off."""
    asker = await context.asker(message_of(update))
    words = context.words.strip().lower()
    if words in _ON_WORDS | _OFF_WORDS:
        await choose(context, asker, "" if words in _OFF_WORDS else ON)
    else:
        await context.say(asker, asker.texts.quick_which)


async def choose(context: Context, asker: Asker, value: str) -> None:
    """Let the quick network paint what the asker asks for from now on, or no more; a card keeps to its own network."""
    texts, services = asker.texts, context.services
    is_quick = value == ON
    await services.store.preferences.change(asker.chat_id, asker.person_id, is_quick=is_quick or None)
    options = await services.options.of(asker)
    if await services.painters.network() == QUICK:
        said = texts.quick_anyway
    elif not is_quick:
        said = texts.quick_off
    elif not wants_quick(options):
        said = texts.quick_later.format(name=options.recipe)
    else:
        again = texts.again_that_way if await what_again_does.is_painted_anew(context, asker) else ""
        said = f"{texts.quick_on}{again}"
    await context.say(asker, said)
