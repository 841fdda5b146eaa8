"""How a job becomes a DBOS workflow: the names that both ends agree on, and the client that enqueues.

DBOS decides which worker runs which workflow, and runs it again when the worker's process was killed.
A workflow's only input is a run: the token that engine.queue.tables keeps with the job it may work on.
"""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from dbos import DBOSClient, DBOSConfig, DBOSPortableJSONSerializer, EnqueueOptions

from engine.database.opening import given_up_with_its_machine
from engine.queue.job import JobStatus
from engine.queue.preparation import PATIENCE_S, quiet_dbos
from engine.queue.serialization import forbid_pickle
from engine.queue.tables import JOBS, UNFINISHED

APPLICATION = "stylegram"
VERSION = "1"  # pinned: DBOS's default is a hash of the code, and an edit would strand what is queued
QUEUE = "paintings"
WORKFLOW = "paint"

LARGEST_PRIORITY = 2**31 - 1  # DBOS's own limit
JOBS_A_TURN = 1024  # priorities in one turn of service; beyond so many persons ties go by submission


def priority_of(tag: int, number: int) -> int:
    """Return the DBOS priority, smallest first: turn by turn, in a turn by order of submission."""
    return min(1 + tag * JOBS_A_TURN + number % JOBS_A_TURN, LARGEST_PRIORITY)


def new_run(job_id: str) -> str:
    """Return a token for one dispatch of the job."""
    return f"{job_id}.{uuid.uuid4().hex[:12]}"


def open_client(engine: sa.Engine) -> DBOSClient:
    """Return a client on this database; it gives up when the engine does, and connects when first used."""
    quiet_dbos()
    forbid_pickle()
    return DBOSClient(
        system_database_engine=engine,
        serializer=DBOSPortableJSONSerializer(),  # what is written; rows may ask for another: see forbid_pickle
        application_name=APPLICATION,
        lazy=True,
        retry_connection_errors=False,
    )


def enqueue(client: DBOSClient, connection: sa.Connection, run: str, priority: int) -> None:
    """Enqueue the run in the caller's transaction: it is there when the caller's rows are."""
    options = EnqueueOptions(
        workflow_name=WORKFLOW, queue_name=QUEUE, workflow_id=run, app_version=VERSION, priority=priority
    )
    client.enqueue_in_transaction(connection, options, run)


def dispatch_again(client: DBOSClient, connection: sa.Connection, run: str) -> str | None:
    """Queue the unfinished job of this run anew, in its old place; the run is void from then on.

    Returns:
        The new run; None when the job has ended or another run has taken its place.
    """
    unfinished = (JOBS.c.run == run) & UNFINISHED
    job = connection.execute(sa.select(JOBS.c.id, JOBS.c.priority).where(unfinished)).one_or_none()
    if job is None:
        return None
    next_run = new_run(job.id)
    connection.execute(sa.update(JOBS).where(unfinished).values(run=next_run, status=JobStatus.QUEUED, worker=None))
    enqueue(client, connection, next_run, job.priority)
    return next_run


def worker_config(database_url: str, worker_id: str) -> DBOSConfig:
    """Return what a worker tells DBOS; worker_id must be unique among workers and outlive restarts."""
    quiet_dbos()
    forbid_pickle()
    config = DBOSConfig(
        name=APPLICATION,
        system_database_url=database_url,
        application_version=VERSION,
        executor_id=worker_id,
        serializer=DBOSPortableJSONSerializer(),
        use_listen_notify=False,
        run_migrations=False,  # engine.queue.preparation.prepare did
        log_level="WARNING",
    )
    if not database_url.startswith("sqlite"):
        config["db_engine_kwargs"] = {
            "connect_args": {"application_name": "stylegram", **given_up_with_its_machine(PATIENCE_S)}
        }
    return config
