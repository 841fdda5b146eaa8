"""A painting that was delivered: sent once more, beside its photo or as a file, and deleted with all that shows it."""

from __future__ import annotations

import asyncio
import logging

from telegram import Message
from telegram.error import TelegramError

from bot.domain.asker import Asker
from bot.handlers.context import Context
from bot.orders.showing import send_offer, send_result
from bot.telegram.sending import Unconfirmed, picture_of, send_file, send_picture
from bot.wording import presses
from engine.errors import PictureGone
from engine.pictures.sheets import side_by_side
from engine.queue.job import Job

logger = logging.getLogger(__name__)


async def send(context: Context, asker: Asker, job: Job, verb: str) -> str | None:
    """Send the picture once more, beside its photo, or as a file; return what to answer."""
    services, texts = context.services, asker.texts
    try:
        result = await services.queue.result_of(job.id)
        painting = result.image_png
        content = (await services.queue.request_of(job.id)).content_image if verb == presses.COMPARE else b""
    except PictureGone:
        return context.gone(asker)
    try:
        if verb == presses.FILE:
            file = await picture_of(painting)
            await context.keep_cards(job, await send_file(services.bot, asker, file, texts.as_file, services.pace))
        elif verb == presses.COMPARE:
            both = await asyncio.to_thread(side_by_side, content, painting)
            picture = await picture_of(both, "compared")
            message = await send_picture(services.bot, asker, picture, texts.compared, services.pace)
            await context.keep_cards(job, message)
        else:
            await context.keep_cards(job, *await send_result(services.bot, asker, job, result, services.pace))
            if result.more_pngs:
                await context.keep_cards(job, *await send_offer(services.bot, asker, job, result, services.pace))
    except Unconfirmed:
        logger.warning("job %s: Telegram did not confirm a picture", job.id)
    return None


async def delete(context: Context, asker: Asker, message: Message, job: Job) -> str:
    """Delete the painting that is kept and every message that shows it; the photo stays for /again until its time."""
    await context.services.queue.forget_result(job.id)
    await _delete_copies(context, message, job)
    try:
        await message.delete()
    except TelegramError as refusal:  # older than 48 hours
        logger.info("A result could not be deleted: %s", refusal)
        return asker.texts.not_deleted
    return asker.texts.deleted


async def _delete_copies(context: Context, message: Message, job: Job) -> None:
    """Delete all else in this chat that shows the painting or offers something of it."""
    copies = await context.services.store.cards.showing(message.chat.id, job.id)
    for message_id in copies:
        if message_id != message.message_id:
            try:
                await context.bot.delete_message(message.chat.id, message_id)
            except TelegramError as refusal:  # older than 48 hours, or deleted by hand
                logger.info("A copy could not be deleted: %s", refusal)
