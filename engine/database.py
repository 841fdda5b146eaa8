"""The database that bot and workers share: opening it, preparing it, and one writer at a time.

SQLite or PostgreSQL, by URL alone. Knows nothing of jobs; the tables are those of engine.queue.tables.
"""

from __future__ import annotations

import contextlib
import logging
import math
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from dbos import DBOS
from sqlalchemy.engine import make_url

from engine.errors import QueueUnavailable
from engine.migrations import NewerSchema, bring_up_to_date
from engine.queue.tables import METADATA, STEPS

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

TAKEN_OVER = ("no longer owned by this execution", "DBOSAwaitedWorkflowCancelledError")  # in DBOS's log lines
SAID_BY_US = ("to verify existence of",)  # when the server cannot be reached: explained() says it with its remedy


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


def prepare(url: str) -> None:
    """Create the database where it is missing and bring all tables up to date; safe from several processes at once.

    Raises:
        QueueUnavailable: Its file cannot be created, or a later version of this program has been there.
    """
    quiet_dbos()
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        try:
            _prepare_file(Path(parsed.database or ""))
        except (OSError, sqlite3.Error) as error:
            raise QueueUnavailable(explained(error)) from error
    try:
        DBOS.migrate(parsed.render_as_string(hide_password=False))
    except sa.exc.DatabaseError as error:
        if is_damaged(error):
            raise QueueUnavailable(explained(error)) from error
        raise
    engine = open_database(url, patience_s=30)
    try:
        with exclusive(engine) as connection:
            bring_up_to_date(connection, "queue", METADATA, STEPS)
    except NewerSchema as refusal:
        raise QueueUnavailable(str(refusal)) from refusal
    finally:
        engine.dispose()


def is_damaged(error: Exception | None) -> bool:
    """Return whether SQLite says that its file is malformed; an error of its own, which no kind of DATABASE_AWAY is."""
    return type(error) is sa.exc.DatabaseError


def _prepare_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)  # people's photos lie in it; who may read a file that was there is its owner's choice
    with contextlib.closing(sqlite3.connect(path, timeout=30)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")  # measured: 12.8 s instead of 33 s for 100 jobs


@contextlib.contextmanager
def exclusive(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Open a transaction that no other exclusive one overlaps; what it reads stays true until it commits."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(WRITER_LOCK)))
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


def quiet_dbos() -> None:
    """Send DBOS's log lines to this program's handlers: warnings and errors, without tracebacks.

    That a run was taken over is no error, and engine.queue.runner says it with the job's id.
    """
    logger = logging.getLogger("dbos")
    if not logger.handlers:  # DBOS adds a console handler to a logger without any
        logger.addHandler(logging.NullHandler())
        logger.addFilter(_Dampened().filter)
    logger.setLevel(logging.WARNING)


class _Dampened:
    """Makes one line of a record, and says the same thing once a minute: DBOS repeats itself at every poll."""

    def __init__(self) -> None:
        self._said_at: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        said = record.getMessage() if error is None else f"{record.getMessage()} {error!r}"
        record.msg, record.args, record.exc_info, record.exc_text = said.splitlines()[0], (), None, None
        what = record.msg[:80]  # what happened and where, before details that differ each time
        is_news = time.monotonic() - self._said_at.get(what, -math.inf) > SAY_EVERY_S
        if is_news:
            self._said_at[what] = time.monotonic()
        return is_news and not any(sign in said for sign in TAKEN_OVER + SAID_BY_US)
