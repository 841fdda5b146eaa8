"""What is promised, waiting or being painted: for a person, in a chat, by its id.

Orders that have not reached the queue and the queue's own jobs are one list here; nobody else merges them. Groups
and those who write in a group's name are found under every id that they have had.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.domain.asker import Asker
from bot.domain.order import Order, Ticket, ticket_of
from bot.orders.watch import Watch
from bot.store.store import Store
from engine.errors import QueueUnavailable, UnknownJob
from engine.queue.job import Job, JobStatus
from engine.queue.job_queue import JobQueue

RECENT = 50  # jobs among which the latest of a kind is looked for: hours of whoever asks for most


@dataclass(frozen=True, kw_only=True)
class Pending:
    """What somebody waits for.

    Attributes:
        orders: What is promised and stands in the bot's own database, oldest first.
        jobs: What is queued or running, in order of service; an order that is just being handed over is in both.
    """

    orders: tuple[Order, ...] = ()
    jobs: tuple[Job, ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all of it, each once."""
        return frozenset(order.job_id for order in self.orders) | {job.id for job in self.jobs}

    @property
    def started(self) -> frozenset[str]:
        """The ids of all of it but what waits for room: what limits count."""
        return self.ids - {order.job_id for order in self.orders if order.is_waiting}

    @property
    def only_promised(self) -> tuple[Order, ...]:
        """The orders that the queue does not have."""
        queued = {job.id for job in self.jobs}
        return tuple(order for order in self.orders if order.job_id not in queued)

    def tickets(self) -> Iterator[tuple[str, Ticket]]:
        """Yield each job's id, and whom it is for."""
        for order in self.orders:
            yield order.job_id, order.ticket
        for job in self.jobs:
            yield job.id, ticket_of(job)


class UnderWay:
    """Finds what is under way.

    Args:
        store: Keeps the orders.
        queue: Has the jobs.
        watch: Knows which outcomes are in their chats.
    """

    def __init__(self, store: Store, queue: JobQueue, watch: Watch) -> None:
        self._store, self._queue, self._watch = store, queue, watch

    async def find(self, *, person_id: int | None = None, chat_id: int | None = None) -> Pending:
        """Return what is under way for this person, in this chat, or both.

        Raises:
            QueueUnavailable: The queue cannot be asked.
        """
        orders = await self.orders(person_id=person_id, chat_id=chat_id)
        return Pending(orders=orders, jobs=await self._jobs(person_id, chat_id))

    async def orders(self, *, person_id: int | None = None, chat_id: int | None = None) -> tuple[Order, ...]:
        """Return what is promised to this person, in this chat, or both, oldest first."""
        return tuple(
            order
            for order in await self._store.orders.all()
            if person_id in (None, order.ticket.person_id) and chat_id in (None, order.ticket.chat_id)
        )

    async def ids(self, *, person_id: int | None = None, chat_id: int | None = None) -> frozenset[str]:
        """Return the ids of what has started; while the queue is away, of what is promised: it has the last word."""
        try:
            return (await self.find(person_id=person_id, chat_id=chat_id)).started
        except QueueUnavailable:
            return Pending(orders=await self.orders(person_id=person_id, chat_id=chat_id)).started

    async def elsewhere(self, asker: Asker) -> int:
        """Return how many of the asker's pictures are under way in other chats."""
        here = await self.ids(person_id=asker.person_id, chat_id=asker.chat_id)
        return len(await self.ids(person_id=asker.person_id) - here)

    async def order(self, job_id: str) -> Order | None:
        """Return the order of this id, or None when the queue has it, or it was called off."""
        return await self._store.orders.get(job_id)

    async def job(self, job_id: str | None) -> Job | None:
        """Return the job of this id, or None where there is none: not yet, or not any more."""
        try:
            return await self._queue.get(job_id) if job_id else None
        except UnknownJob:
            return None

    async def latest(self, asker: Asker, status: JobStatus | None = None) -> Job | None:
        """Return the asker's most recent job (of this status) in the chat."""
        chat_ids, owners = await self._store.chats.ids_of(asker.chat_id), await self._owners(asker.person_id)
        jobs = [
            await self._queue.latest(owner=owner, group=str(chat_id), status=status)
            for chat_id in chat_ids
            for owner in owners
        ]
        return max(filter(None, jobs), key=lambda job: job.created_at, default=None)

    async def latest_such(self, asker: Asker, is_meant: Callable[[Job], bool]) -> Job | None:
        """Return the asker's most recent job in the chat of which this is true, as far back as RECENT of them."""
        chat_ids, owners = await self._store.chats.ids_of(asker.chat_id), await self._owners(asker.person_id)
        jobs = [
            job
            for chat_id in chat_ids
            for owner in owners
            for job in await self._queue.recent(owner=owner, group=str(chat_id), count=RECENT)
        ]
        return max(filter(is_meant, jobs), key=lambda job: job.created_at, default=None)

    async def newest_order(self, asker: Asker) -> Order | None:
        """Return the asker's newest order in the chat that stands: latest does not know of it; None where none does."""
        orders = await self.orders(person_id=asker.person_id, chat_id=asker.chat_id)
        return orders[-1] if orders else None

    async def is_latest_to_come(self, asker: Asker) -> bool:
        """Return whether the asker's latest picture in the chat is to come: words about the last mean no older one."""
        if await self.newest_order(asker) is not None:
            return True
        latest = await self.latest(asker)
        return latest is not None and not latest.status.has_ended

    async def is_promised(self, job_id: str | None) -> bool:
        """Return whether an order of this id stands that the queue does not have yet: latest does not know of it."""
        return job_id is not None and await self._store.orders.has(job_id)

    async def is_to_come(self, job_id: str | None) -> bool:
        """Return whether the job's outcome is still to come into the chat."""
        if job_id is None:
            return False
        if await self.is_promised(job_id):
            return True
        job = await self.job(job_id)
        try:
            return job is not None and not await self._watch.is_told(job)
        except UnknownJob:  # deleted between the two looks
            return False

    async def _jobs(self, person_id: int | None, chat_id: int | None) -> tuple[Job, ...]:
        owners = [None] if person_id is None else await self._owners(person_id)
        jobs = [job for owner in owners for job in await self._queue.unfinished(owner=owner)]
        if chat_id is None:
            return tuple(jobs)
        groups = {str(known) for known in await self._store.chats.ids_of(chat_id)}
        return tuple(job for job in jobs if job.group in groups)

    async def _owners(self, person_id: int) -> list[str]:
        """Return the person as jobs name their owner; who writes in a group's name has had its ids."""
        ids = await self._store.chats.ids_of(person_id) if person_id < 0 else [person_id]
        return [str(known) for known in ids]
