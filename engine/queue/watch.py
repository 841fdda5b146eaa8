"""One look at the database for everybody who watches a job, however many they are."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator, Mapping


class Watchers:
    """Tells watchers when there may be something new about their job.

    It looks only while somebody watches. A look that fails is tried again at the next round.

    Args:
        look: Returns every unfinished job's id with the number of its latest iterate; None when it failed.
        poll_s: Seconds between two looks.
    """

    def __init__(self, look: Callable[[], Awaitable[Mapping[str, int] | None]], poll_s: float) -> None:
        self._look = look
        self._poll_s = poll_s
        self._watchers = 0
        self._looked = asyncio.Event()  # a new one for each look
        self._seen: Mapping[str, int] = {}
        self._task: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Keep looking inside this block."""
        self._watchers += 1
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._keep_looking())
            self._task.add_done_callback(lambda _: self._wake())
        try:
            yield
        finally:
            self._watchers -= 1

    async def news(self, job_id: str, seen: int) -> None:
        """Wait until a look shows that the job has an iterate above this number, or is not unfinished."""
        await self._next_look()
        while self._seen.get(job_id, seen + 1) <= seen:
            await self._next_look()

    async def close(self) -> None:
        """Stop looking."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _next_look(self) -> None:
        assert self._task is not None
        if not self._task.done():
            await self._looked.wait()
        if self._task.done():
            self._task.result()  # raises what ended it: nobody may wait for a look that never comes

    async def _keep_looking(self) -> None:
        while self._watchers:
            seen = await self._look()
            if seen is not None:
                self._seen = seen
                self._wake()
            await asyncio.sleep(self._poll_s)

    def _wake(self) -> None:
        self._looked.set()
        self._looked = asyncio.Event()
