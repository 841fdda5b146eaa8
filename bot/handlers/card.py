"""The card under a result: its buttons change what comes next, or do something with the picture at once."""

from __future__ import annotations

import asyncio
import dataclasses
import logging

from telegram import Message
from telegram.error import BadRequest, TelegramError

from bot.domain.order import Card
from bot.handlers.context import Context
from bot.handlers.options import send_mix
from bot.handlers.services import seed_after
from bot.telegram.chat import Asker, keyboard
from bot.telegram.sending import Unconfirmed, picture_of, send_file, send_picture
from bot.wording import buttons, sentences
from bot.wording.buttons import Pressed, Rows
from engine.errors import PictureGone
from engine.pictures.images import side_by_side
from engine.queue.job_queue import Job
from engine.request import StyleOptions

ONE_PRESS_S = 2.0  # a second press on the same button that paints within it is a finger's slip

logger = logging.getLogger(__name__)


async def press(context: Context, asker: Asker, message: Message, job: Job, pressed: Pressed) -> str | None:
    """Do what a button under a result says; return what to answer.

    Args:
        context: The handler's.
        asker: Who pressed, and may.
        message: The message with the button.
        job: The job that it shows.
        pressed: The button.
    """
    card = await context.house.drafts.card(message.chat.id, message.message_id)
    options = card.options if card else job.options
    if pressed.verb in buttons.CHANGES:
        return await _change(context, asker, message, job, pressed, options)
    if pressed.verb == buttons.MIX_MENU:
        await _show(message, buttons.mix_buttons(asker.texts, job.id))
    elif pressed.verb == buttons.BACK:
        await _show(message, buttons.card_buttons(asker.texts, job.id, options, job.styles))
    elif pressed.verb in (buttons.AGAIN, buttons.SWAP):
        return await _paint(context, asker, message, job, options, pressed.verb)
    elif pressed.verb == buttons.DELETE:
        return await _delete(context, asker, message, job)
    elif pressed.verb == buttons.MIX and pressed.value.isdecimal() and int(pressed.value) <= 100:
        await send_mix(context, asker, job, int(pressed.value) / 100)
    elif pressed.verb in (buttons.RESEND, buttons.COMPARE, buttons.FILE):
        return await _send(context, asker, job, pressed)
    return None


async def _paint(
    context: Context, asker: Asker, message: Message, job: Job, options: StyleOptions, verb: str
) -> str | None:
    """Paint as the card is set; the next press takes the next seed, and a double one counts once."""
    house, key = context.house, (message.chat.id, message.message_id)
    now = house.clock()
    recent = {card: (before, at) for card, (before, at) in house.pressed_at.items() if now - at < ONE_PRESS_S}
    house.pressed_at = {**recent, key: (verb, now)}
    if key in recent and recent[key][0] == verb:
        return asker.texts.already_painting
    options = options if options != job.options else seed_after(options, job)
    await house.paint_again(asker, job, options, is_swapped=verb == buttons.SWAP)
    await house.drafts.set_card(_card_of(message, job, dataclasses.replace(options, seed=options.seed + 1)))
    return None


def gone(context: Context, asker: Asker) -> str:
    """Return that a picture was deleted after its time."""
    return asker.texts.button_gone.format(hours=f"{context.house.settings.keep_hours:g}")


async def _change(
    context: Context, asker: Asker, message: Message, job: Job, pressed: Pressed, before: StyleOptions
) -> str | None:
    after = buttons.changed(before, pressed, job.styles, await context.house.limits.largest_for(asker))
    if after == before:
        return None
    context.house.pressed_at.pop((message.chat.id, message.message_id), None)  # what it would paint is another picture
    await context.house.drafts.set_card(_card_of(message, job, after))
    await _show(message, buttons.card_buttons(asker.texts, job.id, after, job.styles))
    return asker.texts.card_changed.format(button=asker.texts.button_paint)


async def _show(message: Message, rows: Rows) -> None:
    try:
        await message.edit_reply_markup(keyboard(rows))
    except BadRequest as refusal:  # pressed twice, or the message is gone
        logger.info("Buttons stay as they are: %s", refusal)


async def _delete(context: Context, asker: Asker, message: Message, job: Job) -> str | None:
    """Delete the painting that is kept and the message that shows it; the photo stays for /again until its time."""
    await context.house.queue.forget_result(job.id)
    try:
        await message.delete()
    except TelegramError as refusal:  # older than 48 hours
        logger.info("A result could not be deleted: %s", refusal)
        return asker.texts.not_deleted
    return asker.texts.deleted


async def _send(context: Context, asker: Asker, job: Job, pressed: Pressed) -> str | None:
    """Send the picture once more, beside its photo, or as a file."""
    house, texts, ticket = context.house, asker.texts, asker.ticket()
    try:
        result = await house.queue.result_of(job.id)
        painting = result.image_png
        content = (await house.queue.request_of(job.id)).content_image if pressed.verb == buttons.COMPARE else b""
    except PictureGone:
        return gone(context, asker)
    try:
        if pressed.verb == buttons.FILE:
            await send_file(house.bot, ticket, await picture_of(painting), texts.as_file, house.pace)
        elif pressed.verb == buttons.COMPARE:
            both = await asyncio.to_thread(side_by_side, content, painting)
            await send_picture(house.bot, ticket, await picture_of(both, "compared"), texts.compared, house.pace)
        else:
            caption = sentences.result(texts, job.options, job.styles, result.report.get("notes", ()))
            message = await send_picture(house.bot, ticket, await picture_of(painting), caption, house.pace)
            await house.drafts.set_card(_card_of(message, job, job.options))
    except Unconfirmed:
        logger.warning("job %s: Telegram did not confirm a picture", job.id)
    return None


def _card_of(message: Message, job: Job, options: StyleOptions) -> Card:
    return Card(
        chat_id=message.chat.id,
        message_id=message.message_id,
        person_id=int(job.owner),
        job_id=job.id,
        options=options,
    )
