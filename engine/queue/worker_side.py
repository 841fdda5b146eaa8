"""The worker's half of the jobs table: claim a run, report, finish; and the sign of life.

Blocking. Every change is tied to the run: once a job was cancelled, forgotten or taken over, the old run's
calls change nothing and say so. engine.queue.submitter_side is the submitter's half.
"""

from __future__ import annotations

import dataclasses
import enum
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from dbos import DBOSClient

from engine.database.opening import exclusive, now_of, row_by_row
from engine.errors import PictureGone
from engine.queue import pictures
from engine.queue.job import Job, JobStatus, Refusal
from engine.queue.tables import JOB_PICTURES, JOBS, PROGRESS, UNFINISHED, WORKERS, job_of
from engine.queue.wishes import Wish, taken
from engine.queue.workflow import dispatch_again
from engine.request import Iterate, StyleRequest, StyleResult

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 4  # a job that kills its worker so often is given up: one accident, two doubts, one proof


class Word(enum.Enum):
    """What a worker is to do with its run."""

    GO_ON = enum.auto()
    ENOUGH = enum.auto()  # somebody takes the picture as it is
    STOP = enum.auto()  # void: cancelled, forgotten or taken over


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A job that this worker is to paint.

    Attributes:
        job: The job.
        request: What to paint.
        checkpoint: Where an earlier attempt has left it, as the painter gave it; None for a new painting.
    """

    job: Job
    request: StyleRequest
    checkpoint: bytes | None = None


class Runs:
    """The jobs of one worker.

    Args:
        engine: The database.
        client: Enqueues a job that is handed back.
        worker_id: The worker's name, unique and lasting.
    """

    def __init__(self, engine: sa.Engine, client: DBOSClient, worker_id: str) -> None:
        self._engine = engine
        self._client = client
        self._worker_id = worker_id
        self._has_beaten = False

    def claim(self, run: str, *, started_at: float) -> Claim | None:
        """Take the run's job; None when the run is void, or when the job was ended here.

        A job that has killed too many workers is given up, and one whose pictures are gone fails.
        """
        with exclusive(self._engine) as connection:
            mine = (JOBS.c.run == run) & UNFINISHED
            row = connection.execute(sa.select(JOBS).where(mine)).one_or_none()
            if row is None:
                return None
            if row.attempt >= MAX_ATTEMPTS:
                connection.execute(sa.update(JOBS).where(mine).values(status=JobStatus.GIVEN_UP, ended_at=started_at))
                pictures.drop(connection, [row.id], pictures.CHECKPOINT)
                logger.error("job %s: given up, %d workers died of it", row.id, row.attempt)
                return None
            begun = {"status": JobStatus.RUNNING, "worker": self._worker_id, "started_at": started_at}
            changes = begun | {"attempt": row.attempt + 1}
            job = job_of(connection.execute(sa.update(JOBS).where(mine).values(changes).returning(JOBS)).one())
            try:
                request = pictures.request_of(connection, job.id, job.options)
                return Claim(job=job, request=request, checkpoint=pictures.checkpoint_of(connection, job.id))
            except PictureGone as gone:
                logger.warning("job %s: failed, %s", job.id, gone)
                _end(connection, run, status=JobStatus.FAILED, ended_at=started_at, error=Refusal.PICTURE_GONE)
                return None

    def word(self, run: str) -> Word:
        """Return what to do with the run."""
        with self._engine.connect() as connection:
            return _word(connection, run)[1]

    def report(self, run: str, iterate: Iterate) -> Word:
        """Show the iterate to those who watch, unless the run is void; it replaces the one before.

        Of all that is written this is most, four times a second from every worker: it locks nothing but the job's row.
        """
        with row_by_row(self._engine) as connection:
            job_id, word = _word(connection, run, is_to_last=True)
            if job_id is None:
                return word
            changes: dict[str, object] = {
                "iterate": json.dumps(dataclasses.replace(iterate, preview_jpeg=None).to_json()),
                "written_at": now_of(self._engine),
                "number": PROGRESS.c.number + 1,
            }
            if iterate.preview_jpeg is not None:
                changes |= {"preview_jpeg": iterate.preview_jpeg, "preview_number": PROGRESS.c.number + 1}
            changed = connection.execute(sa.update(PROGRESS).where(PROGRESS.c.job_id == job_id).values(changes))
            if not changed.rowcount:
                first = changes | {"number": 1, "preview_number": 1 if iterate.preview_jpeg else 0}
                connection.execute(sa.insert(PROGRESS).values(job_id=job_id, **first))
            return word

    def keep(self, run: str, checkpoint: bytes, done: int) -> None:
        """Keep what the next attempt begins with in place of what was kept, unless the run is void.

        The attempts count anew where no attempt has finished so many parts: what comes further does not kill its
        worker, others do. A painting that was begun anew, by another network say, gains nothing by what it repeats.
        """
        with exclusive(self._engine) as connection:
            job_id, _ = _word(connection, run)
            if job_id is not None and pictures.keep_checkpoint(connection, job_id, checkpoint, done):
                connection.execute(sa.update(JOBS).where(JOBS.c.run == run, JOBS.c.attempt > 1).values(attempt=1))

    def finish(self, run: str, result: StyleResult, *, ended_at: float) -> bool:
        """Store the painting; return False when the run is void and the painting dropped."""
        with exclusive(self._engine) as connection:
            job_id = _end(connection, run, status=JobStatus.DONE, ended_at=ended_at, result=_facts_of(result))
            if job_id is not None:
                _store(connection, job_id, result)
            return job_id is not None

    def leave_behind(self, run: str, result: StyleResult) -> bool:
        """Store how far the painting of a cancelled run has come; it is done where somebody has taken it already.

        Returns:
            Whether somebody still can: the job is there with its pictures, and no other run of it.
        """
        changes = {
            "status": sa.case((JOBS.c.is_enough, JobStatus.DONE), else_=JOBS.c.status),
            "is_delivered": JOBS.c.is_delivered & ~JOBS.c.is_enough,
            "result": _facts_of(result),
        }
        mine = (JOBS.c.run == run) & (JOBS.c.status == JobStatus.CANCELLED)
        has_pictures = (JOBS.c.styles == 0) | sa.exists().where(JOB_PICTURES.c.job_id == JOBS.c.id)  # else forgotten
        cancelled = sa.update(JOBS).where(mine, JOBS.c.result.is_(None), has_pictures)
        with exclusive(self._engine) as connection:
            job_id: str | None = connection.scalar(cancelled.values(changes).returning(JOBS.c.id))
            if job_id is not None:
                _store(connection, job_id, result)
            return job_id is not None

    def fail(self, run: str, error: Refusal, *, ended_at: float) -> bool:
        """Note that the painter refused; return False when the run is void."""
        with exclusive(self._engine) as connection:
            return _end(connection, run, status=JobStatus.FAILED, ended_at=ended_at, error=error) is not None

    def hand_back(self, run: str) -> bool:
        """Queue the job again, as if this worker had not started it; return False when the run is void."""
        with exclusive(self._engine) as connection:
            next_run = dispatch_again(self._client, connection, run)
            if next_run is not None:
                changes = {"attempt": JOBS.c.attempt - 1}
                connection.execute(sa.update(JOBS).where(JOBS.c.run == next_run).values(changes))
        self._client.cancel_workflows([run])
        return next_run is not None

    def pass_on(self, run: str) -> None:
        """Queue a job that was not begun again, for another worker.

        To DBOS the run stays this worker's: one that it knows to be over would make room for the next.
        """
        with exclusive(self._engine) as connection:
            dispatch_again(self._client, connection, run)

    def let_go(self, run: str) -> None:
        """Tell DBOS that nothing more will come of a run whose job has ended or was passed on."""
        self._client.cancel_workflows([run])

    def beat(self, description: str, layers: Mapping[str, int] | None = None) -> Wish | None:
        """Give a sign of life, and say with what it works, see WorkerSeen; return what the worker is asked to do.

        What an earlier process of this name was asked to do and did not read, the first sign of life deletes.
        """
        seen = {"seen_at": now_of(self._engine), "description": description, "layers": json.dumps(dict(layers or {}))}
        mine = sa.update(WORKERS).where(WORKERS.c.id == self._worker_id).values(seen).returning(WORKERS.c.wish)
        with self._engine.begin() as connection:
            row = connection.execute(mine).one_or_none()
            if row is None:
                connection.execute(sa.insert(WORKERS).values(id=self._worker_id, **seen))
            wish = None if row is None else taken(connection, self._worker_id, row.wish)
        is_for_this_process, self._has_beaten = self._has_beaten, True
        return wish if is_for_this_process else None

    def leave(self) -> None:
        """Say that this worker has stopped on purpose."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(WORKERS).where(WORKERS.c.id == self._worker_id))

    def jobs_without_estimate(self) -> list[Job]:
        """Return the unfinished jobs of which nobody has said how long they take."""
        query = sa.select(JOBS).where(UNFINISHED, JOBS.c.estimate_s.is_(None)).order_by(JOBS.c.priority)
        with self._engine.connect() as connection:
            return [job_of(row) for row in connection.execute(query)]

    def estimate(self, job_id: str, estimate_s: float) -> None:
        """Say how long the job is expected to take."""
        with self._engine.begin() as connection:
            connection.execute(sa.update(JOBS).where(JOBS.c.id == job_id).values(estimate_s=estimate_s))


