"""The jobs of a queue in memory: their order, their changes and news of them, and one worker that paints them."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import EngineError
from engine.queue.fair_order import start_tag
from engine.queue.job import Job, JobStatus, Refusal
from engine.request import Iterate, StyleRequest, StyleResult
from tests.support.painter import FakePainter


@dataclass
class Entry:
    """A job and what belongs to it."""

    job: Job
    request: StyleRequest
    tag: int
    number: int
    iterate: Iterate | None = None
    iterates: int = 0
    result: StyleResult | None = None
    ended_at: float = 0.0
    is_at_work: bool = False
    is_emptied: bool = False


class FakeJobs:
    """The jobs in the order of their coming, by id.

    Attributes:
        entries: All of them.
        painter: Who paints; None: jobs stay queued.
    """

    def __init__(self, clock: Callable[[], float], painter: FakePainter | None) -> None:
        self.entries: dict[str, Entry] = {}
        self.painter, self._clock, self._numbers = painter, clock, 0
        self._changed = asyncio.Condition()
        self._work_is_there = asyncio.Event()

    def add(self, request: StyleRequest, job_id: str, owner: str, group: str, ticket: Mapping[str, Any]) -> Entry:
        """Queue a job in its turn."""
        self._numbers += 1
        job = Job(
            id=job_id,
            status=JobStatus.QUEUED,
            owner=owner,
            group=group,
            ticket=dict(ticket),
            options=request.options,
            styles=len(request.style_images),
            created_at=self._clock(),
            attempt=0,
            is_delivered=False,
        )
        tag = start_tag((e.tag for e in self.unfinished(owner=owner)), (e.tag for e in self.unfinished()))
        self.entries[job_id] = Entry(job=job, request=request, tag=tag, number=self._numbers)
        return self.entries[job_id]

    def unfinished(self, *, owner: str | None = None) -> list[Entry]:
        """Return those that wait or are painted, the next first."""
        entries = [
            entry
            for entry in self.entries.values()
            if not entry.job.status.has_ended and owner in (None, entry.job.owner)
        ]
        return sorted(entries, key=lambda e: (e.job.status is JobStatus.QUEUED, e.tag, e.number))

    def change(self, entry: Entry, **changes: Any) -> None:
        """Change a job."""
        entry.job = dataclasses.replace(entry.job, **changes)

    def end(self, entry: Entry, status: JobStatus, **changes: Any) -> None:
        """End a job, unless it has."""
        if not entry.job.status.has_ended:
            entry.ended_at = self._clock()
            self.change(entry, status=status, ended_at=entry.ended_at, **changes)

    def wake(self) -> None:
        """Let the worker look for work."""
        self._work_is_there.set()

    async def announce(self) -> None:
        """Tell who waits that something changed."""
        self.wake()
        async with self._changed:
            self._changed.notify_all()

    async def news_of(self, entry: Entry, seen: int) -> None:
        """Wait until there is an iterate after so many, or the end."""
        async with self._changed:
            while not entry.job.status.has_ended and entry.iterates == seen:
                await self._changed.wait()

    async def work(self) -> None:
        """Paint one job after the other until cancelled."""
        while True:
            while (entry := self._next()) is None:
                self._work_is_there.clear()
                await self._work_is_there.wait()
            await self._run(entry)
            await self.announce()

    def _next(self) -> Entry | None:
        queued = [entry for entry in self.unfinished() if entry.job.status is JobStatus.QUEUED]
        return queued[0] if queued and self.painter else None

    async def _run(self, entry: Entry) -> None:
        started = {"attempt": entry.job.attempt + 1, "started_at": self._clock()}
        self.change(entry, status=JobStatus.RUNNING, **started)
        entry.is_at_work = True
        try:
            entry.result = await self._painted(entry)
        except EngineError as refusal:
            self.end(entry, JobStatus.FAILED, error=Refusal.of(refusal))
        except ValueError:  # the recipe "broken"
            self.end(entry, JobStatus.FAILED, error=Refusal.UNEXPECTED)
        else:
            if entry.job.status is JobStatus.CANCELLED and entry.job.is_enough:
                self.change(entry, status=JobStatus.DONE, is_delivered=False)
            self.end(entry, JobStatus.DONE)
        finally:
            entry.is_at_work = False

    async def _painted(self, entry: Entry) -> StyleResult:
        assert self.painter is not None
        loop = asyncio.get_running_loop()

        async def show(iterate: Iterate) -> None:
            if not entry.job.status.has_ended:
                entry.iterate, entry.iterates = iterate, entry.iterates + 1
                await self.announce()

        return await asyncio.to_thread(
            self.painter.paint,
            entry.request,
            on_iterate=lambda iterate: asyncio.run_coroutine_threadsafe(show(iterate), loop),
            should_stop=lambda: entry.job.status.has_ended or entry.job.is_enough,
        )
