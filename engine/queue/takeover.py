"""What keeps the queue whole: no unfinished job without a worker to come, no row longer than needed.

Blocking; engine.queue.job_queue calls it from a thread every few seconds, in one process only. A worker puts back its
own at its start.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping

import sqlalchemy as sa
from dbos import DBOSClient

from engine.database.opening import exclusive, now_of
from engine.queue.job import JobStatus
from engine.queue.standing import Standing
from engine.queue.tables import JOBS, UNFINISHED, WORKERS
from engine.queue.workflow import WORKFLOW, dispatch_again

logger = logging.getLogger(__name__)

WORKFLOWS_KEPT_S = 3600  # DBOS's row of a run is of no use once the run has ended; an hour is for looking into it
WORKFLOWS_A_SWEEP = 500
WORKERS_KEPT_S = 86400  # since their last sign of life; containers come with a new name each time


def take_over(engine: sa.Engine, client: DBOSClient, standing: Standing, dead_after_s: float) -> list[str]:
    """Queue again every unfinished job that no living worker will come to; return their ids.

    That is a job at a worker without a recent heartbeat, one that a worker took from DBOS and never began, or
    one whose workflow is gone or has ended without it. The old run is void from then on: should its worker
    come back to life, its results are dropped.
    """
    with engine.connect() as connection:
        query = sa.select(JOBS.c.run, JOBS.c.id, JOBS.c.status).where(UNFINISHED)
        jobs = {row.run: row for row in connection.execute(query)}
        now = connection.scalar(sa.select(now_of(engine))) or 0.0
    if not jobs:
        return []
    alive = {worker.id for worker in standing.workers(dead_after_s)}
    safe = set()
    for workflow in client.list_workflows(workflow_ids=list(jobs), load_input=False, load_output=False):
        begun = jobs[workflow.workflow_id].status == JobStatus.RUNNING
        taken_at = (workflow.dequeued_at or 0) / 1000
        is_at_work = workflow.executor_id in alive and (begun or now - taken_at < dead_after_s)
        if workflow.status == "ENQUEUED" or (workflow.status == "PENDING" and is_at_work):
            safe.add(workflow.workflow_id)
    return _queue_again(engine, client, {run: row.id for run, row in jobs.items() if run not in safe})


def _queue_again(engine: sa.Engine, client: DBOSClient, stranded: Mapping[str, str]) -> list[str]:
    taken = []
    for run, job_id in stranded.items():
        with exclusive(engine) as connection:
            if dispatch_again(client, connection, run):
                taken.append(job_id)
                logger.warning("job %s: its worker is gone or was started again, queued again", job_id)
    if stranded:
        client.cancel_workflows(list(stranded))
    return taken


def put_back(engine: sa.Engine, worker_id: str) -> None:
    """Queue what an earlier process of this worker was painting when it was killed: nobody paints it now.

    From here on its run is one that was taken and never begun. Where that was `dead_after_s` ago or more, and someone
    looks while this process still builds its painter, take_over queues the job again, for any worker; else DBOS has
    this process paint it again. As a running job at a living worker it would be taken over by nobody.
    """
    painted = (JOBS.c.worker == worker_id) & (JOBS.c.status == JobStatus.RUNNING)
    with exclusive(engine) as connection:
        connection.execute(sa.update(JOBS).where(painted).values(status=JobStatus.QUEUED, worker=None))


def sweep_workers(engine: sa.Engine) -> None:
    """Delete the workers that were not seen for long."""
    with engine.begin() as connection:
        connection.execute(sa.delete(WORKERS).where(WORKERS.c.seen_at < now_of(engine) - WORKERS_KEPT_S))


def sweep_workflows(client: DBOSClient, now: float) -> int:
    """Delete DBOS's rows of runs that ended a while ago; return how many."""
    ended_before = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now - WORKFLOWS_KEPT_S))
    ended = client.list_workflows(
        name=WORKFLOW, completed_before=ended_before, limit=WORKFLOWS_A_SWEEP, load_input=False, load_output=False
    )
    if ended:
        client.delete_workflows([workflow.workflow_id for workflow in ended])
    return len(ended)
