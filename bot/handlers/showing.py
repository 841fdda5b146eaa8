"""Which job a person speaks of: the one shown by the message they reply to, else their latest here."""

from __future__ import annotations

from telegram import Message

from bot.chat import Asker
from bot.handlers.context import Context, replied_to
from engine.errors import UnknownJob
from engine.jobs import Job, JobStatus


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
