"""/about and /privacy: who paints, and what is kept."""

from __future__ import annotations

from telegram import Update

from bot.domain.asker import Asker
from bot.handlers.context import Context, message_of
from bot.wording.presses import ABOUT, SET, callback
from bot.wording.who_paints import painters_told
from engine.machine.version import version


async def on_about(update: Update, context: Context) -> None:
    """/about: the version, and which network paints on which device."""
    asker = await context.asker(message_of(update))
    painters = context.services.painters
    painting = await _painting(context)
    if painting:
        said = asker.texts.about.format(version=version(), painters=painters_told(asker.texts, painting))
        await context.say(asker, said, buttons=[[(asker.texts.button_more, callback(SET, ABOUT))]])
        return
    elif await painters.is_broken():
        said = asker.texts.about_broken.format(version=version())
    elif await painters.is_anybody_there():
        said = asker.texts.about_starting.format(version=version())
    else:
        said = asker.texts.about_nobody.format(version=version())
    await context.say(asker, said)


async def more(context: Context, asker: Asker, _value: str) -> None:
    """Say what /about leaves out: the network, the device and the precision, as workers name them."""
    painting = await _painting(context)
    told = "; ".join(painting) or asker.texts.none_yet
    await context.say_briefly(asker, asker.texts.about_more.format(painters=told))


async def _painting(context: Context) -> list[str]:
    """Return what workers say of themselves; of one that starts there is nothing to be said yet."""
    return sorted({worker.description for worker in await context.services.painters.present() if worker.layers})


async def on_privacy(update: Update, context: Context) -> None:
    """/privacy: what is kept, for how long, and how to delete it."""
    asker = await context.asker(message_of(update))
    saved = len(await context.services.store.saved.of(asker.person_id))
    hours = context.keep_hours
    await context.say(asker, asker.texts.privacy.format(hours=hours, saved=saved))
