"""One bot for one database: two would hand over each other's results, each to chats that it may not write to.

This is for PostgreSQL; bot.running.folder keeps a file of SQLite's for one bot. The lock is a session's: the server
drops it when the bot ends, however it ends, and soon after its machine has vanished. A session that ends before the
bot, as when the server starts anew, is soon followed by another that takes the lock again.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import sqlalchemy as sa

from bot.background import end
from bot.errors import SettingsError
from engine.database.opening import PROBE_S, PROBES, SILENT_S, address_in, open_database
from engine.database.outage import DATABASE_AWAY, explained

BOT_LOCK = 0x5748  # any number but that of the writers' lock
WAIT_S = 12.0  # for a bot that is just being stopped, which takes under 10 s
LOOK_S = 0.5
KEEP_S = 5.0  # between two looks at whether the lock is still ours
AGAIN_S = SILENT_S + PROBE_S * PROBES + 5.0  # for it, where its session broke: the server may not know of that yet

_ASK = sa.select(sa.func.pg_try_advisory_lock(BOT_LOCK))  # true each time for the session that has it

logger = logging.getLogger(__name__)


@asynccontextmanager
async def database_of_our_own(
    url: str,
    *,
    on_lost: Callable[[], None] = lambda: None,
    wait_s: float = WAIT_S,
    keep_s: float = KEEP_S,
    again_s: float = AGAIN_S,
) -> AsyncIterator[None]:
    """Keep other bots out of the database until the block ends; wait a while for one that is ending.

    Args:
        url: The database.
        on_lost: Called when another bot has come to use the database; the block is then to end.
        wait_s: Seconds for a bot that is ending.
        keep_s: Seconds between two looks at whether the lock is still ours.
        again_s: Seconds for taking it again.

    Raises:
        SettingsError: Another bot uses the database, at the begin or at the end; or it does not answer.
    """
    address = address_in(url)
    if address is None or address.get_backend_name() == "sqlite":
        yield
        return
    lock = _Lock(open_database(url, patience_s=4))
    try:
        try:
            await _take(lock, wait_s)
        except DATABASE_AWAY as fault:
            raise SettingsError(explained(fault)) from None
        keeping = asyncio.create_task(_keep(lock, keep_s, again_s, on_lost), name="one bot")
        try:
            yield
        finally:
            await end(keeping)
            if not keeping.cancelled():
                keeping.result()  # raises that it is lost
    finally:
        await asyncio.to_thread(lock.drop)


class _Lock:
    """The lock of one session of the server; its methods wait for the server, one after the other."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine, self._turn = engine, threading.Lock()
        self._session: sa.Connection | None = None

    def take(self) -> bool:
        """Return whether the lock is ours; where the session has ended, that is said, and the next try opens another.

        Raises:
            DATABASE_AWAY: The database does not answer, or the session has ended.
        """
        with self._turn:
            if self._session is None:
                self._session = _session(self._engine)
            try:
                return bool(self._session.scalar(_ASK))
            except DATABASE_AWAY as fault:
                logger.warning("The lock that keeps other bots out is to be taken again: %s", explained(fault))
                self._session.invalidate()
                self._session = None
                raise

    def drop(self) -> None:
        """End the session, and with it the lock."""
        with self._turn:
            if self._session is not None:
                self._session.invalidate()
            self._engine.dispose()


def _session(engine: sa.Engine) -> sa.Connection:
    """Return a connection of which the server sees soon that nobody is there any more."""
    connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    for name, limit in (("idle", SILENT_S), ("interval", PROBE_S), ("count", PROBES)):
        connection.exec_driver_sql(f"SET tcp_keepalives_{name} = {limit}")
    return connection


async def _take(lock: _Lock, wait_s: float) -> None:
    """Take the lock, or see that it is ours still."""
    until, is_told = time.monotonic() + wait_s, False
    while not await asyncio.to_thread(lock.take):
        if time.monotonic() >= until:
            raise SettingsError(
                "Another bot uses the database in DATABASE_URL; stop it first, or give each bot a database of its own."
            )
        if not is_told:
            logger.info("Another bot still uses the database; waiting for its end.")
        is_told = True
        await asyncio.sleep(LOOK_S)


async def _keep(lock: _Lock, keep_s: float, again_s: float, on_lost: Callable[[], None]) -> None:
    """Take the lock again whenever its session has ended, until another bot has it."""
    while True:
        await asyncio.sleep(keep_s)
        try:
            await _take(lock, again_s)
        except DATABASE_AWAY:
            continue  # nobody can write to it either
        except SettingsError:
            on_lost()
            raise
