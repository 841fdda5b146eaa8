"""Preparing the database for DBOS and for the queue, and what DBOS may say in the log.

engine.database.opening opens it; engine.queue.workflow says how a job becomes a workflow.
"""

from __future__ import annotations

import contextlib
import logging
import math
import sqlite3
import time
from pathlib import Path

import sqlalchemy as sa
from dbos import DBOS
from sqlalchemy.engine import make_url

from engine.database.migrations import NewerSchema, bring_up_to_date
from engine.database.opening import exclusive, given_up_with_its_machine, open_database
from engine.database.outage import SAY_EVERY_S, explained, is_damaged
from engine.errors import QueueUnavailable
from engine.queue.tables import METADATA, STEPS

TAKEN_OVER = ("no longer owned by this execution", "DBOSAwaitedWorkflowCancelledError")  # in DBOS's log lines
SAID_BY_US = ("to verify existence of",)  # when the server cannot be reached: explained() says it with its remedy

PATIENCE_S = 30.0  # for others that have the database open
RETRY_S = 0.02


def prepare(url: str) -> None:
    """Create the database where it is missing and bring all tables up to date; safe from several processes at once.

    Raises:
        QueueUnavailable: Its file cannot be created, its user may not make tables, or a later version of this program
            has been there.
    """
    quiet_dbos()
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        try:
            _prepare_file(Path(parsed.database or ""))
        except (OSError, sqlite3.Error) as error:
            raise QueueUnavailable(explained(error)) from error
    try:
        DBOS.migrate(_patient(parsed).render_as_string(hide_password=False))
        _bring_our_tables_up_to_date(url)
    except sa.exc.DatabaseError as error:
        if is_damaged(error) or isinstance(error, sa.exc.ProgrammingError):  # the latter: it may not make tables
            raise QueueUnavailable(explained(error)) from error
        raise


def _patient(url: sa.URL) -> sa.URL:
    """Return the URL with an end to every wait for PostgreSQL: to those who migrate, DBOS takes nothing but a URL."""
    if url.get_backend_name() == "sqlite":
        return url
    limits = given_up_with_its_machine(PATIENCE_S).items()
    return url.update_query_dict({name: str(limit) for name, limit in limits if name not in url.query})


def _bring_our_tables_up_to_date(url: str) -> None:
    engine = open_database(url, patience_s=PATIENCE_S)
    try:
        with exclusive(engine) as connection:
            bring_up_to_date(connection, "queue", METADATA, STEPS)
    except NewerSchema as refusal:
        raise QueueUnavailable(str(refusal)) from refusal
    finally:
        engine.dispose()


def _prepare_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)  # people's photos lie in it; who may read a file that was there is its owner's choice
    with contextlib.closing(sqlite3.connect(path, timeout=PATIENCE_S)) as connection:
        _write_ahead(connection)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Let readers read while one writes; measured: 12.8 s instead of 33 s for 100 jobs.

    SQLite does not wait where two change the mode of a new file at once: it refuses one of them straight away.
    """
    given_up_at = time.monotonic() + PATIENCE_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as refusal:
            if refusal.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > given_up_at:
                raise
        time.sleep(RETRY_S)


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
