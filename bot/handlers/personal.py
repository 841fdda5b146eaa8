"""/settings, /reset, /size, /language and /forget: how the bot works for a person, and the end of it."""

from __future__ import annotations

import contextlib
import re

from telegram import Update
from telegram.error import TelegramError

from bot.cards import colors_word, stroke_word
from bot.chat import Asker
from bot.drafts import CHAT_WIDE
from bot.handlers.context import Context, message_of
from bot.orders import Ticket
from bot.texts import LANGUAGES, Texts, language_of, texts_in
from engine.request import MIN_EDGE_SIZE, StyleOptions

_AUTO = "auto"
_SIZE_EXAMPLE = 768  # px


async def on_settings(update: Update, context: Context) -> None:
    """/settings: everything that holds for this person here."""
    asker = await context.asker(message_of(update))
    options = await context.house.options_of(asker.chat_id, asker.person_id)
    await context.say(asker, settings_text(asker.texts, options))


def settings_text(texts: Texts, options: StyleOptions) -> str:
    """Return all settings in words."""
    return texts.settings.format(
        strength=f"{options.strength:g}",
        size=options.edge_size,
        colors=colors_word(texts, options.keep_colors),
        stroke=stroke_word(texts, options.stroke),
        language=texts.language_name,
    )


async def on_reset(update: Update, context: Context) -> None:
    """/reset: everything back to its default, the language aside; what belongs to a group only by its admins."""
    asker = await context.asker(message_of(update))
    house = context.house
    await house.drafts.reset_preferences(asker.chat_id, asker.person_id)
    if await may_change_chat(context, asker):
        await house.drafts.set_preferences(asker.chat_id, CHAT_WIDE, edge_size=None, recipe=None)
    options = await house.options_of(asker.chat_id, asker.person_id)
    said = asker.texts.settings_reset.format(strength=f"{options.strength:g}", size=options.edge_size)
    await context.say(asker, said)


async def on_size(update: Update, context: Context) -> None:
    """/size 768: the long side of the next results; in groups the chat's, so only admins change it."""
    asker = await context.asker(message_of(update))
    house, texts = context.house, asker.texts
    limit = await house.max_edge_size()
    example = min(_SIZE_EXAMPLE, limit)
    if not context.words:
        size = (await house.options_of(asker.chat_id, asker.person_id)).edge_size
        await context.say(asker, texts.size_is.format(size=size, example=example, limit=limit))
        return
    words = context.words[:20]
    number = re.fullmatch(r"(\d{1,6})\s*(px|pixels?|像素)?", words)
    if number is None or not MIN_EDGE_SIZE <= int(number.group(1)) <= limit:
        said = texts.size_refused.format(got=words, lowest=MIN_EDGE_SIZE, limit=limit, example=example)
        await context.say(asker, said)
    elif not await may_change_chat(context, asker):
        await context.say(asker, texts.only_admins)
    else:
        await house.drafts.set_preferences(asker.chat_id, CHAT_WIDE, edge_size=int(number.group(1)))
        await context.say(asker, texts.size_set.format(size=int(number.group(1))))


async def on_language(update: Update, context: Context) -> None:
    """/language en, zh or auto: in groups the chat's, so only admins change it."""
    message = message_of(update)
    asker = await context.asker(message)
    words = context.words.lower()
    if not words:
        await context.say(asker, asker.texts.language_is)
        return
    if words not in (*LANGUAGES, _AUTO):
        await context.say(asker, asker.texts.language_refused)
        return
    if not await may_change_chat(context, asker):
        await context.say(asker, asker.texts.only_admins)
        return
    chosen = None if words == _AUTO else words
    await context.house.drafts.set_preferences(asker.chat_id, CHAT_WIDE, language=chosen)
    user = message.from_user
    texts = texts_in(chosen or language_of(user.language_code if user else None))
    await context.say(asker, texts.language_set)


async def may_change_chat(context: Context, asker: Asker) -> bool:
    """Return whether the asker may change what holds for everybody in the chat."""
    if asker.is_private or asker.person_id == asker.chat_id or asker.person_id in context.house.settings.admins:
        return True  # the group itself writes when an admin writes anonymously
    try:
        member = await context.bot.get_chat_member(asker.chat_id, asker.person_id)
    except TelegramError:
        return False
    return member.status in (member.ADMINISTRATOR, member.OWNER)


async def on_forget(update: Update, context: Context) -> None:
    """/forget: delete this person's drafts, settings, pictures and jobs, everywhere."""
    asker = await context.asker(message_of(update))
    house = context.house
    under_way = [Ticket.from_json(job.ticket) for job in await house.queue.unfinished(owner=str(asker.person_id))]
    under_way += [order.ticket for order in await house.drafts.orders() if order.ticket.person_id == asker.person_id]
    async with house.intake.held_back(asker.person_id):
        count = await house.queue.forget(str(asker.person_id))
        await house.drafts.forget(asker.person_id)
    house.courier.wake()
    await context.say(asker, asker.texts.forgotten.format(count=count))
    for ticket in under_way:  # what they say is not true any more
        if ticket.progress_id is not None:
            with contextlib.suppress(TelegramError):
                await context.bot.delete_message(ticket.chat_id, ticket.progress_id)
