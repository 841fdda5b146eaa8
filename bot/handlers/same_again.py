"""Once more where nothing would differ: recipes that begin with the photo itself leave nothing to the seed."""

from __future__ import annotations

from bot.handlers.context import Context
from bot.orders.options import is_same
from bot.texts import Texts
from engine.errors import PictureGone
from engine.options.style_options import StyleOptions
from engine.queue.job import Job
from engine.recipes.known import PUBLISHED_BY_NAME


async def refusal(context: Context, texts: Texts, job: Job, options: StyleOptions) -> str | None:
    """Return that these options would paint the job's picture once more; None where not, or where it is gone."""
    recipe = PUBLISHED_BY_NAME.get(options.recipe)
    if recipe is None or recipe.start != "content" or job.is_enough or not is_same(options, job):
        return None
    try:
        await context.services.queue.result_of(job.id)
    except PictureGone:
        return None
    return texts.same_again.format(name=options.recipe)
