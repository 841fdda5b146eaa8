"""What a worker is asked to do from elsewhere: it reads that with its next sign of life. Knows nothing of jobs.

A signal does the same on the worker's own machine; see engine.queue.drain. A worker of an earlier version reads none.
"""

from __future__ import annotations

import enum

import sqlalchemy as sa

from engine.queue.tables import WORKERS


class Wish(enum.StrEnum):
    """What the database holds until the worker has read it."""

    DRAIN = "drain"  # begin no more jobs
    GO_ON = "go on"  # begin jobs again


def ask(engine: sa.Engine, worker_id: str, wish: Wish) -> bool:
    """Leave the wish for the worker, in place of any that it has not read; return whether there is such a worker."""
    with engine.begin() as connection:
        changed = connection.execute(sa.update(WORKERS).where(WORKERS.c.id == worker_id).values(wish=wish))
        return changed.rowcount > 0


def taken(connection: sa.Connection, worker_id: str, written: str | None) -> Wish | None:
    """Return the wish that is written for the worker and delete it; None where there is none that is known."""
    if written is None:
        return None
    connection.execute(sa.update(WORKERS).where(WORKERS.c.id == worker_id).values(wish=None))
    return next((wish for wish in Wish if wish == written), None)
