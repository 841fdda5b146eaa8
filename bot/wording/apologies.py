"""What is said of a job that has come to nothing."""

from __future__ import annotations

from bot.domain.order import ticket_of
from bot.texts import Texts
from bot.wording.unusable_pictures import unusable
from engine.options.style_options import StyleOptions
from engine.queue.job import Job, JobStatus, Refusal
from engine.recipes.known import PUBLISHED_BY_NAME, has_own_size

_SMALLEST = 256  # px, of what is advised: whoever has no memory for that paints nothing worth looking at


def apology(job: Job) -> str:
    """Return why there is no picture, and what may be done."""
    ticket = ticket_of(job)
    texts = ticket.texts
    if job.status is JobStatus.GIVEN_UP:
        return texts.given_up
    if job.error is Refusal.NOT_ENOUGH_MEMORY:
        return _too_big(texts, job.options, is_private=ticket.is_private)
    if job.error is Refusal.INVALID_OPTION and job.options.experiment is not None:
        return texts.failed_experiment
    if job.error is Refusal.INVALID_OPTION:
        return texts.failed_settings
    if job.error is Refusal.NETWORK_UNAVAILABLE and job.options.recipe in PUBLISHED_BY_NAME:
        return texts.failed_recipe.format(name=job.options.recipe)
    if job.error is not None and job.error.is_of_a_picture:
        return unusable(texts, job.error, texts.one_picture)  # which one is not known
    return texts.failed


def _too_big(texts: Texts, options: StyleOptions, *, is_private: bool) -> str:
    """Advise a smaller size where one is possible, else another recipe; a group's size is its admins' to choose."""
    if has_own_size(options):
        return texts.failed_memory_recipe.format(name=options.recipe)
    if options.edge_size <= _SMALLEST:
        return texts.failed_memory_smallest
    told = texts.failed_memory if is_private else texts.failed_memory_group
    return told.format(smaller=max(_SMALLEST, options.edge_size // 2))
