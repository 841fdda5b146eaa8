"""Who paints: whether anybody does, whether a worker is broken, and how large a picture may be for them.

Knows nothing of chats.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from bot.settings import Settings
from engine.errors import QueueUnavailable
from engine.queue.job import WorkerSeen
from engine.queue.job_queue import JobQueue

MAX_EDGE_ON_CPU = 2048  # px; takes minutes on a few cores
MAX_EDGE_ON_GPU = 4096  # px
GPU_AWAY_S = 600.0  # a GPU's worker that starts again within this time counts as there, whoever else paints meanwhile


class LocalWorker(Protocol):
    """A worker that this machine looks after; bot.running.supervisor.WorkerSupervisor is one."""

    @property
    def is_misconfigured(self) -> bool:
        """Whether the worker says that it cannot work with these settings."""


class Painters:
    """Answers what is known of the workers.

    Args:
        queue: Where workers leave their signs of life.
        settings: What the operator has chosen of sizes and devices.
        local_workers: Those that this machine looks after; none where workers run elsewhere.
        clock: Epoch seconds.

    Attributes:
        local_workers: As given.
    """

    def __init__(
        self,
        queue: JobQueue,
        settings: Settings,
        local_workers: Sequence[LocalWorker] = (),
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._queue, self._settings, self._clock = queue, settings, clock
        self.local_workers = local_workers
        self._gpu_seen_at = clock() if settings.device == "cuda" else None

    async def present(self) -> list[WorkerSeen]:
        """Return the workers that were seen lately and take jobs.

        Raises:
            QueueUnavailable: The database does not answer.
        """
        return [worker for worker in await self.seen() if not worker.is_draining]

    async def seen(self) -> list[WorkerSeen]:
        """Return the workers that gave a sign of life lately, the most recent first; raises like present.

        While those of this machine do not start, one that is just starting does not count: it gives signs of life for
        the seconds until it ends again.
        """
        workers = await self._queue.workers()
        return [worker for worker in workers if worker.layers] if self._does_none_start() else workers

    async def is_anybody_there(self) -> bool:
        """Return whether a worker has been seen lately; raises like present."""
        return bool(await self.present())

    async def last_seen_s_ago(self) -> float | None:
        """Return how long ago a worker gave its last sign of life, None where none is known; raises like present."""
        return min((worker.seen_s_ago for worker in await self.seen()), default=None)

    async def is_broken(self) -> bool:
        """Return whether this machine's workers do not start, and none is there all the same; raises like present."""
        return self._does_none_start() and not await self.seen()

    def _does_none_start(self) -> bool:
        """Return whether this machine's workers ended for want of something, when they last did."""
        return bool(self.local_workers) and all(worker.is_misconfigured for worker in self.local_workers)

    async def network(self) -> str | None:
        """Return the name of the network that paints; None while nobody says so.

        Raises:
            QueueUnavailable: The database does not answer.
        """
        return next(
            (worker.description.partition(",")[0] for worker in await self._queue.workers() if worker.layers), None
        )

    async def layers(self) -> Mapping[str, int]:
        """Return the neurons by layer of the network that paints; empty while nobody says so.

        Raises:
            QueueUnavailable: The database does not answer.
        """
        return next((worker.layers for worker in await self._queue.workers() if worker.layers), {})

    async def largest_edge(self) -> int:
        """Return the largest size in px that the operator allows: as set, or what fits the device that paints."""
        if self._settings.max_edge_size is not None:
            return self._settings.max_edge_size
        return max(self._settings.edge_size, MAX_EDGE_ON_GPU if await self._has_gpu() else MAX_EDGE_ON_CPU)

    async def _has_gpu(self) -> bool:
        """Return whether a GPU paints; while nobody does, whether one did last."""
        try:
            workers = await self._queue.workers()
        except QueueUnavailable:
            workers = []
        now = self._clock()
        if any("cuda" in worker.description for worker in workers):
            self._gpu_seen_at = now
        elif workers and self._gpu_seen_at is not None and now - self._gpu_seen_at > GPU_AWAY_S:
            self._gpu_seen_at = None
        return self._gpu_seen_at is not None
