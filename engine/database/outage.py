"""What is wrong when the database does not answer, what to do about it, and saying so once a minute."""

from __future__ import annotations

import logging
import math
import re
import time

import sqlalchemy as sa

logger = logging.getLogger(__name__)

DATABASE_AWAY = (  # what passes, or has a remedy; anything else is a mistake of ours
    sa.exc.OperationalError,
    sa.exc.InterfaceError,
    sa.exc.InternalError,  # a session that the server ended
    sa.exc.PendingRollbackError,  # the connection broke between two statements
    sa.exc.TimeoutError,  # no connection became free
)

SAY_EVERY_S = 60

REMEDIES = (  # the first whose sign, an expression, is in what the database says
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
    ("permission denied (for|to) ", "let the user of DATABASE_URL own the database"),  # PostgreSQL's own
    ("Permission denied", "check that DATA_DIR may be written"),
    ("readonly database", "check that DATA_DIR may be written"),
    ('(password|peer) authentication|role ".*" does not exist', "check user and password in DATABASE_URL"),
    ('database ".*" does not exist', "create it, or check its name in DATABASE_URL"),
    ("no pg_hba.conf entry", "let the server accept this host and user in its pg_hba.conf"),
    ("too many clients|remaining connection slots", "raise max_connections of the server, or run fewer workers"),
    ("resolve host", "check the host's name in DATABASE_URL"),
    ("connection", "check that the server in DATABASE_URL runs and can be reached"),
    ("timeout", "check the load of the database's machine"),
)


def is_damaged(error: Exception | None) -> bool:
    """Return whether SQLite says that its file is malformed; an error of its own, which no kind of DATABASE_AWAY is."""
    return type(error) is sa.exc.DatabaseError


def explained(error: Exception) -> str:
    """Return what went wrong with the database and what to do, in one line, without statements or values."""
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    cause = lines[0] if lines else "timeout"
    remedy = next((remedy for sign, remedy in REMEDIES if re.search(sign, cause, re.IGNORECASE)), "see DATABASE_URL")
    return f"The database does not answer ({cause}): {remedy}."


class Outage:
    """Says that the database is away, or refuses for an unforeseen reason: once a minute, however many calls fail."""

    def __init__(self) -> None:
        self._said_at = -math.inf

    def say(self, error: Exception) -> None:
        """Note that a call failed."""
        if time.monotonic() - self._said_at > SAY_EVERY_S:
            self._said_at = time.monotonic()
            if isinstance(error, DATABASE_AWAY):
                logger.error("%s", explained(error))
            else:  # tables that are not there while a backup is restored; a mistake of ours
                logger.error("The database refuses for an unforeseen reason", exc_info=error)
