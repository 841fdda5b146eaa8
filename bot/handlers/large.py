"""Large: a painting once more, as large as its photo; how long that takes stands on the button before it is begun."""

from __future__ import annotations

import dataclasses
import io

from PIL import Image
from telegram import Message

from bot.domain.asker import Asker
from bot.domain.order import ticket_of
from bot.handlers.context import Context
from bot.texts import Texts
from bot.wording import card_buttons, presses, sentences
from bot.wording.buttons import Rows
from engine.errors import PictureGone
from engine.queue.job import Job
from engine.schedule.duration import again_s

MOST_PAINTED = 2048  # px of the long side, whatever paints; where the photo is larger, its finest detail is laid over


async def offer(context: Context, asker: Asker, job: Job) -> Rows | None:
    """Return the buttons that say how long it takes and ask once; None where the photo is no larger."""
    edge_size = await _painted_edge(context, asker, job)
    if edge_size is None:
        return None
    try:
        report = (await context.services.queue.result_of(job.id)).report
    except PictureGone:
        report = {}
    told = sentences.duration(asker.texts, min(again_s(report, edge_size), job.options.ends_s))
    return card_buttons.large_buttons(asker.texts, job.id, told)


async def paint(context: Context, asker: Asker, message: Message, job: Job) -> str | None:
    """Paint it; return what to answer."""
    if context.services.presses.is_slip((message.chat.id, message.message_id), presses.LARGE_SURE):
        return asker.texts.already_painting
    edge_size = await _painted_edge(context, asker, job)
    if edge_size is None:
        return no_larger(asker.texts, job)
    options = dataclasses.replace(job.options, edge_size=edge_size, is_large=True)
    await context.services.accept.paint_again(asker, job, options, said=asker.texts.started_large)
    return None


def no_larger(texts: Texts, job: Job) -> str:
    """Return that the photo is no larger than its painting, and how it would be where Telegram has shrunk it."""
    return texts.photo_no_larger + (texts.photo_shrunk if ticket_of(job).is_of_photo_sent else "")


async def _painted_edge(context: Context, asker: Asker, job: Job) -> int | None:
    """Return the long side in px of what is painted: the photo's, as far as is allowed; None where it is no larger."""
    allowed = min(await context.services.limits.largest_for(asker), MOST_PAINTED)
    try:
        content = (await context.services.queue.request_of(job.id)).content_image
    except PictureGone:  # who accepts the order says so
        return allowed
    photo = max(Image.open(io.BytesIO(content)).size)
    return None if photo <= job.options.edge_size else min(photo, allowed)
