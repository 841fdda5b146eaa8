"""What the database says of a scene's jobs, read beside the programs that are killed over it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from typing import Any, TypeVar

import sqlalchemy as sa

from engine.database.opening import open_database
from engine.database.outage import DATABASE_AWAY
from engine.queue.job import JobStatus
from engine.queue.tables import JOBS, PROGRESS
from engine.queue.workflow import open_client

T = TypeVar("T")

FATE_S = 10.0  # to answer once nobody strikes any more


def parts_painted(url: str) -> dict[str, float]:
    """Return how far the running paintings are, by worker; nothing while the database is away."""
    facts = (JOBS.c.worker, JOBS.c.started_at, PROGRESS.c.written_at, PROGRESS.c.iterate)
    running = sa.select(*facts).join(PROGRESS, PROGRESS.c.job_id == JOBS.c.id).where(JOBS.c.status == JobStatus.RUNNING)
    rows = _asked(url, lambda engine: _all(engine, running), [])
    return {row.worker: json.loads(row.iterate)["fraction"] for row in rows if row.written_at >= row.started_at}


def delivered(url: str) -> set[str]:
    """Return the ids of the jobs that are marked delivered; nothing while the database is away."""
    marked = sa.select(JOBS.c.id).where(JOBS.c.is_delivered)
    return {row.id for row in _asked(url, lambda engine: _all(engine, marked), [])}


def fates(url: str, job_ids: Collection[str]) -> list[str]:
    """Return of each of these jobs in one line what its row says and what DBOS says of its run."""
    facts = (JOBS.c.id, JOBS.c.status, JOBS.c.run, JOBS.c.worker, JOBS.c.attempt, JOBS.c.is_delivered)
    asked = sa.select(*facts).where(JOBS.c.id.in_(job_ids)).order_by(JOBS.c.number)

    def look(engine: sa.Engine) -> list[str]:
        rows = _all(engine, asked)
        runs = open_client(engine).list_workflows(workflow_ids=[row.run for row in rows]) if rows else []
        dbos = {run.workflow_id: f"DBOS {run.status} at {run.executor_id}" for run in runs}
        told = {row.id: f"{dict(row._mapping)}, {dbos.get(row.run, 'unknown to DBOS')}" for row in rows}
        return [told.get(job_id, f"{job_id}: no row") for job_id in sorted(job_ids)]

    return _asked(url, look, ["the database is away"], FATE_S)


def _all(engine: sa.Engine, query: sa.Select[Any]) -> list[sa.Row[Any]]:
    with engine.connect() as connection:
        return list(connection.execute(query).all())


def _asked(url: str, question: Callable[[sa.Engine], T], while_away: T, patience_s: float = 1.0) -> T:
    engine = open_database(url, patience_s=patience_s)
    try:
        return question(engine)
    except (*DATABASE_AWAY, sa.exc.DatabaseError):  # which also says that the tables are not there yet
        return while_away
    finally:
        engine.dispose()
