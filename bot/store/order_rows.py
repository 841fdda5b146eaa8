"""Orders in SQL: what was promised and has not reached the queue, and how many were started, or refused, lately."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable

import sqlalchemy as sa

from bot.domain.draft import Draft
from bot.domain.order import Order
from bot.store.database import Database, put
from bot.store.draft_rows import put_draft
from bot.store.tables import orders, slow_pictures, starts

STARTS_COUNT_S = 600.0  # how far back the limits look: older starts are of no use to anybody


class OrderRows:
    """The orders, and the starts and slow pictures that limits count.

    Args:
        database: Where they are.
        clock: Epoch seconds.
    """

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database, self._clock = database, clock

    async def accept(self, order: Order, draft: Draft | None = None) -> None:
        """Keep an order, and with it the draft that it paints, in one transaction; one that waits is no start yet."""
        ticket = order.ticket

        def work(connection: sa.Connection) -> None:
            put(connection, orders, {"job_id": order.job_id}, _row(order))
            if draft is not None:
                put_draft(connection, ticket.chat_id, ticket.person_id, draft, self._clock())
            self._count_start(connection, order)

        await self._database.run(work)

    async def change(self, order: Order) -> bool:
        """Replace an order if it still stands; return whether it does."""

        def work(connection: sa.Connection) -> bool:
            change = sa.update(orders).where(orders.c.job_id == order.job_id).values(_row(order))
            if not connection.execute(change).rowcount:
                return False  # fulfilled or called off meanwhile: it must not come back
            self._count_start(connection, order)
            return True

        return await self._database.run(work)

    def _count_start(self, connection: sa.Connection, order: Order) -> None:
        """Count the order as started, unless it waits for room."""
        ticket = order.ticket
        if not order.is_waiting:
            start = {"person_id": ticket.person_id, "chat_id": ticket.chat_id, "started_at": self._clock()}
            put(connection, starts, {"job_id": order.job_id}, start)

    async def all(self) -> list[Order]:
        """Return the orders that have not reached the queue, oldest first."""
        query = sa.select(orders.c.content).order_by(orders.c.created_at)
        texts = await self._database.run(lambda c: c.scalars(query).all())
        return [Order.from_json(json.loads(text)) for text in texts]

    async def get(self, job_id: str) -> Order | None:
        """Return the order, or None when it was fulfilled or called off."""
        query = sa.select(orders.c.content).where(orders.c.job_id == job_id)
        content = await self._database.run(lambda c: c.scalar(query))
        return Order.from_json(json.loads(content)) if content else None

    async def has(self, job_id: str) -> bool:
        """Return whether the order still stands: neither fulfilled nor called off."""
        query = sa.select(orders.c.job_id).where(orders.c.job_id == job_id)
        return await self._database.run(lambda c: c.scalar(query)) is not None

    async def drop(self, job_id: str) -> bool:
        """Forget an order that was fulfilled or called off; return whether it stood."""
        query = sa.delete(orders).where(orders.c.job_id == job_id)
        return await self._database.run(lambda c: c.execute(query).rowcount) > 0

    async def starts_since(self, since: float, *, person_id: int | None = None, chat_id: int | None = None) -> int:
        """Return how many jobs were started since then (epoch seconds), by this person or in this chat."""
        query = sa.select(sa.func.count()).select_from(starts).where(starts.c.started_at > since)
        if person_id is not None:
            query = query.where(starts.c.person_id == person_id)
        if chat_id is not None:
            query = query.where(starts.c.chat_id == chat_id)
        return await self._database.run(lambda c: c.scalar(query)) or 0

    async def note_slow(self, picture_id: str, person_id: int) -> None:
        """Note that a picture of this person took too long to read; each counts once."""
        values = {"person_id": person_id, "refused_at": self._clock()}
        await self._database.run(lambda c: put(c, slow_pictures, {"job_id": picture_id}, values))

    async def slow_since(self, since: float, person_id: int) -> list[float]:
        """Return when pictures of this person took too long since then (epoch seconds), oldest first."""
        row = slow_pictures.c
        query = sa.select(row.refused_at).where((row.person_id == person_id) & (row.refused_at > since))
        return await self._database.run(lambda c: list(c.scalars(query.order_by(row.refused_at))))


def move_orders(connection: sa.Connection, old_chat_id: int, new_chat_id: int) -> None:
    """Take a group's orders over to the supergroup that it became, within a transaction that is under way."""
    query = sa.select(orders.c.content).where(orders.c.chat_id == old_chat_id)
    for content in connection.scalars(query).all():
        order = Order.from_json(json.loads(content))
        person_id = new_chat_id if order.ticket.person_id == old_chat_id else order.ticket.person_id
        ticket = dataclasses.replace(  # its progress message stays behind
            order.ticket, chat_id=new_chat_id, person_id=person_id, progress_id=None
        )
        put(connection, orders, {"job_id": order.job_id}, _row(dataclasses.replace(order, ticket=ticket)))


def _row(order: Order) -> dict[str, object]:
    return {
        "person_id": order.ticket.person_id,
        "chat_id": order.ticket.chat_id,
        "content": json.dumps(order.to_json()),
        "created_at": order.created_at,
    }
