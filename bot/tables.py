"""The bot's own tables and the one thread that talks to them. Says nothing about what the rows mean."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self, TypeVar

import sqlalchemy as sa

from bot.errors import StoreUnavailable

_BUSY_TIMEOUT_S = 10  # the queue writes to the same SQLite file
_Answer = TypeVar("_Answer")

metadata = sa.MetaData()

drafts = sa.Table(  # one row for a person in a chat: what they have sent so far
    "bot_drafts",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True),
    sa.Column("person_id", sa.BigInteger, primary_key=True),
    sa.Column("draft", sa.Text, nullable=False),
    sa.Column("changed_at", sa.Float, nullable=False),
)
preferences = sa.Table(  # what a person has set in a chat; person 0 holds what the chat's admins have set
    "bot_preferences",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True),
    sa.Column("person_id", sa.BigInteger, primary_key=True),
    sa.Column("chosen", sa.Text, nullable=False),
)
orders = sa.Table(  # what was promised to a person and has not reached the queue yet
    "bot_orders",
    metadata,
    sa.Column("job_id", sa.String(100), primary_key=True),
    sa.Column("person_id", sa.BigInteger, nullable=False),
    sa.Column("chat_id", sa.BigInteger, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("created_at", sa.Float, nullable=False),
)
starts = sa.Table(  # when a person started jobs and where, for the limits per ten minutes
    "bot_starts",
    metadata,
    sa.Column("job_id", sa.String(100), primary_key=True),
    sa.Column("person_id", sa.BigInteger, nullable=False, index=True),
    sa.Column("chat_id", sa.BigInteger, nullable=False, index=True),
    sa.Column("started_at", sa.Float, nullable=False),
)
cards = sa.Table(  # which message of ours shows which job, and what its buttons have been set to
    "bot_cards",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True),
    sa.Column("message_id", sa.BigInteger, primary_key=True),
    sa.Column("person_id", sa.BigInteger, nullable=False, index=True),
    sa.Column("job_id", sa.String(100), nullable=False),
    sa.Column("options", sa.Text, nullable=False),
    sa.Column("created_at", sa.Float, nullable=False),
)
moved_chats = sa.Table(  # groups that became supergroups
    "bot_moved_chats",
    metadata,
    sa.Column("old_chat_id", sa.BigInteger, primary_key=True),
    sa.Column("new_chat_id", sa.BigInteger, nullable=False),
)


class Store:
    """A database with these tables; every statement runs on one thread of its own, in order.

    Args:
        database_url: "sqlite:////path/file.sqlite" or "postgresql://...".
    """

    def __init__(self, database_url: str) -> None:
        url = sa.make_url(database_url)
        if url.drivername == "postgresql":
            url = url.set(drivername="postgresql+psycopg")
        self._url = url
        self._engine: sa.Engine | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="bot-store")

    async def __aenter__(self) -> Self:
        await self._on_thread(self._open)
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        if self._engine is not None:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._engine.dispose)
        self._thread.shutdown()

    async def run(self, work: Callable[[sa.Connection], _Answer]) -> _Answer:
        """Run the work in one transaction; it is committed when this returns.

        Raises:
            StoreUnavailable: The database does not answer, is locked for too long, or the disk is full.
        """
        return await self._on_thread(lambda: self._in_transaction(work))

    def _open(self) -> None:
        is_sqlite = self._url.get_backend_name() == "sqlite"
        if is_sqlite and self._url.database:
            Path(self._url.database).parent.mkdir(parents=True, exist_ok=True)
        arguments = {"timeout": _BUSY_TIMEOUT_S} if is_sqlite else {"connect_timeout": _BUSY_TIMEOUT_S}
        self._engine = sa.create_engine(self._url, connect_args=arguments, pool_pre_ping=not is_sqlite)
        with self._engine.connect() as connection:
            if is_sqlite:
                connection.exec_driver_sql("pragma journal_mode=wal")
        metadata.create_all(self._engine)

    def _in_transaction(self, work: Callable[[sa.Connection], _Answer]) -> _Answer:
        if self._engine is None:
            raise StoreUnavailable("The store is not open; use it as an async context manager.")
        with self._engine.begin() as connection:
            return work(connection)

    async def _on_thread(self, work: Callable[[], _Answer]) -> _Answer:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except (sa.exc.OperationalError, sa.exc.InterfaceError, OSError) as fault:
            cause = getattr(fault, "orig", None) or fault
            raise StoreUnavailable(f"The database of drafts does not answer: {cause}") from fault


def put(connection: sa.Connection, table: sa.Table, key: Mapping[str, object], values: Mapping[str, object]) -> None:
    """Insert the row of this key, or change it where it exists."""
    where = sa.and_(*(table.c[name] == value for name, value in key.items()))
    if connection.execute(sa.update(table).where(where).values(**values)).rowcount == 0:
        connection.execute(sa.insert(table).values(**key, **values))
