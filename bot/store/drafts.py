"""What people have sent, set and been promised, in SQL: survives restarts.

Knows the tables and the values in them; decides nothing about a conversation.
"""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Callable, Mapping
from typing import Any, Self

import sqlalchemy as sa

from bot.domain.draft import Draft
from bot.domain.order import Card, Order
from bot.store import database
from bot.store.database import Store, put
from engine.request import StyleOptions

STARTS_COUNT_S = 600.0  # how far back the limits look: older starts are of no use to anybody
CHAT_WIDE = 0  # the person_id under which a chat's own preferences stand; no person has it


class Drafts:
    """Drafts, preferences, orders and cards; an async context manager.

    Every method raises StoreUnavailable when the database does not answer in time or the disk is full.

    Args:
        database_url: "sqlite:////path/file.sqlite" or "postgresql://...".
        keep_s: Seconds after which drafts, orders and cards are deleted; starts are once limits count them no more.
        clock: Epoch seconds.
    """

    def __init__(self, database_url: str, *, keep_s: float = 2 * 86400, clock: Callable[[], float] = time.time) -> None:
        self._store = Store(database_url)
        self._keep_s = keep_s
        self._clock = clock

    async def __aenter__(self) -> Self:
        await self._store.__aenter__()
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self._store.__aexit__(*exc_info)

    async def load(self, chat_id: int, person_id: int) -> Draft:
        """Return the person's draft in the chat; an empty one where there is none."""
        where = (database.drafts.c.chat_id == chat_id) & (database.drafts.c.person_id == person_id)
        text = await self._store.run(lambda c: c.scalar(sa.select(database.drafts.c.draft).where(where)))
        return Draft.from_json(json.loads(text)) if text else Draft()

    async def save(self, chat_id: int, person_id: int, draft: Draft) -> None:
        """Keep the draft."""
        await self._store.run(lambda c: self._put_draft(c, chat_id, person_id, draft))

    async def unsorted(self) -> list[tuple[int, int]]:
        """Return (chat_id, person_id) of the drafts with album parts that wait for their place."""
        rows = await self._store.run(lambda c: c.execute(sa.select(database.drafts)).all())
        return [(row.chat_id, row.person_id) for row in rows if json.loads(row.draft).get("unsorted")]

    async def accept(self, order: Order, draft: Draft | None = None) -> None:
        """Keep an order, and with it the draft that it paints, in one transaction."""
        ticket = order.ticket

        def work(connection: sa.Connection) -> None:
            values = {
                "person_id": ticket.person_id,
                "chat_id": ticket.chat_id,
                "content": json.dumps(order.to_json()),
                "created_at": order.created_at,
            }
            put(connection, database.orders, {"job_id": order.job_id}, values)
            start = {"person_id": ticket.person_id, "chat_id": ticket.chat_id, "started_at": self._clock()}
            put(connection, database.starts, {"job_id": order.job_id}, start)
            if draft is not None:
                self._put_draft(connection, ticket.chat_id, ticket.person_id, draft)

        await self._store.run(work)

    async def orders(self) -> list[Order]:
        """Return the orders that have not reached the queue, oldest first."""
        query = sa.select(database.orders.c.content).order_by(database.orders.c.created_at)
        texts = await self._store.run(lambda c: c.scalars(query).all())
        return [Order.from_json(json.loads(text)) for text in texts]

    async def has_order(self, job_id: str) -> bool:
        """Return whether the order still stands: neither fulfilled nor called off."""
        query = sa.select(database.orders.c.job_id).where(database.orders.c.job_id == job_id)
        return await self._store.run(lambda c: c.scalar(query)) is not None

    async def drop_order(self, job_id: str) -> bool:
        """Forget an order that was fulfilled or called off; return whether it stood."""
        query = sa.delete(database.orders).where(database.orders.c.job_id == job_id)
        return await self._store.run(lambda c: c.execute(query).rowcount) > 0

    async def starts_since(self, since: float, *, person_id: int | None = None, chat_id: int | None = None) -> int:
        """Return how many jobs were started since then (epoch seconds), by this person or in this chat."""
        row = database.starts.c
        query = sa.select(sa.func.count()).select_from(database.starts).where(row.started_at > since)
        if person_id is not None:
            query = query.where(row.person_id == person_id)
        if chat_id is not None:
            query = query.where(row.chat_id == chat_id)
        return await self._store.run(lambda c: c.scalar(query)) or 0

    async def preferences(self, chat_id: int, person_id: int = CHAT_WIDE) -> dict[str, Any]:
        """Return what the person has set in the chat, or what the chat's admins have set for all."""
        row = database.preferences.c
        query = sa.select(row.chosen).where((row.chat_id == chat_id) & (row.person_id == person_id))
        text = await self._store.run(lambda c: c.scalar(query))
        return dict(json.loads(text)) if text else {}

    async def set_preferences(self, chat_id: int, person_id: int = CHAT_WIDE, **changes: Any) -> None:
        """Set these preferences; None takes one back to its default."""
        chosen = {**await self.preferences(chat_id, person_id), **changes}
        kept = json.dumps({name: value for name, value in chosen.items() if value is not None})
        key = {"chat_id": chat_id, "person_id": person_id}
        await self._store.run(lambda c: put(c, database.preferences, key, {"chosen": kept}))

    async def reset_preferences(self, chat_id: int, person_id: int) -> None:
        """Take everything that the person has set in the chat back to its default."""
        row = database.preferences.c
        query = sa.delete(database.preferences).where((row.chat_id == chat_id) & (row.person_id == person_id))
        await self._store.run(lambda c: c.execute(query))

    async def set_card(self, card: Card) -> None:
        """Keep which job a message of ours shows."""
        values = {
            "person_id": card.person_id,
            "job_id": card.job_id,
            "options": json.dumps(card.options.to_json()),
            "created_at": self._clock(),
        }
        key = {"chat_id": card.chat_id, "message_id": card.message_id}
        await self._store.run(lambda c: put(c, database.cards, key, values))

    async def card(self, chat_id: int, message_id: int) -> Card | None:
        """Return what a message of ours shows, or None when it is not a result or too old."""
        row = database.cards.c
        query = sa.select(database.cards).where((row.chat_id == chat_id) & (row.message_id == message_id))
        found = await self._store.run(lambda c: c.execute(query).first())
        return _card(found._asdict()) if found else None

    async def move_chat(self, old_chat_id: int, new_chat_id: int) -> None:
        """Take everything of a group over to the supergroup that it became.

        Cards stay: the messages that they name stay in the old chat, and the supergroup numbers its own anew.
        """

        def work(connection: sa.Connection) -> None:
            moved = sa.select(database.moved_chats).where(database.moved_chats.c.old_chat_id == old_chat_id)
            if connection.execute(moved).first():
                return  # Telegram tells it in the old chat and in the new one
            for table in (database.drafts, database.preferences):
                connection.execute(sa.delete(table).where(table.c.chat_id == new_chat_id))
            for table in (database.drafts, database.preferences, database.starts):
                connection.execute(sa.update(table).where(table.c.chat_id == old_chat_id).values(chat_id=new_chat_id))
                own = table.c.person_id == old_chat_id  # of the admins who write in the group's name
                connection.execute(sa.update(table).where(own).values(person_id=new_chat_id))
            _move_orders(connection, old_chat_id, new_chat_id)
            put(connection, database.moved_chats, {"old_chat_id": old_chat_id}, {"new_chat_id": new_chat_id})

        await self._store.run(work)

    async def current_chat(self, chat_id: int) -> int:
        """Return the chat's id of today, which differs for a group that became a supergroup."""
        row = database.moved_chats.c
        query = sa.select(row.new_chat_id).where(row.old_chat_id == chat_id)
        return await self._store.run(lambda c: c.scalar(query)) or chat_id

    async def ids_of_chat(self, chat_id: int) -> list[int]:
        """Return the chat's id and those that it had before it became a supergroup."""
        return await self._store.run(lambda c: _ids_of_chat(c, chat_id))

    async def forget(self, person_id: int) -> None:
        """Delete all that is kept of a person, in every chat; what holds for a whole group stays.

        So do the starts that limits still count: who could forget them would have no limit.
        """

        def work(connection: sa.Connection) -> None:
            for table in (database.drafts, database.preferences, database.orders, database.cards):
                connection.execute(sa.delete(table).where(table.c.person_id == person_id))
            if person_id > 0:  # their private chat has their id; a group that writes as itself has one below 0
                connection.execute(sa.delete(database.preferences).where(database.preferences.c.chat_id == person_id))

        await self._store.run(work)

    async def forget_chat(self, chat_id: int) -> None:
        """Delete all that is kept of a chat that the bot has left."""

        def work(connection: sa.Connection) -> None:
            chat_ids = _ids_of_chat(connection, chat_id)
            for table in (database.drafts, database.preferences, database.orders, database.starts, database.cards):
                connection.execute(sa.delete(table).where(table.c.chat_id.in_(chat_ids)))

        await self._store.run(work)

    async def delete_old(self) -> None:
        """Delete drafts, orders, starts and cards whose time is over; preferences stay."""
        before, uncounted = self._clock() - self._keep_s, self._clock() - STARTS_COUNT_S

        def work(connection: sa.Connection) -> None:
            connection.execute(sa.delete(database.drafts).where(database.drafts.c.changed_at < before))
            connection.execute(sa.delete(database.orders).where(database.orders.c.created_at < before))
            connection.execute(sa.delete(database.starts).where(database.starts.c.started_at < uncounted))
            connection.execute(sa.delete(database.cards).where(database.cards.c.created_at < before))

        await self._store.run(work)

    def _put_draft(self, connection: sa.Connection, chat_id: int, person_id: int, draft: Draft) -> None:
        values = {"draft": json.dumps(draft.to_json()), "changed_at": self._clock()}
        put(connection, database.drafts, {"chat_id": chat_id, "person_id": person_id}, values)


