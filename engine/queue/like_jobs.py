"""What a new job is expected to take before any worker has said so: as long as those like it took lately."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import json
import statistics

import sqlalchemy as sa

from engine.options.style_options import StyleOptions
from engine.queue.job import JobStatus
from engine.queue.tables import JOBS

LIKE_JOBS = 20  # finished jobs of the same kind whose median time is the first estimate of a new one


def usual_time_of_like_jobs(connection: sa.Connection, options: StyleOptions) -> float | None:
    """Return the median seconds of the last jobs of this kind that were painted to their end, None without any."""
    kind = _kind(options)
    is_whole = ~JOBS.c.is_enough & (JOBS.c.ended_at > JOBS.c.started_at)  # the clock may have been set
    recent = connection.execute(
        sa.select(JOBS.c.options, (JOBS.c.ended_at - JOBS.c.started_at).label("time_s"))
        .where(JOBS.c.status == JobStatus.DONE, is_whole)
        .order_by(JOBS.c.number.desc())
        .limit(5 * LIKE_JOBS)
    )
    like = (row.time_s for row in recent if _stored_kind(row.options) == kind)
    times_s = list(itertools.islice(like, LIKE_JOBS))
    return statistics.median(times_s) if times_s else None


@functools.lru_cache(maxsize=1024)
def _stored_kind(options: str) -> StyleOptions:
    """Return the kind of a job in the database; the last jobs are looked at again with every new one."""
    return _kind(StyleOptions.from_json(json.loads(options)))


def _kind(options: StyleOptions) -> StyleOptions:
    """Return the options without what changes no time; of the strength only whether anything is painted."""
    return dataclasses.replace(options, seed=0, strength=float(options.strength > 0), shares=())
