"""Presses on the buttons under our messages: whose they are, and where each goes."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Awaitable, Callable

from telegram import CallbackQuery, Message, Update
from telegram.error import TelegramError

from bot.domain.asker import Asker
from bot.domain.order import Ticket, ticket_of
from bot.domain.preferences import AT_ONCE, NO_LIMITS, PER_10_MIN
from bot.handlers import (
    about,
    blend,
    card,
    forget,
    own_settings,
    quick,
    recipe,
    restyle,
    saved_styles,
    status,
    strength,
    tries,
)
from bot.handlers.context import Context, replied_to
from bot.handlers.group_limits import press_limit
from bot.handlers.style_meant import style_of_token, word_for
from bot.texts import language_of, texts_in
from bot.wording import presses
from bot.wording.presses import Pressed, read_callback
from engine.errors import PictureGone, QueueUnavailable, UnknownJob
from engine.queue.job import JobStatus

logger = logging.getLogger(__name__)

_SETTERS: dict[str, Callable[[Context, Asker, str], Awaitable[None]]] = {
    "strength": strength.set_strength,
    "ask": recipe.ask,
    recipe.RECIPE: recipe.choose,
    presses.QUICK: quick.choose,
    presses.ABOUT: about.more,
    presses.LANGUAGE: own_settings.set_language,
    presses.EDGE_SIZE: own_settings.set_size,
    presses.CLEAR: status.clear,
    presses.ONLY_LAST: status.only_last_style,
}

_OF_WHAT_WAITS = frozenset({presses.CLEAR, presses.ONLY_LAST, presses.SHARE, presses.SURPRISE})


async def on_press(update: Update, context: Context) -> None:
    """Do what the button says, for whoever it belongs to; everybody gets an answer."""
    query = update.callback_query
    assert query is not None
    message, pressed = query.message, read_callback(query.data)
    if query.inline_message_id and pressed is not None and pressed.verb in (presses.STOP, presses.AS_IT_IS):
        end = _stop if pressed.verb == presses.STOP else _take_as_it_is
        await answer(query, await end(context, context.guest(query), pressed.about))
        return
    if not isinstance(message, Message) or pressed is None:
        texts = texts_in(language_of(query.from_user.language_code))
        await answer(query, texts.button_old)
        return
    asker = await context.presser(query, message)
    if pressed.verb in (presses.SAVED, presses.RENAME, presses.DROP):
        opener = await _opener(context, asker, message)
        await answer(query, await _press_saved(context, opener, message, pressed))
    elif pressed.verb in (presses.PICK, presses.SET):
        await _press_menu(context, await _opener(context, asker, message), query, message, pressed)
    elif pressed.verb == presses.STOP:
        await answer(query, await _stop(context, asker, pressed.about))
    elif pressed.verb == presses.AS_IT_IS:
        await answer(query, await _take_as_it_is(context, asker, pressed.about))
    elif (job := await context.services.under_way.job(pressed.about)) is None:
        await answer(query, context.gone(asker))
    elif not await _may_press(context, asker, ticket_of(job)):
        await answer(query, asker.texts.not_yours)
    else:
        await answer(query, await card.press(context, asker, message, job, pressed))


async def _press_menu(context: Context, asker: Asker, query: CallbackQuery, message: Message, pressed: Pressed) -> None:
    """Do what a button of a menu says: it chooses a style, or sets something of the asker's or of the chat."""
    name, value = pressed.about, pressed.value
    if name in _OF_WHAT_WAITS and pressed.verb == presses.SET and _is_for_another(asker, message):
        await answer(query, asker.texts.waits_for_another)
    elif pressed.verb == presses.PICK:
        await _pick(context, asker, query, name)
    elif name == presses.SHARE and value.isdecimal() and len(value) == 1:
        await answer(query, await blend.more_of(context, asker, message, int(value)))
    elif name == presses.SURPRISE:
        await answer(query, await tries.surprise_by_button(context, asker))
    elif name == presses.FORGET:
        await answer(query, await forget.press_forget(context, asker, value))
    elif name in (AT_ONCE, PER_10_MIN, NO_LIMITS):
        await answer(query)
        await press_limit(context, asker, name, value)
    elif name in _SETTERS:
        await answer(query)
        await _SETTERS[name](context, asker, value)
    else:
        await answer(query, asker.texts.button_old)


