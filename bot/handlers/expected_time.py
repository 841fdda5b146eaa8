"""How long something is likely to take here, judged by the last picture that was painted for who asks."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.asker import Asker
from bot.handlers.context import Context
from engine.errors import PictureGone
from engine.recipes.default import DEFAULT
from engine.schedule.duration import QUICK_SHARE, USUAL, Pace, pace_of


async def pace(context: Context, asker: Asker) -> Pace:
    """Return how fast pictures are painted here by the default recipe and the whole network."""
    job = await context.services.under_way.latest(asker)
    if job is None or job.options.recipe != DEFAULT.name or job.options.experiment is not None:
        return USUAL
    try:
        found = pace_of((await context.services.queue.result_of(job.id)).report)
    except PictureGone:
        return USUAL
    return replace(found, s_per_pixel=found.s_per_pixel / QUICK_SHARE) if job.options.is_quick else found
