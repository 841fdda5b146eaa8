"""A painting mixed with its photo, from what is stored: nothing is painted."""

from __future__ import annotations

import asyncio

from bot.domain import shares as said_shares
from bot.domain.asker import Asker
from bot.errors import BadParameter, NothingToShare, WrongCount
from bot.handlers.context import Context
from bot.handlers.job_meant import is_of_photo
from bot.telegram.sending import Unconfirmed, picture_of, send_picture
from bot.wording import sentences
from bot.wording.card_buttons import mix_buttons
from engine.errors import PictureGone
from engine.pictures.sheets import mix
from engine.queue.job import Job, JobStatus


async def answer(context: Context, asker: Asker, job: Job | None, words: str) -> None:
    """Mix the job's painting with its photo as the words behind /blend say, or say what is needed for that."""
    texts = asker.texts
    if job is None or not can_be_mixed(job):
        await context.say(asker, texts.mix_nothing.format(begin=await context.begin(asker)))
        return
    if job.options.tries:  # nobody has said yet which of them
        await context.say(asker, texts.mix_tries)
        return
    if not words:
        await context.say(asker, texts.mix_is, buttons=mix_buttons(texts, job.id, has_back=False))
        return
    try:
        share = said_shares.parse_mix(words)
    except WrongCount:
        await context.say(asker, texts.mix_one_number)
    except NothingToShare:
        await context.say(asker, texts.blend_zeros.format(example=sentences.example_shares(1)))
    except BadParameter as refusal:
        await context.say(asker, texts.mix_not_a_number.format(got=refusal.got))
    else:
        if job.status is JobStatus.DONE:
            await send_mix(context, asker, job, share)
        else:
            await context.say(asker, texts.mix_still_painting)


def can_be_mixed(job: Job) -> bool:
    """Return whether the job has, or will have, a picture that was made of a photo."""
    return is_of_photo(job) and job.status in (JobStatus.DONE, JobStatus.QUEUED, JobStatus.RUNNING)


async def send_mix(context: Context, asker: Asker, job: Job, share: float) -> None:
    """Send the job's painting mixed with its photo.

    Args:
        context: The handler's.
        asker: Who asked for it.
        job: A job that is done.
        share: The painting's share, 0..1.
    """
    services, texts = context.services, asker.texts
    try:
        painting = await services.queue.result_of(job.id)
        content = (await services.queue.request_of(job.id)).content_image
    except PictureGone:
        await context.say(asker, texts.picture_gone.format(hours=context.keep_hours))
        return
    mixed = await picture_of(await asyncio.to_thread(mix, content, painting.image_png, share), "mix")
    per_cents = said_shares.in_per_cent((share, 1 - share))
    caption = texts.mixed.format(painting=per_cents[0], photo=per_cents[1], example=_another_mix(per_cents[0]))
    try:
        message = await send_picture(context.bot, asker, mixed, caption, services.pace)
    except Unconfirmed:
        await context.say(asker, texts.went_wrong)
        return
    await context.keep_cards(job, message)  # so that /blend in answer to the mix mixes the same painting


def _another_mix(per_cent: int) -> int:
    """Return another share of the painting than this one, to name in an example."""
    return 100 - per_cent if per_cent not in (0, 50, 100) else 30
