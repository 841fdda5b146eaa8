"""A bot reduced to what matters for the queue: takes updates, submits them, delivers what came of them.

Run as a program by tests/support/chaos.py, which kills it at any moment. It notes what it does in a
file, one write a line; "sent" stands for a message in a chat, which nothing can take back.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from pathlib import Path

from engine.errors import PictureGone, QueueUnavailable
from engine.queue.job import Job, JobStatus
from engine.queue.job_queue import JobQueue
from tests.support.fakes import style_request

PEOPLE = 5
PAINTING_S = 0.15


class Submitter:
    def __init__(self, queue: JobQueue, folder: Path, updates: int, painting_s: float) -> None:
        self._queue = queue
        self._confirmed = folder / "confirmed"  # as Telegram's offset: what is not confirmed comes again
        self._notes = os.open(folder / "notes", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._updates, self._painting_s = updates, painting_s
        self._watched: set[str] = set()

    def note(self, *words: object) -> None:
        os.write(self._notes, (" ".join(map(str, (os.getpid(), *words))) + "\n").encode())

    async def live(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._maintain())
            for job in await self._queue.undelivered():
                self._watch(tasks, job)
            for update in range(self._first_update(), self._updates):
                self._watch(tasks, await self._submit(update))
                self._confirmed.write_text(str(update + 1))
                await asyncio.sleep(self._painting_s / 2)  # two workers

    def _first_update(self) -> int:
        with contextlib.suppress(FileNotFoundError, ValueError):  # ValueError: killed while writing
            return int(self._confirmed.read_text())
        return 0

    def _watch(self, tasks: asyncio.TaskGroup, job: Job) -> None:
        if job.id not in self._watched:
            self._watched.add(job.id)
            tasks.create_task(self._deliver(job.id))

    async def _submit(self, update: int) -> Job:
        request = style_request(seed=update, budget_s=self._painting_s)
        while True:
            with contextlib.suppress(QueueUnavailable):
                owner = f"person-{update % PEOPLE}"
                return await self._queue.submit(request, job_id=f"tg-{update}", owner=owner, group="g", ticket={})
            await asyncio.sleep(0.1)

    async def _deliver(self, job_id: str) -> None:
        async for _ in self._queue.watch(job_id):
            pass
        while True:
            with contextlib.suppress(QueueUnavailable):
                await self._send_and_mark(job_id)
                return
            await asyncio.sleep(0.1)

    async def _send_and_mark(self, job_id: str) -> None:
        job = await self._queue.get(job_id)
        if job.is_delivered:
            return
        seed: object = "-"
        if job.status is JobStatus.DONE:
            with contextlib.suppress(PictureGone):
                seed = (await self._queue.result_of(job_id)).report["seed"]
        self.note("sent", job_id, job.status.name, job.attempt, seed)
        while True:
            with contextlib.suppress(QueueUnavailable):
                await self._queue.mark_delivered(job_id)
                break
            await asyncio.sleep(0.1)
        self.note("marked", job_id)

    async def _maintain(self) -> None:
        while True:
            with contextlib.suppress(QueueUnavailable):
                await self._queue.maintain()
            await asyncio.sleep(0.2)


async def main(url: str, folder: str, updates: str, painting_s: str = str(PAINTING_S)) -> None:
    limits = {"per_owner_limit": int(updates), "total_limit": int(updates)}
    async with JobQueue(url, **limits, dead_after_s=1.5, poll_s=0.05, timeout_s=3) as queue:
        await Submitter(queue, Path(folder), int(updates), float(painting_s)).live()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
