"""What keeps the queue whole: no unfinished job without a worker to come, no row longer than needed.

Blocking; engine.jobs calls it from a thread every few seconds, in one process only.
"""

from __future__ import annotations

import logging
import time

import sqlalchemy as sa
from dbos import DBOSClient

from engine.database import exclusive, now_of
from engine.ledger import Ledger
from engine.tables import JOBS, UNFINISHED, WORKERS
from engine.workflow import WORKFLOW, dispatch_again

logger = logging.getLogger(__name__)

WORKFLOWS_KEPT_S = 3600  # DBOS's row of a run is of no use once the run has ended; an hour is for looking into it
WORKFLOWS_A_SWEEP = 500
WORKERS_KEPT_S = 86400  # since their last sign of life; containers come with a new name each time


def take_over(engine: sa.Engine, client: DBOSClient, ledger: Ledger, dead_after_s: float) -> list[str]:
    """Queue again every unfinished job that no living worker will come to; return their ids.

    That is a job at a worker without a recent heartbeat, or whose workflow is gone or has ended without it.
    The old run is void from then on: should its worker come back to life, its results are dropped.
    """
    with engine.connect() as connection:
        job_ids = {row.run: row.id for row in connection.execute(sa.select(JOBS.c.run, JOBS.c.id).where(UNFINISHED))}
    stranded = _stranded(client, ledger, list(job_ids), dead_after_s)
    taken = []
    for run in stranded:
        with exclusive(engine) as connection:
            if dispatch_again(client, connection, run):
                taken.append(job_ids[run])
                logger.warning("job %s: its worker is gone, queued again", job_ids[run])
    if stranded:
        client.cancel_workflows(stranded)
    return taken


def _stranded(client: DBOSClient, ledger: Ledger, runs: list[str], dead_after_s: float) -> list[str]:
    if not runs:
        return []
    alive = {worker.id for worker in ledger.workers(dead_after_s)}
    workflows = client.list_workflows(workflow_ids=runs, load_input=False, load_output=False)
    safe = {
        workflow.workflow_id
        for workflow in workflows
        if workflow.status == "ENQUEUED" or (workflow.status == "PENDING" and workflow.executor_id in alive)
    }
    return [run for run in runs if run not in safe]


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
