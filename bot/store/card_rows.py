"""Cards in SQL: which message of ours shows which job, and what its buttons have been set to."""

from __future__ import annotations

import json
from collections.abc import Callable

import sqlalchemy as sa

from bot.domain.order import Card
from bot.store.database import Database, put
from bot.store.tables import cards
from engine.options.style_options import StyleOptions

_BEFORE = "before"  # beside the fields of the options: what they were before the last changes


class CardRows:
    """The cards.

    Args:
        database: Where they are.
        clock: Epoch seconds.
    """

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database, self._clock = database, clock

    async def set(self, card: Card) -> None:
        """Keep which job a message of ours shows."""
        values = {
            "person_id": card.person_id,
            "job_id": card.job_id,
            "options": json.dumps(card.options.to_json() | {_BEFORE: [options.to_json() for options in card.before]}),
            "created_at": self._clock(),
        }
        key = {"chat_id": card.chat_id, "message_id": card.message_id}
        await self._database.run(lambda c: put(c, cards, key, values))

    async def showing(self, chat_id: int, job_id: str) -> list[int]:
        """Return the messages of a chat that show a job's painting: the result and its copies."""
        query = sa.select(cards.c.message_id).where((cards.c.chat_id == chat_id) & (cards.c.job_id == job_id))
        return list(await self._database.run(lambda c: c.execute(query).scalars().all()))

    async def latest_jobs(self, chat_id: int, person_id: int, limit: int) -> list[str]:
        """Return the jobs whose paintings a chat shows this person, the latest first."""
        theirs = (cards.c.chat_id == chat_id) & (cards.c.person_id == person_id)
        query = sa.select(cards.c.job_id, sa.func.max(cards.c.created_at)).where(theirs).group_by(cards.c.job_id)
        query = query.order_by(sa.func.max(cards.c.created_at).desc()).limit(limit)
        return [row.job_id for row in await self._database.run(lambda c: c.execute(query).all())]

    async def at(self, chat_id: int, message_id: int) -> Card | None:
        """Return what a message of ours shows, or None when it is not a result or too old."""
        query = sa.select(cards).where((cards.c.chat_id == chat_id) & (cards.c.message_id == message_id))
        row = await self._database.run(lambda c: c.execute(query).first())
        if row is None:
            return None
        return Card(
            chat_id=row.chat_id,
            message_id=row.message_id,
            person_id=row.person_id,
            job_id=row.job_id,
            options=StyleOptions.from_json(options := json.loads(row.options)),
            before=tuple(StyleOptions.from_json(earlier) for earlier in options.get(_BEFORE, ())),
        )
