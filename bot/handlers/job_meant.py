"""Which job a person speaks of: the one shown by the message they reply to, else their latest here."""

from __future__ import annotations

from telegram import Message

from bot.domain.order import Ticket
from bot.handlers.context import Context, replied_to
from bot.telegram.chat import Asker
from engine.errors import UnknownJob
from engine.queue.job_queue import Job, JobStatus


async def job_shown(context: Context, asker: Asker, message: Message, latest: JobStatus | None = None) -> Job | None:
    """Return the job that the asker speaks of, or None; never somebody else's.

    Args:
        context: The handler's.
        asker: Who speaks.
        message: What they wrote.
        latest: The status that their latest job must have, where they reply to none.
    """
    house, owner = context.house, str(asker.person_id)
    if (replied := replied_to(message)) is not None:
        card = await house.drafts.card(asker.chat_id, replied.message_id)
        if card is not None:
            try:
                job = await house.queue.get(card.job_id)
            except UnknownJob:
                return None
            return job if job.owner == owner else None
    return await house.latest_job(asker, latest)


async def is_of_another(context: Context, asker: Asker, message: Message) -> bool:
    """Return whether the message answers a result that belongs to somebody else."""
    replied = replied_to(message)
    card = await context.house.drafts.card(asker.chat_id, replied.message_id) if replied is not None else None
    return card is not None and card.person_id != asker.person_id


async def id_under_way(context: Context, asker: Asker, message: Message) -> str | None:
    """Return the id of the asker's order or job whose progress the message replies to, or None."""
    house, replied = context.house, replied_to(message)
    if replied is None:
        return None
    shown = (asker.person_id, asker.chat_id, replied.message_id)
    for order in await house.drafts.orders():
        if _place(order.ticket) == shown:
            return order.job_id
    for job in await house.jobs_under_way(person_id=asker.person_id, chat_id=asker.chat_id):
        if _place(Ticket.from_json(job.ticket)) == shown:
            return job.id
    return None


def _place(ticket: Ticket) -> tuple[int, int, int | None]:
    return ticket.person_id, ticket.chat_id, ticket.progress_id
