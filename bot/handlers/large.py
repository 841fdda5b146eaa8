"""Large: a painting once more, as large as its photo; how long that takes stands on the button before it is begun."""

from __future__ import annotations

import dataclasses

from telegram import Message

from bot.domain.asker import Asker
from bot.handlers.context import Context
from bot.wording import card_buttons, presses, sentences
from bot.wording.buttons import Rows
from engine.errors import PictureGone
from engine.queue.job import Job
from engine.schedule.duration import again_s

MOST_PAINTED = 2048  # px of the long side, where a GPU paints; more of the photo's own size is laid over it


async def offer(context: Context, asker: Asker, job: Job) -> Rows:
    """Return the buttons that say how long it takes and ask once."""
    edge_size = await _painted_edge(context, asker)
    try:
        report = (await context.services.queue.result_of(job.id)).report
    except PictureGone:
        report = {}
    told = sentences.duration(asker.texts, again_s(report, edge_size))
    return card_buttons.large_buttons(asker.texts, job.id, told)


async def paint(context: Context, asker: Asker, message: Message, job: Job) -> str | None:
    """Paint it; return what to answer."""
    if context.services.presses.is_slip((message.chat.id, message.message_id), presses.LARGE_SURE):
        return asker.texts.already_painting
    options = dataclasses.replace(job.options, edge_size=await _painted_edge(context, asker), is_large=True)
    await context.services.accept.paint_again(asker, job, options, said=asker.texts.started_large)
    return None


async def _painted_edge(context: Context, asker: Asker) -> int:
    return min(await context.services.limits.largest_for(asker), MOST_PAINTED)