def _word(connection: sa.Connection, run: str, *, is_to_last: bool = False) -> tuple[str | None, Word]:
    """Return the id of the job that the run works on, None when it is void; and what to do with it.

    Where it is to last, nobody can change the job before the transaction ends.
    """
    mine = sa.select(JOBS.c.id, JOBS.c.is_enough).where(JOBS.c.run == run, JOBS.c.status == JobStatus.RUNNING)
    row = connection.execute(mine.with_for_update() if is_to_last else mine).one_or_none()
    if row is None:
        return None, Word.STOP
    return row.id, Word.ENOUGH if row.is_enough else Word.GO_ON


def _facts_of(result: StyleResult) -> str:
    return json.dumps({"width": result.width, "height": result.height, "report": result.report})


def _store(connection: sa.Connection, job_id: str, result: StyleResult) -> None:
    pictures.keep(connection, job_id, {"result": [result.image_png, *result.more_pngs], "snapshot": result.snapshots})


def _end(connection: sa.Connection, run: str, **changes: object) -> str | None:
    ending = sa.update(JOBS).where(JOBS.c.run == run, JOBS.c.status == JobStatus.RUNNING).values(changes)
    job_id: str | None = connection.scalar(ending.returning(JOBS.c.id))
    if job_id is not None:
        pictures.drop(connection, [job_id], pictures.CHECKPOINT)
    return job_id
