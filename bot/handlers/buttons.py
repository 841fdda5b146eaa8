"""Presses on the buttons under our messages; only the owner of a picture may press them."""

from __future__ import annotations

import logging

from telegram import CallbackQuery, Message, Update
from telegram.error import TelegramError

from bot import cards
from bot.cards import Pressed, read_callback
from bot.chat import Asker
from bot.handlers.context import Context
from bot.handlers.styles import pick
from bot.house import seed_after, shares_like
from bot.sending import Unconfirmed, picture_of, send_picture
from bot.wording import result as result_caption
from engine.errors import PictureGone, UnknownJob
from engine.jobs import Job, JobStatus

logger = logging.getLogger(__name__)


async def on_press(update: Update, context: Context) -> None:
    """Do what the button says, for whoever it belongs to."""
    query = update.callback_query
    assert query is not None
    message, pressed = query.message, read_callback(query.data)
    if not isinstance(message, Message) or pressed is None:
        await _answer(query)
        return
    asker = await context.presser(query, message)
    if pressed.verb == cards.PICK:
        await _answer(query, asker.texts.style_chosen.format(name=pressed.job_id))
        await pick(context, asker, pressed.job_id, message.message_id)
        return
    if pressed.verb == cards.STOP:
        await _stop(context, query, asker, pressed)
        return
    try:
        job = await context.house.queue.get(pressed.job_id)
    except UnknownJob:
        await _answer(query, _gone(context, asker))
        return
    if job.owner != str(asker.person_id):
        await _answer(query, asker.texts.not_yours)
        return
    await _answer(query)
    if pressed.verb == cards.RESEND:
        await _resend(context, asker, job)
    elif pressed.verb == cards.AGAIN:
        options = await context.house.options_of(asker.chat_id, asker.person_id)
        options = seed_after(shares_like(options, job), job)
        await context.house.paint_again(asker, job, options, press_id=query.id)


async def _stop(context: Context, query: CallbackQuery, asker: Asker, pressed: Pressed) -> None:
    house = context.house
    order = next((order for order in await house.drafts.orders() if order.job_id == pressed.job_id), None)
    try:
        owner = str(order.ticket.person_id) if order else (await house.queue.get(pressed.job_id)).owner
    except UnknownJob:
        await _answer(query, asker.texts.nothing_to_cancel)
        return
    if owner != str(asker.person_id):
        await _answer(query, asker.texts.not_yours)
        return
    if order:
        await house.drafts.drop_order(order.job_id)
    else:
        job = await house.queue.cancel(pressed.job_id)
        if job.status is not JobStatus.CANCELLED:
            await _answer(query)
            return
    house.courier.wake()
    await _answer(query, asker.texts.cancelled)


async def _resend(context: Context, asker: Asker, job: Job) -> None:
    try:
        result = await context.house.queue.result_of(job.id)
    except PictureGone:
        await context.say(asker, _gone(context, asker))
        return
    caption = result_caption(asker.texts, job.options, job.styles)
    try:
        await send_picture(context.bot, asker.ticket(), await picture_of(result.image_png), caption, context.house.pace)
    except Unconfirmed:
        logger.warning("job %s: Telegram did not confirm the result again", job.id)


def _gone(context: Context, asker: Asker) -> str:
    return asker.texts.button_gone.format(hours=f"{context.house.settings.keep_hours:g}")


async def _answer(query: CallbackQuery, sentence: str | None = None) -> None:
    try:
        await query.answer(sentence)
    except TelegramError as fault:  # too old, mostly: the press counts all the same
        logger.info("A press could not be answered: %s", fault)
