"""How long something is likely to take here, judged by the last picture that was painted for who asks."""

from __future__ import annotations

from bot.domain.asker import Asker
from bot.handlers.context import Context
from engine.errors import PictureGone
from engine.recipes.default import DEFAULT
from engine.schedule.duration import USUAL_S_PER_PIXEL, s_per_pixel_of


async def s_per_pixel(context: Context, asker: Asker) -> float:
    """Return the seconds of one evaluation a pixel, by the default recipe."""
    job = await context.services.under_way.latest(asker)
    if job is None or job.options.recipe != DEFAULT.name or job.options.experiment is not None:
        return USUAL_S_PER_PIXEL
    try:
        return s_per_pixel_of((await context.services.queue.result_of(job.id)).report)
    except PictureGone:
        return USUAL_S_PER_PIXEL
