"""Drafts in SQL: what people have sent so far."""

from __future__ import annotations

import json
from collections.abc import Callable

import sqlalchemy as sa

from bot.domain.draft import Draft
from bot.store.database import Database, put
from bot.store.tables import drafts


class DraftRows:
    """The drafts, one for a person in a chat.

    Args:
        database: Where they are.
        clock: Epoch seconds.
    """

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database, self._clock = database, clock

    async def load(self, chat_id: int, person_id: int) -> Draft:
        """Return the person's draft in the chat; an empty one where there is none."""
        where = (drafts.c.chat_id == chat_id) & (drafts.c.person_id == person_id)
        text = await self._database.run(lambda c: c.scalar(sa.select(drafts.c.draft).where(where)))
        return Draft.from_json(json.loads(text)) if text else Draft()

    async def save(self, chat_id: int, person_id: int, draft: Draft) -> None:
        """Keep the draft."""
        await self._database.run(lambda c: put_draft(c, chat_id, person_id, draft, self._clock()))

    async def unsorted(self) -> list[tuple[int, int]]:
        """Return (chat_id, person_id) of the drafts with album parts that wait for their place."""
        rows = await self._database.run(lambda c: c.execute(sa.select(drafts)).all())
        return [(row.chat_id, row.person_id) for row in rows if json.loads(row.draft).get("unsorted")]


def put_draft(connection: sa.Connection, chat_id: int, person_id: int, draft: Draft, now: float) -> None:
    """Keep a draft within a transaction that is under way; now is epoch seconds."""
    values = {"draft": json.dumps(draft.to_json()), "changed_at": now}
    put(connection, drafts, {"chat_id": chat_id, "person_id": person_id}, values)
