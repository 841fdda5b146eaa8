"""Where jobs and workers stand: what somebody who waits is told. It reads, and changes nothing.

Blocking; engine.queue.job_queue calls it from threads.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
from typing import Any

import sqlalchemy as sa

from engine.database.opening import now_of
from engine.errors import UnknownJob
from engine.queue.drain import DRAINING
from engine.queue.fair_order import seconds_until_done
from engine.queue.job import Job, JobStatus, Load, Place, WorkerSeen
from engine.queue.tables import IN_LINE, JOBS, PROGRESS, UNFINISHED, VERSION_MARK, WORKERS, job_of
from engine.request import Iterate

MOST_FAILED = 200  # more say nothing new


@dataclasses.dataclass(frozen=True, kw_only=True)
class News:
    """What has changed for a watcher.

    Attributes:
        has_ended: Whether the job has ended or is gone.
        number: Number of the latest iterate, 0 for none.
        iterate: The latest iterate if the watcher has not seen it, with the preview if that is new as well.
    """

    has_ended: bool
    number: int
    iterate: Iterate | None


class Standing:
    """Where jobs and workers stand.

    Args:
        engine: The database.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def line(self, seen_within_s: float) -> dict[str, Place]:
        """Return the place of every unfinished job, by its id: one look, however many are asked about."""
        queued = sa.select(JOBS.c.id, JOBS.c.estimate_s).where(JOBS.c.status == JobStatus.QUEUED).order_by(*IN_LINE)
        with self._engine.connect() as connection:
            running_s = {row.id: _running_s(row) for row in connection.execute(self._running())}
            waiting = connection.execute(queued).all()
        workers = sum(not worker.is_draining for worker in self.workers(seen_within_s))
        known = list(itertools.takewhile(lambda left: left is not None, (estimate_s for _, estimate_s in waiting)))
        lefts: list[float] = []
        if workers and None not in running_s.values():
            lefts = seconds_until_done([left for left in running_s.values() if left is not None], known, workers)
        line = {job_id: Place(position=0, seconds_left=left) for job_id, left in running_s.items()}
        for position, ((job_id, _), left) in enumerate(itertools.zip_longest(waiting, lefts), 1):
            line[job_id] = Place(position=position, seconds_left=left)
        return line

    def _running(self) -> sa.Select[Any]:
        """Return the query for what runs: few rows, while what waits may be thousands."""
        facts = (JOBS.c.id, JOBS.c.estimate_s, JOBS.c.started_at, PROGRESS.c.iterate, PROGRESS.c.written_at)
        return (
            sa.select(*facts, now_of(self._engine).label("now"))
            .join(PROGRESS, PROGRESS.c.job_id == JOBS.c.id, isouter=True)
            .where(JOBS.c.status == JobStatus.RUNNING)
        )

    def standing(self) -> dict[str, int]:
        """Return every unfinished job's id with the number of its latest iterate."""
        query = (
            sa.select(JOBS.c.id, sa.func.coalesce(PROGRESS.c.number, 0).label("number"))
            .join(PROGRESS, PROGRESS.c.job_id == JOBS.c.id, isouter=True)
            .where(UNFINISHED)
        )
        with self._engine.connect() as connection:
            return {row.id: row.number for row in connection.execute(query)}

    def news(self, job_id: str, seen: int) -> News:
        """Return what a watcher who has seen iterates up to this number does not know."""
        with self._engine.connect() as connection:
            status = connection.scalar(sa.select(JOBS.c.status).where(JOBS.c.id == job_id))
            row = connection.execute(sa.select(PROGRESS).where(PROGRESS.c.job_id == job_id)).one_or_none()
        has_ended = status is None or JobStatus(status).has_ended
        if status is None or row is None or row.number <= seen:
            return News(has_ended=has_ended, number=seen, iterate=None)
        iterate = Iterate.from_json(json.loads(row.iterate))
        if row.preview_number > seen:
            iterate = dataclasses.replace(iterate, preview_jpeg=row.preview_jpeg)
        return News(has_ended=has_ended, number=row.number, iterate=iterate)

    def load(self, now: float) -> Load:
        """Return how much there is to do; now in epoch seconds, by the clock that submits."""
        query = sa.select(JOBS.c.status, sa.func.count().label("jobs"), sa.func.min(JOBS.c.created_at).label("first"))
        with self._engine.connect() as connection:
            rows = {row.status: row for row in connection.execute(query.where(UNFINISHED).group_by(JOBS.c.status))}
        queued, running = rows.get(JobStatus.QUEUED), rows.get(JobStatus.RUNNING)
        return Load(
            waiting=queued.jobs if queued else 0,
            running=running.jobs if running else 0,
            oldest_wait_s=max(0.0, now - queued.first) if queued else 0.0,
        )

    def workers(self, seen_within_s: float) -> list[WorkerSeen]:
        """Return the workers that gave a sign of life within this time, the most recent first."""
        seen_s_ago = (now_of(self._engine) - WORKERS.c.seen_at).label("seen_s_ago")
        query = sa.select(WORKERS.c.id, seen_s_ago, WORKERS.c.description, WORKERS.c.layers).order_by(seen_s_ago)
        with self._engine.connect() as connection:
            return [_worker_of(row) for row in connection.execute(query) if row.seen_s_ago <= seen_within_s]

    def failed_since(self, epoch_s: float) -> list[Job]:
        """Return the jobs that failed or were given up since this moment, the latest first, MOST_FAILED at most."""
        failed = JOBS.c.status.in_([JobStatus.FAILED, JobStatus.GIVEN_UP]) & (JOBS.c.ended_at >= epoch_s)
        query = sa.select(JOBS).where(failed).order_by(JOBS.c.ended_at.desc()).limit(MOST_FAILED)
        with self._engine.connect() as connection:
            return [job_of(row) for row in connection.execute(query)]


def _worker_of(row: sa.Row[Any]) -> WorkerSeen:
    description, _, version = row.description.removesuffix(DRAINING).partition(VERSION_MARK)
    layers = json.loads(row.layers or "{}")
    return WorkerSeen(
        id=row.id,
        seen_s_ago=row.seen_s_ago,
        description=description,
        layers=layers,
        version=version,
        is_draining=row.description.endswith(DRAINING),
    )


def row_of(connection: sa.Connection, job_id: str) -> sa.Row[Any]:
    """Return the job's row.

    Raises:
        UnknownJob: There is none of this id.
    """
    row = connection.execute(sa.select(JOBS).where(JOBS.c.id == job_id)).one_or_none()
    if row is None:
        raise UnknownJob(f"There is no job {job_id}; it was deleted after its time, or never was.")
    return row


def _running_s(row: sa.Row[Any]) -> float | None:
    """Return the seconds left of a running job; what an earlier attempt has shown says nothing of this one."""
    if row.iterate is not None and row.written_at >= row.started_at:
        since_s = max(0.0, float(row.now - row.written_at))  # the clock may have been set back
        return max(0.0, float(json.loads(row.iterate)["seconds_left"]) - since_s)
    if row.estimate_s is None:
        return None
    return max(0.0, float(row.estimate_s) - max(0.0, float(row.now - row.started_at)))
