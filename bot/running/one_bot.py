"""One bot for one database: two would hand over each other's results, each to chats that it may not write to.

SQLite's file lies in one DATA_DIR, which bot.running.folder keeps for one bot. On PostgreSQL the lock is a session's:
the server drops it when the bot ends, however it ends, and soon after its machine has vanished.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import sqlalchemy as sa

from bot.errors import SettingsError
from engine.database.opening import PROBE_S, PROBES, SILENT_S, address_in, open_database
from engine.database.outage import DATABASE_AWAY, explained

BOT_LOCK = 0x5748  # any number but that of the writers' lock
WAIT_S = 12.0  # for a bot that is just being stopped, which takes under 10 s
LOOK_S = 0.5

logger = logging.getLogger(__name__)


@asynccontextmanager
async def database_of_our_own(url: str, *, wait_s: float = WAIT_S) -> AsyncIterator[None]:
    """Keep other bots out of the database until the block ends; wait a while for one that is ending.

    Raises:
        SettingsError: Another bot uses the database, or it does not answer.
    """
    address = address_in(url)
    if address is None or address.get_backend_name() == "sqlite":
        yield
        return
    engine = open_database(url, patience_s=4)
    try:
        connection = await asyncio.to_thread(_session, engine)
        await _take(connection, time.monotonic() + wait_s)
    except DATABASE_AWAY as fault:
        raise SettingsError(explained(fault)) from None
    try:
        yield
    finally:
        connection.invalidate()  # ends the session, and with it the lock
        engine.dispose()


def _session(engine: sa.Engine) -> sa.Connection:
    """Return a connection of which the server sees soon that nobody is there any more."""
    connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    for name, limit in (("idle", SILENT_S), ("interval", PROBE_S), ("count", PROBES)):
        connection.exec_driver_sql(f"SET tcp_keepalives_{name} = {limit}")
    return connection


async def _take(connection: sa.Connection, until: float) -> None:
    """Take the lock."""
    is_told, ask = False, sa.select(sa.func.pg_try_advisory_lock(BOT_LOCK))
    while not await asyncio.to_thread(connection.scalar, ask):
        if time.monotonic() >= until:
            raise SettingsError(
                "Another bot uses the database in DATABASE_URL; stop it first, or give each bot a database of its own."
            )
        if not is_told:
            logger.info("Another bot still uses the database; waiting for its end.")
        is_told = True
        await asyncio.sleep(LOOK_S)
