"""Presses on the buttons under our messages: whose they are, and where each goes."""

from __future__ import annotations

import logging

from telegram import CallbackQuery, Message, Update
from telegram.error import TelegramError

from bot import cards
from bot.cards import Pressed, read_callback
from bot.chat import Asker
from bot.handlers import card, recipe
from bot.handlers.context import Context
from bot.handlers.options import set_strength
from bot.handlers.personal import may_change_chat
from bot.handlers.styles import pick
from engine.errors import UnknownJob
from engine.jobs import Job, JobStatus

logger = logging.getLogger(__name__)
_SETTERS = {"strength": set_strength, "ask": recipe.ask, recipe.RECIPE: recipe.choose}


async def on_press(update: Update, context: Context) -> None:
    """Do what the button says, for whoever it belongs to; everybody gets an answer."""
    query = update.callback_query
    assert query is not None
    message, pressed = query.message, read_callback(query.data)
    if not isinstance(message, Message) or pressed is None:
        await answer(query)
        return
    asker = await context.presser(query, message)
    if pressed.verb == cards.PICK:
        await answer(query, asker.texts.style_chosen.format(name=pressed.job_id))
        await pick(context, asker, pressed.job_id)
    elif pressed.verb == cards.SET:
        await answer(query)
        await _SETTERS.get(pressed.job_id, set_strength)(context, asker, pressed.value)
    elif pressed.verb == cards.STOP:
        await answer(query, await _stop(context, asker, pressed))
    elif (job := await _job(context, pressed)) is None:
        await answer(query, card.gone(context, asker))
    elif not await _may_press(context, asker, job):
        await answer(query, asker.texts.not_yours)
    else:
        await answer(query, await card.press(context, asker, message, job, pressed))


async def answer(query: CallbackQuery, sentence: str | None = None) -> None:
    """Answer a press, with a sentence where there is one to say."""
    try:
        await query.answer(sentence[:200] if sentence else None)  # 200 characters are Telegram's limit
    except TelegramError as fault:  # too old, mostly: the press counts all the same
        logger.info("A press could not be answered: %s", fault)


async def _job(context: Context, pressed: Pressed) -> Job | None:
    try:
        return await context.house.queue.get(pressed.job_id)
    except UnknownJob:
        return None


async def _may_press(context: Context, asker: Asker, job: Job) -> bool:
    """Return whether it is the asker's own job, or one of this group and the asker is its admin."""
    if job.owner == str(asker.person_id):
        return True
    is_of_this_chat = job.ticket.get("chat_id") in await context.house.drafts.ids_of_chat(asker.chat_id)
    return is_of_this_chat and not asker.is_private and await may_change_chat(context, asker)


async def _stop(context: Context, asker: Asker, pressed: Pressed) -> str | None:
    """Stop a job, or an order that is not in the queue yet; return what to say."""
    house = context.house
    orders = [order for order in await house.drafts.orders() if order.job_id == pressed.job_id]
    if orders:
        if orders[0].ticket.person_id != asker.person_id:
            return asker.texts.not_yours
        async with house.intake.held_back(asker.person_id):
            is_called_off = await house.drafts.drop_order(pressed.job_id)
        if is_called_off:
            return asker.texts.cancelled
    job = await _job(context, pressed)
    if job is None:
        return asker.texts.nothing_to_cancel
    if not await _may_press(context, asker, job):
        return asker.texts.not_yours
    job = await house.queue.cancel(job.id)
    house.courier.wake()
    return asker.texts.cancelled if job.status is JobStatus.CANCELLED else None
