"""A queue with what tests of queues do again and again: submit, keep the worker busy, wait for the end."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from engine.database.opening import open_database
from engine.errors import QueueUnavailable
from engine.queue.job import Job, JobStatus
from engine.queue.job_queue import JobQueue
from engine.queue.pictures import CHECKPOINT
from engine.queue.tables import JOB_PICTURES, PICTURES
from engine.request import StyleRequest
from tests.support.fakes import style_request
from tests.support.patience import patience
from tests.support.until import eventually

DEADLINE_S = patience(15)  # for what takes a fraction of a second on an idle machine
LONG_S = 4 * DEADLINE_S  # longer than any test lasts
PEOPLE = ("ann", "ben", "cyd")  # who submit


def _checkpoints(url: str) -> list[bytes]:
    engine = open_database(url, patience_s=DEADLINE_S)
    kept = sa.select(PICTURES.c.encoded).join(JOB_PICTURES, JOB_PICTURES.c.sha256 == PICTURES.c.sha256)
    with engine.connect() as connection:
        found = connection.scalars(kept.where(JOB_PICTURES.c.role == CHECKPOINT)).all()
    engine.dispose()
    return list(found)


@dataclass
class House:
    """A queue with a worker, and what the tests do with them again and again."""

    queue: JobQueue
    numbers: int = 0
    url: str = ""

    async def submit(
        self, owner: str = "ann", group: str = "studio", request: StyleRequest | None = None, **ticket: Any
    ) -> Job:
        self.numbers += 1
        return await self.queue.submit(
            request or style_request(), job_id=f"{owner}-{self.numbers}", owner=owner, group=group, ticket=ticket
        )

    async def busy(self) -> Job:
        """Keep the worker busy with somebody else's job."""
        job = await self.submit("busy", request=style_request(budget_s=LONG_S))
        return await self.reaches(job, JobStatus.RUNNING)

    async def has_status(self, job: Job, status: JobStatus) -> bool:
        return (await self.queue.get(job.id)).status is status

    async def reaches(self, job: Job, status: JobStatus) -> Job:
        await eventually(lambda: self.has_status(job, status))
        return await self.queue.get(job.id)

    async def ended(self, job: Job) -> Job:
        async with asyncio.timeout(DEADLINE_S):
            async for _ in self.queue.watch(job.id):
                pass
        return await self.queue.get(job.id)

    async def checkpoints(self) -> list[bytes]:
        """Return the checkpoints in the database, of all jobs."""
        return await asyncio.to_thread(_checkpoints, self.url)

    @contextlib.asynccontextmanager
    async def maintained(self, every_s: float = 0.05) -> AsyncIterator[None]:
        """Do in this block what the bot does all the time."""

        async def keep_maintaining() -> None:
            while True:
                with contextlib.suppress(QueueUnavailable):
                    await self.queue.maintain()
                await asyncio.sleep(every_s)

        task = asyncio.create_task(keep_maintaining())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])
