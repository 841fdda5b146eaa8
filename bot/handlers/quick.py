"""/quick: the quick network paints, in half the time and less exactly, until it is told not to."""

from __future__ import annotations

from telegram import Update

from bot.domain.asker import Asker
from bot.handlers import repeated
from bot.handlers.context import Context, message_of
from bot.wording.presses import ON, QUICK
from engine.recipes.default import DEFAULT

_OFF = frozenset({"off", "no", "0", "关", "关闭", "否"})


async def on_quick(update: Update, context: Context) -> None:
    """/quick, or /quick off."""
    asker = await context.asker(message_of(update))
    await choose(context, asker, "" if context.words.strip().lower() in _OFF else ON)


async def choose(context: Context, asker: Asker, value: str) -> None:
    """Let the quick network paint the asker's next pictures, or no more."""
    texts, services = asker.texts, context.services
    if await services.painters.network() == QUICK:
        await context.say(asker, texts.quick_anyway)
        return
    is_quick = value == ON
    await services.store.preferences.change(asker.chat_id, asker.person_id, is_quick=is_quick or None)
    if not is_quick:
        await context.say(asker, texts.quick_off)
        return
    options = await services.options.of(asker)
    if options.recipe != DEFAULT.name:
        await context.say(asker, texts.quick_later.format(name=options.recipe))
        return
    again = texts.again_that_way if await repeated.is_painted_anew(context, asker) else ""
    await context.say(asker, f"{texts.quick_on}{again}")