def _ids_of_chat(connection: sa.Connection, chat_id: int) -> list[int]:
    row = database.moved_chats.c
    return [chat_id, *connection.scalars(sa.select(row.old_chat_id).where(row.new_chat_id == chat_id))]


def _move_orders(connection: sa.Connection, old_chat_id: int, new_chat_id: int) -> None:
    row = database.orders.c
    for job_id, content in connection.execute(
        sa.select(row.job_id, row.content).where(row.chat_id == old_chat_id)
    ).all():
        order = Order.from_json(json.loads(content))
        person_id = new_chat_id if order.ticket.person_id == old_chat_id else order.ticket.person_id
        ticket = dataclasses.replace(  # its progress message stays behind
            order.ticket, chat_id=new_chat_id, person_id=person_id, progress_id=None
        )
        moved = json.dumps(dataclasses.replace(order, ticket=ticket).to_json())
        values = {"chat_id": new_chat_id, "person_id": person_id, "content": moved}
        put(connection, database.orders, {"job_id": job_id}, values)


def _card(row: Mapping[str, Any]) -> Card:
    return Card(
        chat_id=row["chat_id"],
        message_id=row["message_id"],
        person_id=row["person_id"],
        job_id=row["job_id"],
        options=StyleOptions.from_json(json.loads(row["options"])),
    )
