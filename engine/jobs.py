"""The queue as the bot sees it: submit, watch, cancel, fetch the result.

Knows nothing of Telegram, of torch and of how a picture is painted. engine.worker is the other end.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Self

from engine.job import Job, JobStatus, WorkerSeen
from engine.request import Iterate, StyleRequest, StyleResult

__all__ = ["Job", "JobQueue", "JobStatus", "WorkerSeen"]


class JobQueue:
    """Jobs in a database that bot and workers share; an async context manager.

    Every method raises QueueUnavailable when the database does not answer in time.

    Args:
        database_url: "sqlite:////path/file.sqlite" or "postgresql://...".
        per_owner_limit: Unfinished jobs that one owner may have.
        total_limit: Unfinished jobs that the queue holds.
        keep_s: Seconds after a job's end at which it and its pictures are deleted.
        dead_after_s: Seconds without a heartbeat after which a worker's jobs go to others.
        poll_s: Seconds between two looks at the database while watching.
        clock: Epoch seconds; decides what is old enough to be deleted.
    """

    def __init__(
        self,
        database_url: str,
        *,
        per_owner_limit: int = 3,
        total_limit: int = 200,
        keep_s: float = 2 * 86400,
        dead_after_s: float = 20,
        poll_s: float = 0.25,
        clock: Callable[[], float] = time.time,
    ) -> None:
        raise NotImplementedError

    async def __aenter__(self) -> Self:
        raise NotImplementedError

    async def __aexit__(self, *exc_info: object) -> None:
        raise NotImplementedError

    async def submit(
        self, request: StyleRequest, *, job_id: str, owner: str, group: str, ticket: Mapping[str, Any]
    ) -> Job:
        """Add a job; it is committed when this returns. A known job_id returns the job that it already is.

        Raises:
            TooManyJobs: The owner has as many unfinished jobs as one may have.
            QueueFull: The queue holds as many unfinished jobs as it may.
        """
        raise NotImplementedError

    async def get(self, job_id: str) -> Job:
        """Return the job.

        Raises:
            UnknownJob: There is none of this id, or it was deleted after its time.
        """
        raise NotImplementedError

    async def unfinished(self, *, owner: str | None = None, group: str | None = None) -> list[Job]:
        """Return what is queued or running, in order of service."""
        raise NotImplementedError

    async def undelivered(self) -> list[Job]:
        """Return what is queued, running, or ended and not marked delivered, oldest first."""
        raise NotImplementedError

    async def latest(self, *, owner: str, group: str) -> Job | None:
        """Return the most recently submitted job of this owner in this group."""
        raise NotImplementedError

    async def position(self, job_id: str) -> int:
        """Return the place in the queue: 1 starts next, 0 is running or ended.

        Raises:
            UnknownJob: There is none of this id.
        """
        raise NotImplementedError

    async def seconds_left(self, job_id: str) -> float | None:
        """Return the expected seconds until the picture is there; None while nothing is known.

        Raises:
            UnknownJob: There is none of this id.
        """
        raise NotImplementedError

    async def cancel(self, job_id: str) -> Job:
        """Call the job off: a queued one never runs, a running one stops after its next iterate.

        A job that has ended stays as it is.

        Raises:
            UnknownJob: There is none of this id.
        """
        raise NotImplementedError

    def watch(self, job_id: str) -> AsyncIterator[Iterate]:
        """Yield the job's iterates, the latest only; end when the job has ended in any way.

        Raises:
            UnknownJob: There is none of this id.
        """
        raise NotImplementedError

    async def request_of(self, job_id: str) -> StyleRequest:
        """Return the request with its pictures.

        Raises:
            PictureGone: They were deleted, or there is no such job.
        """
        raise NotImplementedError

    async def result_of(self, job_id: str) -> StyleResult:
        """Return the painting of a job that is done.

        Raises:
            PictureGone: It was deleted, or there is none.
        """
        raise NotImplementedError

    async def mark_delivered(self, job_id: str, **ticket_changes: Any) -> None:
        """Note that the outcome has been handed over, and change these entries of the ticket.

        Raises:
            UnknownJob: There is none of this id.
        """
        raise NotImplementedError

    async def forget(self, owner: str) -> int:
        """Delete every job and picture of this owner, call off what runs; return how many jobs that were."""
        raise NotImplementedError

    async def workers(self) -> list[WorkerSeen]:
        """Return the workers that gave a sign of life lately, the most recent first."""
        raise NotImplementedError

    async def maintain(self) -> None:
        """Give dead workers' jobs to live ones and delete what is old; call it every few seconds."""
        raise NotImplementedError
