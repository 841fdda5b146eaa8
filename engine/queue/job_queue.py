"""The queue as the bot sees it: submit, watch, cancel, fetch the result.

Knows nothing of Telegram, of torch and of how a picture is painted. engine.queue.worker is the other end.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Self, TypeVar

from dbos import DBOSClient

from engine.database.opening import open_database
from engine.database.outage import DATABASE_AWAY, Outage, explained
from engine.errors import QueueUnavailable
from engine.queue.grace import Grace
from engine.queue.heartbeats import DEAD_AFTER_S
from engine.queue.job import Job, JobStatus, Load, Place, WorkerSeen
from engine.queue.preparation import prepare
from engine.queue.probe import probe
from engine.queue.standing import Standing
from engine.queue.submitter_side import JobRows, QueueLimits
from engine.queue.takeover import sweep_workers, sweep_workflows, take_over
from engine.queue.watch import Watchers
from engine.queue.wishes import Wish, ask
from engine.queue.workflow import open_client
from engine.request import Iterate, StyleRequest, StyleResult

logger = logging.getLogger(__name__)

T = TypeVar("T")

# Seconds after opening (at most keep_s) in which nothing undelivered is deleted: it ended while the submitter was away.
UNDELIVERED_S = 3600.0
THREADS = 8  # calls at once; each lasts milliseconds, or timeout_s while the database is away


class JobQueue:
    """Jobs in a database that bot and workers share; an async context manager.

    Every method raises QueueUnavailable when the database does not answer in time. Those that return pictures raise
    PictureGone where these were deleted or there are none. Given the id of a job that was deleted after its time or
    never was, those that forget do nothing, and all others that return no pictures raise UnknownJob.

    Args:
        database_url: "sqlite:////path/file.sqlite" or "postgresql://...".
        per_owner_limit: Unfinished jobs that one owner may have.
        total_limit: Unfinished jobs that the queue holds.
        keep_s: Seconds after a job's end at which it and its pictures are deleted; see also UNDELIVERED_S.
        dead_after_s: Seconds without a heartbeat after which a worker's jobs go to others.
        poll_s: Seconds between two looks at the database while watching.
        timeout_s: Seconds after which a call is given up.
        clock: Epoch seconds; decides what is old enough to be deleted.
    """

    def __init__(
        self,
        database_url: str,
        *,
        per_owner_limit: int = 3,
        total_limit: int = 200,
        keep_s: float = 2 * 86400,
        dead_after_s: float = DEAD_AFTER_S,
        poll_s: float = 0.25,
        timeout_s: float = 6,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._url = database_url
        self._limits = QueueLimits(per_owner=per_owner_limit, total=total_limit)
        self._keep_s, self._dead_after_s = keep_s, dead_after_s
        self._timeout_s, self._clock = timeout_s, clock
        self._outage = Outage()
        self._is_open, self._grace = False, Grace(dead_after_s, clock)
        self._watchers = Watchers(self._look, poll_s)

    async def __aenter__(self) -> Self:
        self._threads = concurrent.futures.ThreadPoolExecutor(THREADS, "jobs")
        self._engine = open_database(self._url, patience_s=self._timeout_s * 2 / 3)  # answers before the call ends
        self._client: DBOSClient = open_client(self._engine)
        self._jobs, self._standing = JobRows(self._engine, self._client), Standing(self._engine)
        await self._call(prepare, self._url, timeout_s=60)
        self._is_open, self._opened_at = True, self._clock()
        self._grace.begin()  # as far as is known: this process may have started because the database was away
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self._watchers.close()
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._client.destroy()
        self._engine.dispose()

    async def submit(
        self, request: StyleRequest, *, job_id: str, owner: str, group: str, ticket: Mapping[str, Any]
    ) -> Job:
        """Add a job; it is committed when this returns. A known job_id returns the job that it already is.

        Raises:
            TooManyJobs: The owner has as many unfinished jobs as one may have.
            QueueFull: The queue holds as many unfinished jobs as it may.
        """
        facts: dict[str, Any] = {"job_id": job_id, "owner": owner, "group": group, "ticket": ticket}
        return await self._call(self._jobs.submit, request, **facts, limits=self._limits, created_at=self._clock())

    async def get(self, job_id: str) -> Job:
        """Return the job."""
        return await self._call(self._jobs.get, job_id)

    async def unfinished(self, *, owner: str | None = None) -> list[Job]:
        """Return what is queued or running, in order of service."""
        return await self._call(self._jobs.unfinished, owner)

    async def undelivered(self) -> list[Job]:
        """Return what is not marked delivered, oldest first."""
        return await self._call(self._jobs.undelivered)

    async def latest(self, *, owner: str, group: str, status: JobStatus | None = None) -> Job | None:
        """Return the most recently submitted job of this owner in this group, of those with the status if given."""
        return await self._call(self._jobs.latest, owner, group, status)

    async def recent(self, *, owner: str, group: str, count: int) -> list[Job]:
        """Return the jobs of this owner in this group that were submitted last, the last one first."""
        return await self._call(self._jobs.recent, owner, group, count)

    async def line(self) -> Mapping[str, Place]:
        """Return the place of every unfinished job, by its id; one that has ended is not in it."""
        return await self._call(self._standing.line, self._dead_after_s)

    async def cancel(self, job_id: str) -> Job:
        """Call the job off unless it has ended: a queued one never runs, a running one stops after its next iterate."""
        return await self._call(self._jobs.cancel, job_id, self._clock())

    async def take_as_it_is(self, job_id: str) -> Job:
        """Have a running or a cancelled job's picture as it is: the job is done with it, now or in a moment.

        Raises:
            PictureGone: It was not begun, or it failed, or its picture was deleted.
        """
        return await self._call(self._jobs.take_as_it_is, job_id, self._clock())

    async def watch(self, job_id: str) -> AsyncIterator[Iterate]:
        """Yield the job's iterates, the latest only; end when the job has ended in any way."""
        seen = 0
        await self.get(job_id)
        with self._watchers.watching():
            while True:
                news = await self._patiently(self._standing.news, job_id, seen)
                if news.iterate is not None:
                    seen = news.number
                    yield news.iterate
                elif news.has_ended:
                    return
                else:
                    await self._watchers.news(job_id, seen)

    async def request_of(self, job_id: str) -> StyleRequest:
        """Return the request with its pictures."""
        return await self._call(self._jobs.request_of, job_id)

    async def result_of(self, job_id: str) -> StyleResult:
        """Return the painting of a job that is done."""
        return await self._call(self._jobs.result_of, job_id)

    async def snapshots_of(self, job_id: str) -> tuple[bytes, ...]:
        """Return small JPEGs of the way to the job's painting, in order; they live as long as it does."""
        return await self._call(self._jobs.snapshots_of, job_id)

    async def forget_result(self, job_id: str) -> None:
        """Delete the job's painting and snapshots, where there are any; the job and what it was made from stay."""
        await self._call(self._jobs.forget_result, job_id)

    async def forget_pictures(self, job_id: str) -> None:
        """Delete all pictures of the job, what it was made from as well; the job stays."""
        await self._call(self._jobs.forget_pictures, job_id)

    async def mark_delivered(self, job_id: str, outcome: JobStatus | None = None, **ticket_changes: Any) -> None:
        """Note that the outcome (this one, if any) was handed over, and change these entries of the ticket."""
        await self._call(self._jobs.mark_delivered, job_id, outcome, ticket_changes)

    async def forget(self, owner: str) -> int:
        """Delete every job and picture of this owner, call off what runs; return how many jobs that were."""
        return await self._call(self._jobs.forget, owner)

    async def forget_group(self, group: str) -> int:
        """Delete every job and picture of this group, call off what runs; return how many jobs that were."""
        return await self._call(self._jobs.forget_group, group)

    async def workers(self, seen_within_s: float | None = None) -> list[WorkerSeen]:
        """Return the workers that gave a sign of life lately, or within this time, the most recent first.

        One that has left on purpose is none any more; one that has died is kept for a day.
        """
        return await self._call(self._standing.workers, seen_within_s or self._dead_after_s)

    async def ask_worker(self, worker_id: str, wish: Wish) -> bool:
        """Ask a worker to drain or to go on; it does so with its next sign of life. Return whether it is there."""
        return await self._call(ask, self._engine, worker_id, wish)

    async def failed_since(self, epoch_s: float) -> list[Job]:
        """Return the jobs that failed or were given up since this moment, the latest first."""
        return await self._call(self._standing.failed_since, epoch_s)

    async def load(self) -> Load:
        """Return how much there is to do."""
        return await self._call(self._standing.load, self._clock())

    async def probe(self) -> None:
        """Write as much as a small picture: a full or read-only disk still answers questions."""
        await self._call(probe, self._engine)

    async def maintain(self) -> None:
        """Give dead workers' jobs to live ones and delete what is old; call it every few seconds."""
        if self._grace.is_over():
            try:
                sides = (self._engine, self._client, self._standing, self._dead_after_s)
                await self._call(take_over, *sides, timeout_s=60)
            except QueueUnavailable:
                self._grace.begin()
                raise
        await self._call(self._clean_up, timeout_s=60)

    def _clean_up(self) -> None:
        is_early = self._clock() - self._opened_at < min(self._keep_s, UNDELIVERED_S)
        if deleted := self._jobs.delete_ended_before(self._clock() - self._keep_s, keeps_undelivered=is_early):
            logger.info("deleted %d jobs that ended more than %d h ago", deleted, self._keep_s // 3600)
        sweep_workflows(self._client, self._clock())
        sweep_workers(self._engine)

    async def _look(self) -> Mapping[str, int] | None:
        try:
            return await self._call(self._standing.standing)
        except QueueUnavailable:
            return None  # _call has logged it

    async def _patiently(self, function: Callable[..., T], *args: Any) -> T:
        while True:
            try:
                return await self._call(function, *args)
            except QueueUnavailable:
                await asyncio.sleep(1)

    async def _call(self, function: Callable[..., T], *args: Any, timeout_s: float | None = None, **kwargs: Any) -> T:
        """Run it in a thread; whatever keeps the database from answering becomes QueueUnavailable."""
        loop = asyncio.get_running_loop()
        call = loop.run_in_executor(self._threads, lambda: function(*args, **kwargs))
        try:
            async with asyncio.timeout(timeout_s or self._timeout_s):
                return await call
        except (*DATABASE_AWAY, TimeoutError) as error:
            if self._is_open:  # else whoever opens it says it
                self._outage.say(error)
            raise QueueUnavailable(explained(error)) from error
