"""Whether the database still takes what is written to it. Knows nothing of jobs."""

from __future__ import annotations

import os

import sqlalchemy as sa

from engine.database.opening import exclusive
from engine.queue.tables import PROBES

PROBE_BYTES = 2**18  # a small picture; random, so that nothing is compressed away


def probe(engine: sa.Engine) -> None:
    """Write one row anew.

    Raises:
        sqlalchemy.exc.OperationalError: The disk is full or read-only, or the database is away.
    """
    with exclusive(engine) as connection:
        connection.execute(sa.delete(PROBES))
        connection.execute(sa.insert(PROBES).values(id=1, filling=os.urandom(PROBE_BYTES)))
