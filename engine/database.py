"""The database that bot and workers share: opening it, one writer at a time, and what is wrong when it is away.

SQLite or PostgreSQL, by URL alone. Knows nothing of jobs and of tables; engine.queue.dbos prepares those.
"""

from __future__ import annotations

import contextlib
import logging
import math
import sqlite3
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url

logger = logging.getLogger(__name__)

WRITER_LOCK = 0x5747  # any number that only this project asks PostgreSQL for

DATABASE_AWAY = (  # what passes, or has a remedy; anything else is a mistake of ours
    sa.exc.OperationalError,
    sa.exc.InterfaceError,
    sa.exc.InternalError,  # a session that the server ended
    sa.exc.PendingRollbackError,  # the connection broke between two statements
    sa.exc.TimeoutError,  # no connection became free
)

SAY_EVERY_S = 60

REMEDIES = (
    ("disk is full", "free some space where the database lies"),
    ("No space left", "free some space where the database lies"),
    ("disk I/O error", "check the disk where the database lies, and that it is not full"),
    ("database is locked", "end the program that holds it open, or use PostgreSQL for several machines"),
    ("unable to open database file", "check that DATA_DIR exists and may be written"),
    ("Not a directory", "check DATA_DIR"),
    ("No such file", "check that DATA_DIR may be written, and the path in DATABASE_URL"),
    (
        "malformed",
        "the file is damaged: move it and those beside it (-wal, -shm) away, then restore a backup or go on anew",
    ),
    ("Read-only file system", "mount the disk where the database lies writable, or choose another path in DATA_DIR"),
    ("file is not a database", "another file lies there: choose another path in DATABASE_URL"),
    ("File exists", "check DATA_DIR: it is a file, not a folder"),
    ("Permission denied", "check that DATA_DIR may be written"),
    ("readonly database", "check that DATA_DIR may be written"),
    ("password authentication", "check user and password in DATABASE_URL"),
    ("connection", "check that the server in DATABASE_URL runs and can be reached"),
    ("timeout", "check the load of the database's machine"),
)


def database_url_in(environ: Mapping[str, str]) -> str:
    """Return the URL that the environment names, or that of SQLite in DATA_DIR."""
    data_dir = Path(environ.get("DATA_DIR") or "stylegram-data").resolve()
    return environ.get("DATABASE_URL") or f"sqlite:///{data_dir}/stylegram.sqlite"


def open_database(url: str, *, patience_s: float) -> sa.Engine:
    """Return an engine on the database; it connects when first used.

    Args:
        url: "sqlite:///file" or "postgresql://user:password@host/name".
        patience_s: Seconds after which a connection, a lock or a statement is given up.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(parsed, patience_s)
    milliseconds = round(patience_s * 1000)
    return sa.create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        pool_timeout=patience_s,
        connect_args={
            "connect_timeout": max(2, round(patience_s)),
            "tcp_user_timeout": milliseconds,
            "application_name": "stylegram",
            "options": f"-c statement_timeout={milliseconds} -c idle_in_transaction_session_timeout=60000",
        },
    )


def _open_sqlite(url: sa.URL, patience_s: float) -> sa.Engine:
    engine = sa.create_engine(url, pool_timeout=patience_s)

    @sa.event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = "IMMEDIATE"
        connection.execute(f"PRAGMA busy_timeout={round(patience_s * 1000)}")
        connection.execute("PRAGMA secure_delete=ON")  # a deleted photo is overwritten, not only unlinked

    @sa.event.listens_for(engine, "handle_error")
    def say_that_it_is_away(context: sa.engine.ExceptionContext) -> None:
        if is_damaged(context.sqlalchemy_exception):
            raise sa.exc.OperationalError(None, None, context.original_exception) from context.original_exception

    return engine


def is_damaged(error: Exception | None) -> bool:
    """Return whether SQLite says that its file is malformed; an error of its own, which no kind of DATABASE_AWAY is."""
    return type(error) is sa.exc.DatabaseError


@contextlib.contextmanager
def exclusive(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Open a transaction that no other exclusive one overlaps; what it reads stays true until it commits."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(WRITER_LOCK)))
        yield connection


@contextlib.contextmanager
def row_by_row(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Open a transaction that locks the rows it needs itself, so that many may be open; on SQLite an exclusive one."""
    with exclusive(engine) if engine.dialect.name == "sqlite" else engine.begin() as connection:
        yield connection


def now_of(engine: sa.Engine) -> sa.ColumnElement[float]:
    """Return the database's own clock in epoch seconds; heartbeats of many machines are compared by it."""
    if engine.dialect.name == "sqlite":
        return sa.literal_column("(julianday('now') - 2440587.5) * 86400.0", sa.Double)
    return sa.literal_column("extract(epoch from clock_timestamp())::double precision", sa.Double)


def explained(error: Exception) -> str:
    """Return what went wrong with the database and what to do, in one line, without statements or values."""
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    cause = lines[0] if lines else "timeout"
    remedy = next((remedy for sign, remedy in REMEDIES if sign.lower() in cause.lower()), "see DATABASE_URL")
    return f"The database does not answer ({cause}): {remedy}."


class Outage:
    """Says that the database is away: one line a minute, however many calls fail."""

    def __init__(self) -> None:
        self._said_at = -math.inf

    def say(self, error: Exception) -> None:
        """Note that a call failed."""
        if time.monotonic() - self._said_at > SAY_EVERY_S:
            self._said_at = time.monotonic()
            logger.error("%s", explained(error))
