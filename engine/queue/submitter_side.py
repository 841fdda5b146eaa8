"""The submitter's half of the jobs table: one method, one transaction. What only waits reads engine.queue.standing.

Blocking; engine.queue.job_queue calls it from threads. engine.queue.worker_side is the worker's half.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from dbos import DBOSClient

from engine.database.opening import exclusive
from engine.errors import PictureGone, QueueFull, TooManyJobs
from engine.options.style_options import StyleOptions
from engine.queue import pictures
from engine.queue.fair_order import start_tag
from engine.queue.job import STOPPED_WITHIN_S, Job, JobStatus
from engine.queue.like_jobs import usual_time_of_like_jobs
from engine.queue.standing import row_of
from engine.queue.tables import JOBS, PROGRESS, SERVICE_ORDER, UNFINISHED, job_of
from engine.queue.workflow import enqueue, new_run, priority_of
from engine.request import StyleRequest, StyleResult

DELETED_AT_ONCE = 200  # jobs, of about 30 pictures each: PostgreSQL takes 65,535 values in a statement


@dataclasses.dataclass(frozen=True, kw_only=True)
class QueueLimits:
    """How many unfinished jobs there may be.

    Attributes:
        per_owner: Of one owner.
        total: Of everybody.
    """

    per_owner: int
    total: int


class JobRows:
    """What is true of every job.

    Args:
        engine: The database.
        client: Enqueues in the same transactions.
    """

    def __init__(self, engine: sa.Engine, client: DBOSClient) -> None:
        self._engine = engine
        self._client = client

    def submit(
        self,
        request: StyleRequest,
        *,
        job_id: str,
        owner: str,
        group: str,
        ticket: Mapping[str, Any],
        limits: QueueLimits,
        created_at: float,
    ) -> Job:
        """Add the job, its pictures and its workflow, all or none of them."""
        with exclusive(self._engine) as connection:
            known = connection.execute(sa.select(JOBS).where(JOBS.c.id == job_id)).one_or_none()
            if known:
                return job_of(known)
            tag, number = _tag_and_number(connection, owner, limits)
            run, priority = new_run(job_id), priority_of(tag, number)
            facts = {
                "number": number,
                "id": job_id,
                "run": run,
                "status": JobStatus.QUEUED,
                "owner": owner,
                "group": group,
                "ticket": json.dumps(dict(ticket)),
                "tag": tag,
                "priority": priority,
                "created_at": created_at,
            }
            job = _insert(connection, request, facts)
            enqueue(self._client, connection, run, priority)
            return job

    def get(self, job_id: str) -> Job:
        """Return the job."""
        with self._engine.connect() as connection:
            return job_of(row_of(connection, job_id))

    def unfinished(self, owner: str | None = None) -> list[Job]:
        """Return what is queued or running, in order of service."""
        query = sa.select(JOBS).where(UNFINISHED).order_by(*SERVICE_ORDER)
        if owner is not None:
            query = query.where(JOBS.c.owner == owner)
        return self._jobs(query)

    def undelivered(self) -> list[Job]:
        """Return what is not marked delivered, oldest first."""
        return self._jobs(sa.select(JOBS).where(~JOBS.c.is_delivered).order_by(JOBS.c.number))

    def latest(self, owner: str, group: str, status: JobStatus | None = None) -> Job | None:
        """Return the most recently submitted job of this owner in this group, of those with the status if given."""
        query = sa.select(JOBS).where(JOBS.c.owner == owner, JOBS.c.group == group).order_by(JOBS.c.number.desc())
        if status is not None:
            query = query.where(JOBS.c.status == status)
        return next(iter(self._jobs(query.limit(1))), None)

    def recent(self, owner: str, group: str, count: int) -> list[Job]:
        """Return the jobs of this owner in this group that were submitted last, the last one first."""
        query = sa.select(JOBS).where(JOBS.c.owner == owner, JOBS.c.group == group)
        return self._jobs(query.order_by(JOBS.c.number.desc()).limit(count))

    def cancel(self, job_id: str, ended_at: float) -> Job:
        """Call the job off unless it has ended."""
        with exclusive(self._engine) as connection:
            before = row_of(connection, job_id)
            connection.execute(
                sa.update(JOBS)
                .where(JOBS.c.id == job_id, UNFINISHED)
                .values(status=JobStatus.CANCELLED, ended_at=ended_at)
            )
            pictures.drop(connection, [job_id], pictures.CHECKPOINT)
            job = job_of(row_of(connection, job_id))
        if before.status == JobStatus.QUEUED:  # a running one sees it; a void run would cost a worker one poll
            self._client.cancel_workflows([before.run])
        return job

    def take_as_it_is(self, job_id: str, now: float) -> Job:
        """Have the picture of a running or a cancelled job as it is: its job is done, now or in a moment.

        Raises:
            PictureGone: There is none, and there will be none.
        """
        with exclusive(self._engine) as connection:
            row = row_of(connection, job_id)
            is_stopping = row.status == JobStatus.CANCELLED and row.attempt and now - row.ended_at < STOPPED_WITHIN_S
            if row.status == JobStatus.CANCELLED and row.result is not None:
                pictures.load(connection, job_id, "result")
                changes: dict[str, Any] = {"status": JobStatus.DONE, "is_delivered": False, "is_enough": True}
            elif row.status == JobStatus.RUNNING or is_stopping:
                changes = {"is_enough": True}
            elif row.status == JobStatus.DONE:
                return job_of(row)
            else:
                raise PictureGone(f"Job {job_id} has no picture to be had as it is.")
            changed = sa.update(JOBS).where(JOBS.c.id == job_id).values(changes).returning(JOBS)
            return job_of(connection.execute(changed).one())

    def request_of(self, job_id: str) -> StyleRequest:
        """Return the request with its pictures."""
        with self._engine.connect() as connection:
            options = connection.scalar(sa.select(JOBS.c.options).where(JOBS.c.id == job_id))
            if options is None:
                raise PictureGone(f"Job {job_id} was deleted.")
            return pictures.request_of(connection, job_id, StyleOptions.from_json(json.loads(options)))

    def result_of(self, job_id: str) -> StyleResult:
        """Return the painting."""
        with self._engine.connect() as connection:
            image_png, *more = pictures.load(connection, job_id, "result")
            done = (JOBS.c.id == job_id) & (JOBS.c.status == JobStatus.DONE)
            result = connection.scalar(sa.select(JOBS.c.result).where(done))
        if result is None:
            raise PictureGone(f"Job {job_id} was deleted.")
        return StyleResult(image_png=image_png, more_pngs=tuple(more), **json.loads(result))

    def snapshots_of(self, job_id: str) -> tuple[bytes, ...]:
        """Return the small pictures of the way to the painting."""
        with self._engine.connect() as connection:
            return pictures.load(connection, job_id, "snapshot")

    def forget_result(self, job_id: str) -> None:
        """Delete the painting and what shows the way to it, where there is one."""
        with exclusive(self._engine) as connection:
            for role in ("result", "snapshot"):
                pictures.drop(connection, [job_id], role=role)

    def forget_pictures(self, job_id: str) -> None:
        """Delete all pictures of the job."""
        with exclusive(self._engine) as connection:
            pictures.drop(connection, [job_id])

    def mark_delivered(self, job_id: str, outcome: JobStatus | None, ticket_changes: Mapping[str, Any]) -> None:
        """Note that the outcome has been handed over, unless it is another one by now."""
        with exclusive(self._engine) as connection:
            ticket = json.loads(row_of(connection, job_id).ticket) | dict(ticket_changes)
            changes = {"is_delivered": True, "ticket": json.dumps(ticket)}
            which = JOBS.c.id == job_id if outcome is None else (JOBS.c.id == job_id) & (JOBS.c.status == outcome)
            connection.execute(sa.update(JOBS).where(which).values(changes))

    def forget(self, owner: str) -> int:
        """Delete the owner's jobs and their pictures; a worker at one of them finds it gone and stops."""
        return self._delete(JOBS.c.owner == owner)

    def forget_group(self, group: str) -> int:
        """Delete the group's jobs and their pictures, whoever's they are."""
        return self._delete(JOBS.c.group == group)

    def delete_ended_before(self, epoch_s: float, *, keeps_undelivered: bool = False) -> int:
        """Delete the jobs that ended before this moment, all or those that are delivered, and their pictures."""
        return self._delete((JOBS.c.ended_at <= epoch_s) & (JOBS.c.is_delivered if keeps_undelivered else sa.true()))

    def _delete(self, which: sa.ColumnElement[bool]) -> int:
        """Delete jobs, a few in a transaction: a statement takes so many values, and only so much time."""
        deleted = 0
        some = sa.select(JOBS.c.id, JOBS.c.run, JOBS.c.status).where(which).limit(DELETED_AT_ONCE)
        while True:
            with exclusive(self._engine) as connection:
                rows = connection.execute(some.with_for_update()).all()  # no report comes after
                if not rows:
                    return deleted
                job_ids = [row.id for row in rows]
                pictures.drop(connection, job_ids)
                connection.execute(sa.delete(PROGRESS).where(PROGRESS.c.job_id.in_(job_ids)))
                connection.execute(sa.delete(JOBS).where(JOBS.c.id.in_(job_ids)))
            if queued := [row.run for row in rows if row.status == JobStatus.QUEUED]:
                self._client.cancel_workflows(queued)
            deleted += len(rows)

    def _jobs(self, query: sa.Select[Any]) -> list[Job]:
        with self._engine.connect() as connection:
            return [job_of(row) for row in connection.execute(query)]


