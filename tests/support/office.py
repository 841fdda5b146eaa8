"""A submitter's and a worker's hands on one database, without any process of a worker."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from engine.queue.job import Job, JobStatus
from engine.queue.pictures import CHECKPOINT
from engine.queue.standing import Standing
from engine.queue.submitter_side import JobRows, QueueLimits
from engine.queue.tables import JOB_PICTURES, JOBS
from engine.queue.takeover import take_over
from engine.queue.worker_side import Claim, Runs
from engine.queue.workflow import open_client
from engine.request import Iterate, StyleResult
from tests.support.fakes import picture, style_request

RESULT = StyleResult(image_png=picture("red"), width=96, height=64, report={"network": "fake"})
ITERATE = Iterate(level=0, levels=1, edge_size=64, evaluation=1, evaluations=2, fraction=0.5, seconds_left=3)


@dataclass
class Office:
    """A submitter's and a worker's hands on one database."""

    engine: sa.Engine
    jobs: JobRows
    standing: Standing
    runs: Runs

    def submit(self, job_id: str = "ann-1", **options: Any) -> Job:
        limits = QueueLimits(per_owner=9, total=9)
        details = {"owner": "ann", "group": "g", "ticket": {}, "limits": limits, "created_at": time.time()}
        return self.jobs.submit(style_request(**options), job_id=job_id, **details)

    def run_of(self, job: Job) -> str:
        with self.engine.connect() as connection:
            run: str = connection.scalars(sa.select(JOBS.c.run).where(JOBS.c.id == job.id)).one()
            return run

    def left_s(self, job: Job) -> float | None:
        return self.standing.line(20)[job.id].seconds_left

    def claim(self, run: str) -> Claim | None:
        return self.runs.claim(run, started_at=time.time())

    def finish(self, run: str) -> bool:
        return self.runs.finish(run, RESULT, ended_at=time.time())

    def take_over(self) -> list[str]:
        """Take over every running job, as if its workflow had ended without it."""
        client = open_client(self.engine)
        with self.engine.connect() as connection:
            client.cancel_workflows(
                list(connection.scalars(sa.select(JOBS.c.run).where(JOBS.c.status == JobStatus.RUNNING)))
            )
        return take_over(self.engine, client, self.standing, dead_after_s=20)

    def kept(self) -> int:
        """Return how many checkpoints there are."""
        with self.engine.connect() as connection:
            return connection.scalar(sa.select(sa.func.count()).where(JOB_PICTURES.c.role == CHECKPOINT)) or 0
