"""Which job a person speaks of: the one shown by the message they reply to, else their latest here.

A reply to a picture of ours never means another job than its own: refusal_about says so where none is known.
"""

from __future__ import annotations

from telegram import Message

from bot.domain.asker import Asker
from bot.domain.draft import Draft
from bot.domain.order import ticket_of
from bot.handlers.context import Context, is_reply_to_us, replied_to
from bot.telegram.media import has_media
from engine.options.experiment_choice import ExperimentKind
from engine.queue.job import Job, JobStatus


async def job_shown(context: Context, asker: Asker, message: Message, latest: JobStatus | None = None) -> Job | None:
    """Return the job that the asker speaks of, or None; never somebody else's.

    Args:
        context: The handler's.
        asker: Who speaks.
        message: What they wrote.
        latest: The status that their latest job must have, where they reply to none.
    """
    services = context.services
    if (replied := replied_to(message)) is not None:
        card = await services.store.cards.at(asker.chat_id, replied.message_id)
        if card is not None:
            job = await services.under_way.job(card.job_id)
            return job if job is not None and job.owner == str(asker.person_id) else None
        if _is_our_picture(context, message):
            return await services.under_way.job(await id_under_way(context, asker, message))
    return await services.under_way.latest(asker, latest)


async def painting_shown(
    context: Context, asker: Asker, message: Message, latest: JobStatus | None = None
) -> Job | None:
    """Return the job that the asker speaks of, as job_shown does; their latest one is here one that is of a photo."""
    if await shows_job(context, asker, message):
        return await job_shown(context, asker, message)
    return await context.services.under_way.latest_such(
        asker, lambda job: is_of_photo(job) and latest in (None, job.status)
    )


async def is_called_off(context: Context, asker: Asker, draft: Draft) -> bool:
    """Return whether the asker's last wish was to paint this draft, and was called off before the queue had its job.

    Its pictures are still there; the latest job is an older picture: what told its progress was sent before them. The
    message that a job replies to says less, for a press is about an old one.
    """
    under_way = context.services.under_way
    if draft.job_id is None or not draft.is_complete or await under_way.is_promised(draft.job_id):
        return False
    if await under_way.job(draft.job_id) is not None:
        return False
    latest = await under_way.latest(asker)
    if latest is None:
        return True
    ticket, sent = ticket_of(latest), max(picture.message_id for picture in draft.pictures)
    return max(ticket.message_id, ticket.progress_id or 0) < sent


def is_of_photo(job: Job) -> bool:
    """Return whether a job paints a photo or dreams into one: textures, and sheets of layers and neurons, do not."""
    choice = job.options.experiment
    return choice is None or choice.kind is ExperimentKind.DREAM


async def refusal_about(context: Context, asker: Asker, message: Message) -> str | None:
    """Return why nothing can be done with the picture of ours that the message replies to; None where it can."""
    if await is_of_another(context, asker, message):
        return asker.texts.painting_not_yours
    if _is_our_picture(context, message) and await job_shown(context, asker, message) is None:
        return asker.texts.painting_unknown.format(hours=context.keep_hours)
    return None


async def shows_job(context: Context, asker: Asker, message: Message) -> bool:
    """Return whether the message replies to what shows a job: a picture of ours, or a sentence of ours with a card."""
    replied = replied_to(message)
    if replied is None or _is_our_picture(context, message):
        return replied is not None
    return await context.services.store.cards.at(asker.chat_id, replied.message_id) is not None


def _is_our_picture(context: Context, message: Message) -> bool:
    """Return whether the message replies to a picture that we have sent."""
    replied = replied_to(message)
    return replied is not None and has_media(replied) and is_reply_to_us(message, context.bot.id)


async def is_of_another(context: Context, asker: Asker, message: Message) -> bool:
    """Return whether the message answers a result, or the progress of one, that belongs to somebody else."""
    replied = replied_to(message)
    if replied is None:
        return False
    card = await context.services.store.cards.at(asker.chat_id, replied.message_id)
    if card is not None:
        return card.person_id != asker.person_id
    _, person_id = await _progress_at(context, asker.chat_id, replied)
    return person_id not in (None, asker.person_id)


async def id_under_way(context: Context, asker: Asker, message: Message) -> str | None:
    """Return the id of the asker's order or job whose progress the message replies to, or None."""
    replied = replied_to(message)
    if replied is None:
        return None
    job_id, person_id = await _progress_at(context, asker.chat_id, replied)
    return job_id if person_id == asker.person_id else None


async def _progress_at(context: Context, chat_id: int, shown: Message) -> tuple[str | None, int | None]:
    """Return the id of the order or job whose progress a message of the chat tells, and whose it is."""
    pending = await context.services.under_way.find(chat_id=chat_id)
    for job_id, ticket in pending.tickets():
        if (ticket.chat_id, ticket.progress_id) == (chat_id, shown.message_id):
            return job_id, ticket.person_id
    return None, None
