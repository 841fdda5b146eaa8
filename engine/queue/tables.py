"""The queue's tables, and the job that a row stands for.

jobs says what is true of every job. DBOS's own tables, in the same database, say which worker runs what;
jobs.run names the DBOS workflow that may work on a job, and every other one is void.
"""

from __future__ import annotations

import functools
import json
from typing import Any

import sqlalchemy as sa

from engine.database.migrations import Step
from engine.options.style_options import StyleOptions
from engine.queue.job import Job, JobStatus, Refusal

METADATA = sa.MetaData()


def _layers_of_workers(connection: sa.Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE workers ADD COLUMN layers TEXT")


def _jobs_that_are_enough(connection: sa.Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE jobs ADD COLUMN is_enough BOOLEAN NOT NULL DEFAULT FALSE")


def _jobs_found_among_many(connection: sa.Connection) -> None:
    connection.exec_driver_sql("CREATE INDEX ix_jobs_status_number ON jobs (status, number)")
    connection.exec_driver_sql("CREATE INDEX ix_jobs_is_delivered ON jobs (is_delivered)")


def _wishes_to_workers(connection: sa.Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE workers ADD COLUMN wish TEXT")


# for databases of earlier versions: see engine.database.migrations
STEPS: tuple[Step, ...] = (
    _layers_of_workers,
    _jobs_that_are_enough,
    _jobs_found_among_many,
    _wishes_to_workers,
)

JOBS = sa.Table(
    "jobs",
    METADATA,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),  # order of submission
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("run", sa.Text, nullable=False, unique=True),  # DBOS workflow id
    sa.Column("status", sa.Text, nullable=False, index=True),
    sa.Column("owner", sa.Text, nullable=False, index=True),
    sa.Column("group", sa.Text, nullable=False),
    sa.Column("ticket", sa.Text, nullable=False),  # JSON
    sa.Column("options", sa.Text, nullable=False),  # JSON
    sa.Column("styles", sa.Integer, nullable=False),  # 0 for an experiment
    sa.Column("tag", sa.BigInteger, nullable=False),  # engine.queue.fair_order.start_tag
    sa.Column("priority", sa.Integer, nullable=False),  # order of service, smallest first
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("started_at", sa.Double),
    sa.Column("ended_at", sa.Double),
    sa.Column("worker", sa.Text),
    sa.Column("attempt", sa.Integer, nullable=False, default=0),
    sa.Column("estimate_s", sa.Double),
    sa.Column("error", sa.Text),
    sa.Column("result", sa.Text),  # JSON: width, height, report
    sa.Column("is_delivered", sa.Boolean, nullable=False, default=False),
    sa.Column("is_enough", sa.Boolean, nullable=False, server_default=sa.false()),  # the picture as it is, please
    sa.Index("ix_jobs_status_number", "status", "number"),  # the last ones that are done, of tens of thousands
    sa.Index("ix_jobs_is_delivered", "is_delivered"),  # the few that are not
)

JOB_PICTURES = sa.Table(
    "job_pictures",
    METADATA,
    sa.Column("job_id", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, primary_key=True),  # "content", "style", "result", "snapshot" or "checkpoint"
    sa.Column("place", sa.Integer, primary_key=True),  # among styles or snapshots; of checkpoints see keep_checkpoint
    sa.Column("sha256", sa.Text, nullable=False, index=True),
)

PICTURES = sa.Table(
    "pictures",
    METADATA,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("encoded", sa.LargeBinary, nullable=False),
)

PROGRESS = sa.Table(
    "job_progress",
    METADATA,
    sa.Column("job_id", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),  # grows with each iterate that was written
    sa.Column("iterate", sa.Text, nullable=False),  # JSON without the preview
    sa.Column("written_at", sa.Double, nullable=False),  # the database's clock
    sa.Column("preview_number", sa.Integer, nullable=False, default=0),
    sa.Column("preview_jpeg", sa.LargeBinary),
)

WORKERS = sa.Table(
    "workers",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("seen_at", sa.Double, nullable=False),  # the database's clock
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("layers", sa.Text),  # JSON: neurons by layer
    sa.Column("wish", sa.Text),  # engine.queue.wishes.Wish, until the worker has read it
)

VERSION_MARK = "; "  # in workers.description, before the program's version

PROBES = sa.Table(  # one row, written anew by who asks whether the database takes pictures
    "queue_probes",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("filling", sa.LargeBinary, nullable=False),
)

UNFINISHED = JOBS.c.status.in_([JobStatus.QUEUED, JobStatus.RUNNING])
IN_LINE = (JOBS.c.priority, JOBS.c.number)
SERVICE_ORDER = (sa.case((JOBS.c.status == JobStatus.RUNNING, 0), else_=1), *IN_LINE)


def job_of(row: sa.Row[Any]) -> Job:
    """Return the job that a row of JOBS stands for."""
    return Job(
        id=row.id,
        status=JobStatus(row.status),
        owner=row.owner,
        group=row.group,
        ticket=json.loads(row.ticket),
        options=_options_of(row.options),
        styles=row.styles,
        created_at=row.created_at,
        attempt=row.attempt,
        is_delivered=row.is_delivered,
        error=None if row.error is None else Refusal(row.error),
        started_at=row.started_at,
        ended_at=row.ended_at,
        is_enough=row.is_enough,
    )


@functools.lru_cache(maxsize=4096)
def _options_of(stored: str) -> StyleOptions:
    """Return the options; thousands of jobs are read every second while they wait, and many are alike."""
    return StyleOptions.from_json(json.loads(stored))
