"""How long workers' signs of life count, and what they say to who asks on the command line. Knows nothing of jobs."""

from __future__ import annotations

import sqlalchemy as sa

from engine.database.opening import now_of
from engine.queue.drain import DRAINING
from engine.queue.tables import WORKERS

DEAD_AFTER_S = 20.0  # of silence; then a worker's jobs go to others


def seen_s_ago(engine: sa.Engine, worker_id: str | None) -> float | None:
    """Return the seconds since the last sign of life of this worker, or of any for None; None when there was none.

    There was none, either, where nobody has made the tables yet.
    """
    if not sa.inspect(engine).has_table(WORKERS.name):
        return None
    query = sa.select(now_of(engine) - sa.func.max(WORKERS.c.seen_at))
    if worker_id is not None:
        query = query.where(WORKERS.c.id == worker_id)
    with engine.connect() as connection:
        seen: float | None = connection.scalar(query)
        return seen


def is_draining(engine: sa.Engine, worker_id: str | None) -> bool:
    """Return whether this worker, or every one for None, begins no more jobs."""
    query = sa.select(WORKERS.c.description)
    if worker_id is not None:
        query = query.where(WORKERS.c.id == worker_id)
    with engine.connect() as connection:
        return all(description.endswith(DRAINING) for description in connection.scalars(query))
