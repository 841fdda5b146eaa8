"""The operator's orders in SQL: who is blocked, and whether new pictures are taken."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from bot.store.database import Database, put
from bot.store.tables import blocked, switches


class OperatorRows:
    """Who is blocked and what is switched on.

    Args:
        database: Where they are.
        clock: Epoch seconds.
    """

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database, self._clock = database, clock

    async def blocked(self) -> frozenset[int]:
        """Return the ids of who is blocked."""
        return await self._database.run(lambda c: frozenset(c.scalars(sa.select(blocked.c.person_id))))

    async def block(self, person_id: int, *, is_blocked: bool) -> None:
        """Let a person be blocked from now on, or no longer."""

        def work(connection: sa.Connection) -> None:
            if is_blocked:
                put(connection, blocked, {"person_id": person_id}, {"blocked_at": self._clock()})
            else:
                connection.execute(sa.delete(blocked).where(blocked.c.person_id == person_id))

        await self._database.run(work)

    async def is_on(self, name: str) -> bool:
        """Return whether the switch is on."""
        query = sa.select(switches.c.name).where(switches.c.name == name)
        return await self._database.run(lambda c: c.scalar(query)) is not None

    async def turn(self, name: str, *, is_on: bool) -> None:
        """Turn the switch on or off."""

        def work(connection: sa.Connection) -> None:
            connection.execute(sa.delete(switches).where(switches.c.name == name))
            if is_on:
                connection.execute(sa.insert(switches).values(name=name))

        await self._database.run(work)
