"""How long something is likely to take here, judged by the last picture that was painted for who asks."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.asker import Asker
from bot.handlers.context import Context
from engine.errors import PictureGone
from engine.options.networks import QUICK
from engine.options.style_options import StyleOptions
from engine.recipes.default import DEFAULT
from engine.recipes.known import PUBLISHED_BY_NAME, wants_quick
from engine.schedule.duration import QUICK_SHARE, USUAL_SPEED, PaintingSpeed, default_s, published_s, speed_of


async def painting_speed(context: Context, asker: Asker) -> PaintingSpeed:
    """Return how fast pictures are painted here by the default recipe and the workers' own network."""
    job = await context.services.under_way.latest(asker)
    if job is None or job.options.recipe != DEFAULT.name or job.options.experiment is not None:
        return USUAL_SPEED
    try:
        found = speed_of((await context.services.queue.result_of(job.id)).report)
    except PictureGone:
        return USUAL_SPEED
    return replace(found, s_per_pixel=found.s_per_pixel / await _share(context, job.options))


async def painting_s(context: Context, asker: Asker, options: StyleOptions) -> float:
    """Return the expected seconds of a painting by whichever recipe and network the options say."""
    found = await painting_speed(context, asker)
    if options.recipe in PUBLISHED_BY_NAME:
        return min(published_s(PUBLISHED_BY_NAME[options.recipe], options, found), options.ends_s)
    return min(default_s(options.edge_size, found) * await _share(context, options), options.ends_s)


async def _share(context: Context, options: StyleOptions) -> float:
    """Return what share of the workers' own network's seconds these options take."""
    is_quicker = wants_quick(options) and await context.services.painters.network() != QUICK
    return QUICK_SHARE if is_quicker else 1.0
