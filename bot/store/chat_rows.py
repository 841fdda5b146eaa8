"""Chats in SQL: which group became which supergroup, and took everything along."""

from __future__ import annotations

import sqlalchemy as sa

from bot.store.database import Database, put
from bot.store.order_rows import move_orders
from bot.store.tables import drafts, moved_chats, preferences, saved_styles, starts


class ChatRows:
    """The ids that chats have and had.

    Args:
        database: Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def move(self, old_chat_id: int, new_chat_id: int) -> None:
        """Take everything of a group over to the supergroup that it became.

        Cards stay: the messages that they name stay in the old chat, and the supergroup numbers its own anew.
        """

        def work(connection: sa.Connection) -> None:
            moved = sa.select(moved_chats).where(moved_chats.c.old_chat_id == old_chat_id)
            if connection.execute(moved).first():
                return  # Telegram tells it in the old chat and in the new one
            for table in (drafts, preferences):
                connection.execute(sa.delete(table).where(table.c.chat_id == new_chat_id))
            for table in (drafts, preferences, starts):
                connection.execute(sa.update(table).where(table.c.chat_id == old_chat_id).values(chat_id=new_chat_id))
                own = table.c.person_id == old_chat_id  # of the admins who write in the group's name
                connection.execute(sa.update(table).where(own).values(person_id=new_chat_id))
            theirs = sa.update(saved_styles).where(saved_styles.c.person_id == old_chat_id)
            connection.execute(theirs.values(person_id=new_chat_id))
            move_orders(connection, old_chat_id, new_chat_id)
            put(connection, moved_chats, {"old_chat_id": old_chat_id}, {"new_chat_id": new_chat_id})

        await self._database.run(work)

    async def current_id(self, chat_id: int) -> int:
        """Return the chat's id of today, which differs for a group that became a supergroup."""
        query = sa.select(moved_chats.c.new_chat_id).where(moved_chats.c.old_chat_id == chat_id)
        return await self._database.run(lambda c: c.scalar(query)) or chat_id

    async def ids_of(self, chat_id: int) -> list[int]:
        """Return the chat's id and those that it had before it became a supergroup."""
        return await self._database.run(lambda c: ids_of(c, chat_id))


def ids_of(connection: sa.Connection, chat_id: int) -> list[int]:
    """Return the chat's id and those that it had, within a transaction that is under way."""
    query = sa.select(moved_chats.c.old_chat_id).where(moved_chats.c.new_chat_id == chat_id)
    return [chat_id, *connection.scalars(query)]
