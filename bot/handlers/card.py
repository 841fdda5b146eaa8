"""The card under a result: its buttons change what comes next, or do something with the picture at once."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Sequence
from typing import TypeVar

from telegram import Message
from telegram.error import BadRequest, TelegramError

from bot.domain.asker import Asker
from bot.domain.order import Card
from bot.domain.shares import more_of
from bot.handlers.context import Context
from bot.handlers.options import send_mix
from bot.orders.options import seed_after
from bot.telegram.saying import keyboard
from bot.telegram.sending import Unconfirmed, picture_of, send_file, send_picture
from bot.wording import buttons, sentences
from bot.wording.buttons import Pressed, Rows
from engine.errors import PictureGone
from engine.pictures.images import side_by_side
from engine.queue.job_queue import Job
from engine.request import KeepColors, Stroke, StyleOptions

CHANGES = frozenset({buttons.WEAKER, buttons.STRONGER, buttons.COLORS, buttons.STROKE, buttons.SIZE, buttons.SHARE})
SIZES = (256, 512, 768, 1024, 1536, 2048)  # px, as far as the largest allowed
STRENGTH_STEP = 10
_Choice = TypeVar("_Choice")

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
    card = await context.services.store.cards.at(message.chat.id, message.message_id)
    options = card.options if card else job.options
    if pressed.verb in CHANGES:
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
    services = context.services
    if services.presses.is_slip((message.chat.id, message.message_id), verb):
        return asker.texts.already_painting
    options = options if options != job.options else seed_after(options, job)
    await services.accept.paint_again(asker, job, options, is_swapped=verb == buttons.SWAP)
    await services.store.cards.set(_card_of(message, job, dataclasses.replace(options, seed=options.seed + 1)))
    return None


def changed(options: StyleOptions, pressed: Pressed, styles: int, max_edge_size: int) -> StyleOptions:
    """Return what the card's options are after a press; unchanged when the press says nothing that we know."""
    match pressed.verb:
        case buttons.WEAKER:
            return dataclasses.replace(options, strength=max(0.0, options.strength - STRENGTH_STEP))
        case buttons.STRONGER:
            return dataclasses.replace(options, strength=min(100.0, options.strength + STRENGTH_STEP))
        case buttons.COLORS:
            return dataclasses.replace(options, keep_colors=_after(tuple(KeepColors), options.keep_colors))
        case buttons.STROKE:
            return dataclasses.replace(options, stroke=_after(tuple(Stroke), options.stroke))
        case buttons.SIZE:
            sizes = [size for size in SIZES if size <= max_edge_size] or [max_edge_size]
            larger = [size for size in sizes if size > options.edge_size]
            return dataclasses.replace(options, edge_size=min(larger or sizes))
        case buttons.SHARE if pressed.value in [str(index) for index in range(styles)]:
            return dataclasses.replace(options, shares=more_of(int(pressed.value), options.shares, styles))
    return options


def _after(choices: Sequence[_Choice], current: _Choice) -> _Choice:
    return choices[(choices.index(current) + 1) % len(choices)]


def gone(context: Context, asker: Asker) -> str:
    """Return that a picture was deleted after its time."""
    return asker.texts.button_gone.format(hours=f"{context.services.settings.keep_hours:g}")


async def _change(
    context: Context, asker: Asker, message: Message, job: Job, pressed: Pressed, before: StyleOptions
) -> str | None:
    after = changed(before, pressed, job.styles, await context.services.limits.largest_for(asker))
    if after == before:
        return None
    context.services.presses.forget((message.chat.id, message.message_id))  # its next one is another picture
    await context.services.store.cards.set(_card_of(message, job, after))
    await _show(message, buttons.card_buttons(asker.texts, job.id, after, job.styles))
    return asker.texts.card_changed.format(button=asker.texts.button_paint)


async def _show(message: Message, rows: Rows) -> None:
    try:
        await message.edit_reply_markup(keyboard(rows))
    except BadRequest as refusal:  # pressed twice, or the message is gone
        logger.info("Buttons stay as they are: %s", refusal)


async def _delete(context: Context, asker: Asker, message: Message, job: Job) -> str | None:
    """Delete the painting that is kept and the message that shows it; the photo stays for /again until its time."""
    await context.services.queue.forget_result(job.id)
    try:
        await message.delete()
    except TelegramError as refusal:  # older than 48 hours
        logger.info("A result could not be deleted: %s", refusal)
        return asker.texts.not_deleted
    return asker.texts.deleted


async def _send(context: Context, asker: Asker, job: Job, pressed: Pressed) -> str | None:
    """Send the picture once more, beside its photo, or as a file."""
    services, texts = context.services, asker.texts
    try:
        result = await services.queue.result_of(job.id)
        painting = result.image_png
        content = (await services.queue.request_of(job.id)).content_image if pressed.verb == buttons.COMPARE else b""
    except PictureGone:
        return gone(context, asker)
    try:
        if pressed.verb == buttons.FILE:
            await send_file(services.bot, asker, await picture_of(painting), texts.as_file, services.pace)
        elif pressed.verb == buttons.COMPARE:
            both = await asyncio.to_thread(side_by_side, content, painting)
            await send_picture(services.bot, asker, await picture_of(both, "compared"), texts.compared, services.pace)
        else:
            caption = sentences.result(texts, job.options, job.styles, result.report.get("notes", ()))
            message = await send_picture(services.bot, asker, await picture_of(painting), caption, services.pace)
            await services.store.cards.set(_card_of(message, job, job.options))
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