async def _pick(context: Context, asker: Asker, query: CallbackQuery, token: str) -> None:
    """Paint the asker's last photo in the style of a button; where another photo waits or none was painted, take it."""
    style = await style_of_token(context, asker, token)
    if style is None:
        await answer(query, asker.texts.style_gone)
        return
    if context.services.presses.is_slip((asker.chat_id, asker.message_id), f"{presses.PICK}:{token}"):
        await answer(query, asker.texts.already_painting)
        return
    await answer(query, asker.texts.style_chosen.format(name=word_for(asker, style)))
    if not await restyle.paint_last(context, asker, (style,)):
        await context.services.collect.add(asker, style)


async def _press_saved(context: Context, asker: Asker, message: Message, pressed: Pressed) -> str | None:
    """Do what a button under the asker's saved styles says; return what to answer."""
    match pressed.verb:
        case presses.RENAME:
            return await saved_styles.rename(context, asker, pressed.about)
        case presses.DROP:
            return await saved_styles.delete(context, asker, message, pressed.about)
    return await saved_styles.edit(context, asker, message, pressed.about)


async def _opener(context: Context, asker: Asker, message: Message) -> Asker:
    """Return for whom a press on a menu counts: the presser, or the anonymous admin who opened it.

    Who writes in the group's name cannot press in it, so any admin of the group presses for them.
    """
    asked = replied_to(message)
    opened_by = asked.sender_chat if asked else None
    if opened_by is None or opened_by.id != asker.chat_id or not await context.services.limits.is_admin(asker):
        return asker
    return dataclasses.replace(asker, person_id=opened_by.id)


def _is_for_another(asker: Asker, message: Message) -> bool:
    """Return whether our message answers somebody else in a group, whom it quotes."""
    asked = replied_to(message)
    if asker.is_private or asked is None:
        return False
    author = asked.sender_chat or asked.from_user
    return author is not None and author.id != asker.person_id


async def answer(query: CallbackQuery, sentence: str | None = None) -> None:
    """Answer a press, with a sentence where there is one to say."""
    try:
        await query.answer(sentence[:200] if sentence else None)  # 200 characters are Telegram's limit
    except TelegramError as fault:  # too old, mostly: the press counts all the same
        logger.info("A press could not be answered: %s", fault)


async def _may_press(context: Context, asker: Asker, ticket: Ticket) -> bool:
    """Return whether it is the asker's own job, or one of this group and the asker is its admin."""
    if ticket.person_id == asker.person_id:
        return True
    is_of_this_chat = ticket.chat_id in await context.services.store.chats.ids_of(asker.chat_id)
    return is_of_this_chat and not asker.is_private and await context.services.limits.is_admin(asker)


async def _stop(context: Context, asker: Asker, job_id: str) -> str | None:
    """Stop a job, and its order where the queue does not have it yet or a crash has left it; return what to say."""
    services, is_called_off = context.services, False
    if (order := await services.under_way.order(job_id)) is not None:
        if not await _may_press(context, asker, order.ticket):
            return asker.texts.not_yours
        async with services.intake.held_back(order.ticket.person_id):
            is_called_off = await services.intake.call_off(order)
    try:
        job = await services.under_way.job(job_id)
    except QueueUnavailable:
        if not is_called_off:
            raise
        job = None
    if job is None:
        nothing = asker.texts.nothing_to_cancel.format(begin=asker.begin)
        return await _stopped(context, asker, job_id) if is_called_off else nothing
    if not await _may_press(context, asker, ticket_of(job)):
        return asker.texts.not_yours
    job = await services.queue.cancel(job.id)
    services.watch.wake()
    return await _stopped(context, asker, job_id) if job.status is JobStatus.CANCELLED else asker.texts.too_late


async def _stopped(context: Context, asker: Asker, job_id: str) -> str:
    """Return that a job was stopped, and how to begin it anew where its pictures are the asker's draft."""
    draft = await context.draft(asker)
    return asker.texts.cancelled if draft.job_id == job_id else asker.texts.stopped


async def _take_as_it_is(context: Context, asker: Asker, job_id: str) -> str:
    """End a painting with the picture as it is, or fetch that of one that was stopped; return what to say."""
    services = context.services
    if (job := await services.under_way.job(job_id)) is None:
        return context.gone(asker)
    if not await _may_press(context, asker, ticket_of(job)):
        return asker.texts.not_yours
    try:
        job = await services.queue.take_as_it_is(job_id)
    except (PictureGone, UnknownJob):
        return asker.texts.nothing_as_it_is
    services.watch.wake()
    return asker.texts.too_late if job.is_delivered else asker.texts.as_it_is
