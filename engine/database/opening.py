"""The database that bot and workers share: opening it, and one writer at a time.

SQLite or PostgreSQL, by URL alone. Knows nothing of jobs and of tables; engine.queue.preparation prepares those.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from engine.database.outage import is_damaged
from engine.errors import InvalidOption

DATA_DIR = "stylegram-data"  # of database and caches, in the current folder, unless the variable names another
WRITER_LOCK = 0x5747  # any number that only this project asks PostgreSQL for
SILENT_S, PROBE_S, PROBES = 10, 5, 3  # a connection on which nothing comes is probed, and given up after 25 s
ADDRESSES_LIKE = "sqlite:////folder/file.sqlite or postgresql://user:password@host:5432/name"
_ADDRESSES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")


def data_dir_in(environ: Mapping[str, str]) -> Path:
    """Return the folder of database and caches that the environment names, or its default."""
    return Path(environ.get("DATA_DIR") or DATA_DIR)


def database_url_in(environ: Mapping[str, str]) -> str:
    """Return the URL that the environment names, or that of SQLite in DATA_DIR."""
    return environ.get("DATABASE_URL") or f"sqlite:///{data_dir_in(environ).resolve()}/stylegram.sqlite"


def checked_database_url_in(environ: Mapping[str, str]) -> str:
    """Return the URL like database_url_in.

    Raises:
        InvalidOption: It is no address of a database; it is not repeated, for it may hold a password.
    """
    url = database_url_in(environ)
    if address_in(url) is None:
        raise InvalidOption(f"DATABASE_URL is no address that can be used; write {ADDRESSES_LIKE}.")
    return url


def address_in(url: str) -> sa.URL | None:
    """Return the parts of the URL of a database; None where it is none, or of a kind that is not supported."""
    try:
        return make_url(url) if url.startswith(_ADDRESSES) else None
    except (ValueError, sa.exc.ArgumentError):
        return None


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
        hide_parameters=True,  # no traceback in a log holds what people wrote
        pool_timeout=patience_s,
        connect_args={
            **given_up_with_its_machine(patience_s),
            "application_name": "stylegram",
            "options": f"-c statement_timeout={milliseconds} -c idle_in_transaction_session_timeout=60000",
        },
    )


def given_up_with_its_machine(patience_s: float) -> dict[str, int]:
    """Return libpq's settings for a connection to PostgreSQL that ends when the other machine or the network vanishes.

    Nobody says goodbye then: who waits for an answer would wait for a quarter of an hour, or for ever.

    Args:
        patience_s: Seconds after which connecting, or what was sent, is given up.
    """
    return {
        "connect_timeout": max(2, round(patience_s)),
        "tcp_user_timeout": round(patience_s * 1000),
        "keepalives_idle": SILENT_S,
        "keepalives_interval": PROBE_S,
        "keepalives_count": PROBES,
    }


def _open_sqlite(url: sa.URL, patience_s: float) -> sa.Engine:
    engine = sa.create_engine(url, pool_timeout=patience_s, hide_parameters=True)

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


def empty_log(engine: sa.Engine, patience_s: float) -> None:
    """Take what SQLite has written ahead into its file and empty the log, in which deleted pictures still stand.

    It waits for those who read or write for as long; where they do not end, it is for the next time.
    """
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            give_up_after(connection, patience_s)
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def give_up_after(connection: sa.Connection, patience_s: float) -> None:
    """Give up a lock or a statement of this transaction after so many seconds."""
    milliseconds = round(patience_s * 1000)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA busy_timeout={milliseconds}")
    else:
        connection.exec_driver_sql(f"SET LOCAL statement_timeout={milliseconds}")


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
