"""/forget: the end of all that is kept of a person, once they have said yes to it."""

from __future__ import annotations

import contextlib

from telegram import Update
from telegram.error import TelegramError

from bot.domain.asker import Asker
from bot.handlers.context import Context, message_of
from bot.wording.buttons import forget_buttons
from bot.wording.presses import YES

_YES = frozenset({YES, "是", "好", "确定"})


async def on_forget(update: Update, context: Context) -> None:
    """/forget: ask once, then delete this person's drafts, settings, pictures and jobs, everywhere."""
    asker = await context.asker(message_of(update))
    if context.words.strip().lower() in _YES:
        await forget(context, asker, YES)
    else:
        await context.say(asker, asker.texts.forget_sure, buttons=forget_buttons(asker.texts, asker.person_id))


async def press_forget(context: Context, asker: Asker, value: str) -> str | None:
    """Take the answer of whoever was asked, and of nobody else in the group; return what to answer."""
    answer, _, asked = value.partition(":")
    if not asker.is_private and asked != str(asker.person_id):
        return asker.texts.forget_not_yours
    await forget(context, asker, answer)
    return None


async def forget(context: Context, asker: Asker, answer: str) -> None:
    """Delete all that is kept of the asker, where the answer is yes."""
    if answer != YES:
        await context.say(asker, asker.texts.forget_not)
        return
    services = context.services
    under_way = await services.under_way.find(person_id=asker.person_id)
    async with services.intake.held_back(asker.person_id):
        person_ids = await services.store.chats.ids_of(asker.person_id)  # a group that writes as itself has had others
        count = sum([await services.queue.forget(str(person_id)) for person_id in person_ids])
        for person_id in person_ids:
            await services.store.forget_person(person_id)
    services.watch.wake()
    await context.say(asker, asker.texts.forgotten.format(count=count, begin=asker.begin))
    for _, ticket in under_way.tickets():  # what they say is not true any more
        if ticket.progress_id is not None:
            with contextlib.suppress(TelegramError):
                await context.bot.delete_message(ticket.chat_id, ticket.progress_id)
