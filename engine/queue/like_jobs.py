"""What a new job is expected to take before any worker has said so: as long as those like it took lately."""

from __future__ import annotations

import dataclasses
import json

import sqlalchemy as sa

from engine.queue.job import JobStatus
from engine.queue.tables import JOBS
from engine.request import StyleOptions

LIKE_JOBS = 20  # finished jobs of the same kind whose mean time is the first estimate of a new one


def mean_time_of_like_jobs(connection: sa.Connection, options: StyleOptions) -> float | None:
    """Return the mean seconds of the last jobs of this kind, None where there are none."""
    kind = _kind(options)
    recent = connection.execute(
        sa.select(JOBS.c.options, (JOBS.c.ended_at - JOBS.c.started_at).label("time_s"))
        .where(JOBS.c.status == JobStatus.DONE)
        .order_by(JOBS.c.number.desc())
        .limit(5 * LIKE_JOBS)
    )
    times_s = []
    for row in recent:
        other = StyleOptions.from_json(json.loads(row.options))
        if _kind(other) == kind:
            times_s.append(row.time_s)
    return sum(times_s[:LIKE_JOBS]) / len(times_s[:LIKE_JOBS]) if times_s else None


def _kind(options: StyleOptions) -> StyleOptions:
    """Return the options without what changes no time; of the strength only whether anything is painted."""
    return dataclasses.replace(options, seed=0, strength=float(options.strength > 0), shares=())
