"""All that the bot keeps of people, in SQL: survives restarts, and is forgotten in time or when asked.

Knows the tables and the values in them; decides nothing about a conversation.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Self

import sqlalchemy as sa

from bot.domain.order import Order
from bot.store.card_rows import CardRows
from bot.store.chat_rows import ChatRows, ids_of
from bot.store.database import Database
from bot.store.draft_rows import DraftRows
from bot.store.operator_rows import OperatorRows
from bot.store.order_rows import STARTS_COUNT_S, OrderRows
from bot.store.preference_rows import PreferenceRows
from bot.store.saved_rows import SavedRows
from bot.store.tables import cards, drafts, orders, preferences, saved_styles, slow_pictures, starts

_CLEANING_PATIENCE_S = 0.5  # a writer that is well is done in milliseconds


class Store:
    """Drafts, orders, preferences, cards, saved styles and chats; an async context manager.

    Every method, and every one of its parts, raises StoreUnavailable when the database does not answer in time or the
    disk is full.

    Args:
        database_url: "sqlite:////path/file.sqlite" or "postgresql://...".
        keep_s: Seconds after which drafts, orders and cards are deleted; starts are once limits count them no more.
        clock: Epoch seconds.

    Attributes:
        drafts: What people have sent so far.
        orders: What was promised and has not reached the queue.
        preferences: What people and chats have set.
        cards: Which message shows which job.
        saved: Styles that people have kept under a name.
        chats: Which group became which supergroup.
        operator: Who is blocked, and whether new pictures are taken.
    """

    def __init__(self, database_url: str, *, keep_s: float = 2 * 86400, clock: Callable[[], float] = time.time) -> None:
        self._database = Database(database_url)
        self._keep_s, self._clock = keep_s, clock
        self.drafts = DraftRows(self._database, clock)
        self.orders = OrderRows(self._database, clock)
        self.preferences = PreferenceRows(self._database)
        self.cards = CardRows(self._database, clock)
        self.saved = SavedRows(self._database, clock)
        self.chats = ChatRows(self._database)
        self.operator = OperatorRows(self._database, clock)

    async def __aenter__(self) -> Self:
        await self._database.__aenter__()
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self._database.__aexit__(*exc_info)

    async def forget_person(self, person_id: int) -> None:
        """Delete all that is kept of a person, in every chat; what holds for a whole group stays.

        So do the starts and slow pictures that limits still count: who could forget them would have no limit.
        """

        def work(connection: sa.Connection) -> None:
            for table in (drafts, preferences, orders, cards, saved_styles):
                connection.execute(sa.delete(table).where(table.c.person_id == person_id))
            if person_id > 0:  # their private chat has their id; a group that writes as itself has one below 0
                connection.execute(sa.delete(preferences).where(preferences.c.chat_id == person_id))

        await self._database.run(work)

    async def forget_chat(self, chat_id: int) -> None:
        """Delete all that is kept of a chat that the bot has left, but the starts, which limits of people count too."""

        def work(connection: sa.Connection) -> None:
            chat_ids = ids_of(connection, chat_id)
            for table in (drafts, preferences, orders, cards):
                connection.execute(sa.delete(table).where(table.c.chat_id.in_(chat_ids)))
            own = saved_styles.c.person_id.in_(chat_ids)  # saved by admins who wrote in the group's name
            connection.execute(sa.delete(saved_styles).where(own))

        await self._database.run(work)

    async def delete_old(self) -> list[Order]:
        """Delete drafts, orders, starts, slow pictures and cards whose time is over; return those orders.

        It waits for nobody: it can come round again, and people's statements would wait behind it.
        """
        before, uncounted = self._clock() - self._keep_s, self._clock() - STARTS_COUNT_S

        def work(connection: sa.Connection) -> list[str]:
            connection.execute(sa.delete(drafts).where(drafts.c.changed_at < before))
            connection.execute(sa.delete(starts).where(starts.c.started_at < uncounted))
            connection.execute(sa.delete(slow_pictures).where(slow_pictures.c.refused_at < uncounted))
            connection.execute(sa.delete(cards).where(cards.c.created_at < before))
            old = sa.delete(orders).where(orders.c.created_at < before).returning(orders.c.content)
            return list(connection.scalars(old))

        contents = await self._database.run(work, patience_s=_CLEANING_PATIENCE_S)
        return [Order.from_json(json.loads(content)) for content in contents]

    async def overwrite_deleted(self) -> None:
        """Have what was deleted, from the queue's tables as well, overwritten in SQLite's files too."""
        await self._database.empty_log(_CLEANING_PATIENCE_S)