def _insert(connection: sa.Connection, request: StyleRequest, facts: Mapping[str, Any]) -> Job:
    """Add a job's row and its pictures."""
    asked = {
        "options": json.dumps(request.options.to_json()),
        "styles": len(request.style_images),
        "estimate_s": usual_time_of_like_jobs(connection, request.options),
    }
    row = connection.execute(sa.insert(JOBS).values({**facts, **asked}).returning(JOBS)).one()
    pictures.keep(connection, row.id, {"content": [request.content_image], "style": request.style_images})
    return job_of(row)


def _tag_and_number(connection: sa.Connection, owner: str, limits: QueueLimits) -> tuple[int, int]:
    """Return the turn in which a new job of this owner is served, and its number; one question for all of it."""
    own, count, tag = JOBS.c.owner == owner, sa.func.count(), JOBS.c.tag
    last = sa.select(sa.func.max(JOBS.c.number)).scalar_subquery()
    facts = sa.select(count, sa.func.min(tag), count.filter(own), sa.func.max(tag).filter(own), last).where(UNFINISHED)
    total, current_turn, owners, own_tag, number = connection.execute(facts).one()
    if owners >= limits.per_owner:
        raise TooManyJobs(limits.per_owner)
    if total >= limits.total:
        raise QueueFull(limits.total)
    own_tags = [] if own_tag is None else [own_tag]
    return start_tag(own_tags, [current_turn] if total else []), 1 + (number or 0)
