"""Stand-ins that many tests share: a painter without a network, and a queue in memory.

FakePainter is that of tests.support.painter. FakeQueue keeps to the contract of engine.queue.job_queue.JobQueue, which
tests/engine/queue/contract/ holds both to.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Self

from engine.errors import PictureGone, QueueFull, QueueUnavailable, TooManyJobs, UnknownJob
from engine.queue.heartbeats import DEAD_AFTER_S
from engine.queue.job import Job, JobStatus, Load, Place, WorkerSeen
from engine.queue.job_queue import JobQueue
from engine.queue.wishes import Wish
from engine.request import Iterate, StyleRequest, StyleResult
from tests.support.fake_jobs import Entry, FakeJobs
from tests.support.painter import FakePainter, Misconfigured, picture, starting_painter, style_request

__all__ = ["FakePainter", "FakeQueue", "Misconfigured", "picture", "starting_painter", "style_request"]


class FakeQueue(JobQueue):
    """A JobQueue in memory, with one worker of its own; nothing survives it.

    Attributes:
        painter: Who paints; set it to change the pace. None: no worker is there, jobs stay queued.
        jobs: Its jobs, and who paints them.
        is_available: Set it to False and every call raises QueueUnavailable.
    """

    def __init__(
        self,
        database_url: str = "",
        *,
        painter: FakePainter | None = None,
        per_owner_limit: int = 3,
        total_limit: int = 200,
        keep_s: float = 2 * 86400,
        dead_after_s: float = DEAD_AFTER_S,
        poll_s: float = 0.01,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.is_available, self.is_draining = True, False
        self._per_owner_limit, self._total_limit = per_owner_limit, total_limit
        self._keep_s, self._clock = keep_s, clock
        self.jobs = FakeJobs(clock, painter)
        self._worker: asyncio.Task[None] | None = None

    @property
    def painter(self) -> FakePainter | None:
        return self.jobs.painter

    @painter.setter
    def painter(self, painter: FakePainter | None) -> None:
        self.jobs.painter = painter
        self.jobs.wake()

    async def __aenter__(self) -> Self:
        self._worker = asyncio.create_task(self.jobs.work())
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        assert self._worker is not None
        for entry in self.jobs.entries.values():  # a running paint sees that it should stop
            if not entry.job.status.has_ended:
                self.jobs.change(entry, status=JobStatus.CANCELLED)
        self._worker.cancel()
        await asyncio.wait([self._worker])

    async def submit(
        self, request: StyleRequest, *, job_id: str, owner: str, group: str, ticket: Mapping[str, Any]
    ) -> Job:
        self._check_available()
        if job_id in self.jobs.entries:
            return self.jobs.entries[job_id].job
        own = self.jobs.unfinished(owner=owner)
        if len(own) >= self._per_owner_limit:
            raise TooManyJobs(self._per_owner_limit)
        if len(self.jobs.unfinished()) >= self._total_limit:
            raise QueueFull(self._total_limit)
        entry = self.jobs.add(request, job_id, owner, group, ticket)
        await self.jobs.announce()
        return entry.job

    async def get(self, job_id: str) -> Job:
        return self._entry(job_id).job

    async def unfinished(self, *, owner: str | None = None) -> list[Job]:
        self._check_available()
        return [entry.job for entry in self.jobs.unfinished(owner=owner)]

    async def undelivered(self) -> list[Job]:
        self._check_available()
        return [entry.job for entry in self.jobs.entries.values() if not entry.job.is_delivered]

    async def latest(self, *, owner: str, group: str, status: JobStatus | None = None) -> Job | None:
        self._check_available()
        jobs = [entry.job for entry in self.jobs.entries.values() if status in (None, entry.job.status)]
        return next((job for job in reversed(jobs) if (job.owner, job.group) == (owner, group)), None)

    async def recent(self, *, owner: str, group: str, count: int) -> list[Job]:
        self._check_available()
        jobs = [entry.job for entry in reversed(self.jobs.entries.values())]
        return [job for job in jobs if (job.owner, job.group) == (owner, group)][:count]

    async def line(self) -> dict[str, Place]:
        self._check_available()
        line: dict[str, Place] = {}
        position, lefts = 0, list[float | None]()
        for entry in self.jobs.unfinished():
            lefts.append(self._seconds_left(entry))
            position += entry.job.status is JobStatus.QUEUED
            seconds_left = None if None in lefts else sum(left or 0.0 for left in lefts)
            line[entry.job.id] = Place(position=position, seconds_left=seconds_left)
        return line

    async def cancel(self, job_id: str) -> Job:
        entry = self._entry(job_id)
        if not entry.job.status.has_ended:
            self.jobs.end(entry, JobStatus.CANCELLED)
            await self.jobs.announce()
        return entry.job

    async def watch(self, job_id: str) -> AsyncIterator[Iterate]:
        entry = self._entry(job_id)
        seen = 0
        while True:
            await self.jobs.news_of(entry, seen)
            if entry.iterates > seen and entry.iterate is not None:
                seen = entry.iterates
                yield entry.iterate
            else:
                return

    async def request_of(self, job_id: str) -> StyleRequest:
        self._check_available()
        if job_id not in self.jobs.entries or self.jobs.entries[job_id].is_emptied:
            raise PictureGone(f"The pictures of job {job_id} were deleted.")
        return self.jobs.entries[job_id].request

    async def result_of(self, job_id: str) -> StyleResult:
        self._check_available()
        entry = self.jobs.entries.get(job_id)
        result = entry.result if entry and entry.job.status is JobStatus.DONE else None
        if result is None:
            raise PictureGone(f"There is no painting of job {job_id}.")
        return result

    async def snapshots_of(self, job_id: str) -> tuple[bytes, ...]:
        result = await self.result_of(job_id)
        if not result.snapshots:
            raise PictureGone(f"Job {job_id} has no snapshot picture.")
        return result.snapshots

    async def forget_result(self, job_id: str) -> None:
        self._check_available()
        if job_id in self.jobs.entries:
            self.jobs.entries[job_id].result = None

    async def forget_pictures(self, job_id: str) -> None:
        await self.forget_result(job_id)
        if job_id in self.jobs.entries:
            self.jobs.entries[job_id].is_emptied = True

    async def take_as_it_is(self, job_id: str) -> Job:
        entry = self._entry(job_id)
        if entry.job.status is JobStatus.CANCELLED and entry.result is not None:
            self.jobs.change(entry, status=JobStatus.DONE, is_delivered=False, is_enough=True)
        elif entry.job.status is JobStatus.RUNNING or (entry.job.status is JobStatus.CANCELLED and entry.is_at_work):
            self.jobs.change(entry, is_enough=True)
        elif entry.job.status is not JobStatus.DONE or entry.result is None:
            raise PictureGone(f"Job {job_id} has no picture to be had as it is.")
        return entry.job

    async def mark_delivered(self, job_id: str, outcome: JobStatus | None = None, **ticket_changes: Any) -> None:
        entry = self._entry(job_id)
        if outcome not in (None, entry.job.status):
            return
        self.jobs.change(entry, is_delivered=True, ticket={**entry.job.ticket, **ticket_changes})

    async def forget(self, owner: str) -> int:
        return await self._forget(lambda job: job.owner == owner)

    async def forget_group(self, group: str) -> int:
        return await self._forget(lambda job: job.group == group)

    async def _forget(self, is_meant: Callable[[Job], bool]) -> int:
        self._check_available()
        forgotten = [entry for entry in self.jobs.entries.values() if is_meant(entry.job)]
        for entry in forgotten:
            self.jobs.end(entry, JobStatus.CANCELLED)
            del self.jobs.entries[entry.job.id]
        await self.jobs.announce()
        return len(forgotten)

    async def failed_since(self, epoch_s: float) -> list[Job]:
        self._check_available()
        ended = sorted((e for e in self.jobs.entries.values() if e.ended_at >= epoch_s), key=lambda e: -e.ended_at)
        return [entry.job for entry in ended if entry.job.status in (JobStatus.FAILED, JobStatus.GIVEN_UP)]

    async def load(self) -> Load:
        self._check_available()
        jobs = [entry.job for entry in self.jobs.unfinished()]
        queued = [job.created_at for job in jobs if job.status is JobStatus.QUEUED]
        oldest_wait_s = self._clock() - min(queued) if queued else 0.0
        return Load(waiting=len(queued), running=len(jobs) - len(queued), oldest_wait_s=oldest_wait_s)

    async def workers(self, seen_within_s: float | None = None) -> list[WorkerSeen]:
        self._check_available()
        if self.painter is None:
            return []
        facts: dict[str, Any] = {"description": self.painter.description, "layers": self.painter.layers}
        return [WorkerSeen(id="fake", seen_s_ago=0.0, is_draining=self.is_draining, **facts)]

    async def ask_worker(self, worker_id: str, wish: Wish) -> bool:
        self._check_available()
        self.is_draining = wish is Wish.DRAIN
        return worker_id == "fake"

    async def probe(self) -> None:
        self._check_available()

    async def maintain(self) -> None:
        self._check_available()
        for entry in list(self.jobs.entries.values()):
            if entry.job.status.has_ended and self._clock() - entry.ended_at >= self._keep_s:
                del self.jobs.entries[entry.job.id]

    def _check_available(self) -> None:
        if not self.is_available:
            raise QueueUnavailable("The database does not answer.")

    def _entry(self, job_id: str) -> Entry:
        self._check_available()
        if job_id not in self.jobs.entries:
            raise UnknownJob(f"There is no job {job_id}.")
        return self.jobs.entries[job_id]

    def _seconds_left(self, entry: Entry) -> float | None:
        if entry.iterate is not None:
            return entry.iterate.seconds_left
        return None if self.painter is None else self.painter.estimate_s(entry.job.options)
