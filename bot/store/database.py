"""The one thread that talks to the bot's tables. Says nothing about what stands in them."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self, TypeVar

import sqlalchemy as sa

from bot.errors import StoreUnavailable
from bot.store.tables import metadata
from engine.database.migrations import NewerSchema, bring_up_to_date
from engine.database.opening import empty_log, exclusive, give_up_after, open_database
from engine.database.outage import DATABASE_AWAY, explained

PATIENCE_S = 10  # for a lock or a statement: the queue writes to the same SQLite file
_LEAST_PATIENCE_S = 0.1  # of who has waited for others: enough for a lock that comes and goes
_OPENING_S = 60  # as long as the queue has for it: tables may have to be made
_GIVEN_UP_AFTER = 1.5  # of that, so that the database's own refusal, which says more, comes first
_Answer = TypeVar("_Answer")


class Database:
    """A database with the bot's tables; every statement runs on one thread of its own, in order.

    Args:
        database_url: "sqlite:////path/file.sqlite" or "postgresql://...".
        patience_s: Seconds after which a connection, a lock or a statement is given up, counted from the call: whoever
            has waited for others' statements waits that much less for the lock.
    """

    def __init__(self, database_url: str, *, patience_s: float = PATIENCE_S) -> None:
        self._url = database_url
        self._patience_s = patience_s
        self._engine: sa.Engine | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="bot-store")

    async def __aenter__(self) -> Self:
        await self._on_thread(self._open, _OPENING_S)
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        if self._engine is not None:
            with contextlib.suppress(StoreUnavailable):
                await self._on_thread(self._engine.dispose)
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def run(self, work: Callable[[sa.Connection], _Answer], *, patience_s: float | None = None) -> _Answer:
        """Run the work in one transaction; it is committed when this returns.

        Args:
            work: What to do.
            patience_s: Instead of the database's own; little for what nobody waits for, since others wait for it.

        Raises:
            StoreUnavailable: The database does not answer, is locked for too long, or the disk is full.
        """
        given_up_at = time.monotonic() + (patience_s or self._patience_s)
        return await self._on_thread(lambda: self._in_transaction(work, given_up_at))

    async def empty_log(self, patience_s: float) -> None:
        """Empty SQLite's log, in which deleted rows still stand; see engine.database.opening."""
        assert self._engine is not None
        engine = self._engine
        await self._on_thread(lambda: empty_log(engine, patience_s))

    def _open(self) -> None:
        self._engine = open_database(self._url, patience_s=self._patience_s)
        if self._engine.dialect.name == "sqlite":
            Path(self._engine.url.database or "").parent.mkdir(parents=True, exist_ok=True)
            with self._engine.connect() as connection:
                connection.exec_driver_sql("pragma journal_mode=wal")
        with exclusive(self._engine) as connection:
            bring_up_to_date(connection, "chat", metadata)

    def _in_transaction(self, work: Callable[[sa.Connection], _Answer], given_up_at: float) -> _Answer:
        if self._engine is None:
            raise StoreUnavailable("The store is not open; use it as an async context manager.")
        with self._engine.begin() as connection:
            give_up_after(connection, max(_LEAST_PATIENCE_S, given_up_at - time.monotonic()))
            return work(connection)

    async def _on_thread(self, work: Callable[[], _Answer], timeout_s: float | None = None) -> _Answer:
        call = asyncio.get_running_loop().run_in_executor(self._thread, work)
        try:
            async with asyncio.timeout(timeout_s or self._patience_s * _GIVEN_UP_AFTER):
                return await call
        except NewerSchema as refusal:
            raise StoreUnavailable(str(refusal)) from refusal
        except (*DATABASE_AWAY, OSError) as fault:  # TimeoutError is an OSError
            raise StoreUnavailable(explained(fault)) from fault


def put(connection: sa.Connection, table: sa.Table, key: Mapping[str, object], values: Mapping[str, object]) -> None:
    """Insert the row of this key, or change it where it exists."""
    where = sa.and_(*(table.c[name] == value for name, value in key.items()))
    if connection.execute(sa.update(table).where(where).values(**values)).rowcount == 0:
        connection.execute(sa.insert(table).values(**key, **values))
