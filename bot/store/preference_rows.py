"""Preferences in SQL: what people and the admins of chats have set."""

from __future__ import annotations

import dataclasses
import json

import sqlalchemy as sa

from bot.domain.preferences import Preferences
from bot.store.database import Database, put
from bot.store.tables import preferences

CHAT_WIDE = 0  # the person_id under which a chat's own preferences stand; no person has it


class PreferenceRows:
    """The preferences of each person in each chat, and of each chat.

    Args:
        database: Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, chat_id: int, person_id: int = CHAT_WIDE) -> Preferences:
        """Return what the person has set in the chat, or what the chat's admins have set for all."""
        return await self._database.run(lambda c: _read(c, chat_id, person_id))

    async def change(self, chat_id: int, person_id: int = CHAT_WIDE, **changes: float | str | None) -> None:
        """Set these fields of the preferences; None takes one back to its default."""

        def work(connection: sa.Connection) -> None:
            before = _read(connection, chat_id, person_id)
            after = dataclasses.replace(before, **changes)  # type: ignore[arg-type]  # an unknown name is refused
            key = {"chat_id": chat_id, "person_id": person_id}
            put(connection, preferences, key, {"chosen": json.dumps(after.to_json())})

        await self._database.run(work)

    async def reset(self, chat_id: int, person_id: int) -> None:
        """Take everything that the person has set in the chat back to its default."""
        where = (preferences.c.chat_id == chat_id) & (preferences.c.person_id == person_id)
        await self._database.run(lambda c: c.execute(sa.delete(preferences).where(where)))


def _read(connection: sa.Connection, chat_id: int, person_id: int) -> Preferences:
    where = (preferences.c.chat_id == chat_id) & (preferences.c.person_id == person_id)
    text = connection.scalar(sa.select(preferences.c.chosen).where(where))
    return Preferences.from_json(json.loads(text)) if text else Preferences()
