"""What /again would do now with a setting that was changed, for the sentences that say so."""

from __future__ import annotations

from bot.domain.asker import Asker
from bot.handlers.context import Context
from bot.orders.beyond_recipe import beyond_recipe
from bot.orders.options import looking_like
from engine.options.experiment_choice import ExperimentKind
from engine.queue.job import Job


async def is_painted_anew(context: Context, asker: Asker) -> bool:
    """Return whether /again paints the asker's last picture at the strength and by the recipe of now."""
    job = await _repeated(context, asker)
    return (
        job is not None and job.options.experiment is None and all(each.style is not None for each in job.options.tries)
    )


async def is_made_at_new_size(context: Context, asker: Asker) -> bool:
    """Return whether /again makes the asker's last picture at the size of now; small ones stay as small as they are."""
    job = await _repeated(context, asker)
    if job is None or job.options.tries:
        return False
    return job.options.experiment is None or job.options.experiment.kind is not ExperimentKind.LAYERS


async def _repeated(context: Context, asker: Asker) -> Job | None:
    """Return the job that /again repeats; None where something else comes first, or its recipe does not take it.

    What comes first is a draft that could not be begun, a style that waits, and whatever is promised.
    """
    under_way = context.services.under_way
    draft = await context.draft(asker)
    job = await under_way.latest(asker)
    waiting = draft.completed_from_earlier() if draft.styles else draft
    is_to_begin = draft.job_id is None and waiting.is_complete
    if job is None or is_to_begin or await under_way.newest_order(asker) is not None:
        return None
    if job.options.experiment is not None:
        return job
    is_of_draft = draft.job_id == job.id and draft.is_changed and draft.is_complete
    styles = len(draft.styles) if is_of_draft else job.styles
    options = looking_like(await context.services.options.of(asker), job)
    return None if beyond_recipe(asker.texts, options, styles, asker.texts.recipe_full_again) else job
