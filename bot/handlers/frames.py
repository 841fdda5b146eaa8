"""/frames: the way to a painting, as an album of the small pictures that were kept of it. Nothing is painted again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from telegram import Message, Update

from bot.domain.asker import Asker
from bot.handlers.context import Context, message_of
from bot.handlers.job_meant import id_under_way, job_shown, refusal_about, shows_job
from bot.handlers.laboratory import no_steps
from bot.telegram.sending import Unconfirmed, picture_of, send_album
from engine.errors import PictureGone
from engine.queue.job import Job, JobStatus

MOST = 10  # pictures of an album; the last one is the painting
_Each = TypeVar("_Each")


async def on_frames(update: Update, context: Context) -> None:
    """/frames: the steps of the painting that it replies to, or of the last of what has any."""
    message = message_of(update)
    asker, services = await context.asker(message), context.services
    if refusal := await refusal_about(context, asker, message):
        await context.say(asker, refusal)
        return
    if await id_under_way(context, asker, message) is not None:
        await context.say(asker, asker.texts.frames_still_painting)
        return
    job = await _job_meant(context, asker, message)
    if job is None:
        await context.say(asker, asker.texts.frames_nothing.format(begin=await context.begin(asker)))
        return
    try:
        kept = await services.queue.snapshots_of(job.id)
        painting = await picture_of((await services.queue.result_of(job.id)).image_png)
    except PictureGone:
        is_painting = job.options.experiment is None
        await context.say(asker, asker.texts.frames_gone if is_painting else await no_steps(context, asker))
        return
    frames = [*spread(kept, MOST - 1), *([painting.jpeg] if painting.jpeg else [])]
    captions = [asker.texts.frame.format(number=number, count=len(frames)) for number in range(1, len(frames) + 1)]
    try:
        await context.keep_cards(job, *await send_album(services.bot, asker, frames, captions, services.pace))
    except Unconfirmed:
        await context.say(asker, asker.texts.went_wrong)


async def _job_meant(context: Context, asker: Asker, message: Message) -> Job | None:
    """Return the job that the message replies to, else the latest that is done and of a kind that comes in steps."""
    latest = None
    if not await shows_job(context, asker, message):
        latest = await context.services.under_way.latest_such(asker, _has_steps)
    return latest or await job_shown(context, asker, message, JobStatus.DONE)


def _has_steps(job: Job) -> bool:
    choice = job.options.experiment
    return job.status is JobStatus.DONE and not job.options.tries and (choice is None or choice.has_steps)


def spread(each: Sequence[_Each], most: int) -> list[_Each]:
    """Return at most so many of a sequence, from its first to its last, evenly spread."""
    if len(each) <= most:
        return list(each)
    return [each[round(place * (len(each) - 1) / (most - 1))] for place in range(most)]
