"""From an accepted order to a job in the queue: have its pictures fetched, submit, or give it back and say why.

An order stands in the database until the queue has it; one that a restart interrupts is taken up again.
"""

from __future__ import annotations

import asyncio
import dataclasses
import functools
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakValueDictionary

from telegram.error import TelegramError

from bot.background import end
from bot.domain.order import Order, Ticket
from bot.domain.sent_picture import SentPicture
from bot.errors import StoreUnavailable
from bot.intervals import Pace
from bot.metrics import Metrics
from bot.orders.fetching import Fetching, PictureRefused
from bot.orders.slow_pictures import counted
from bot.store.store import Store
from bot.telegram.client import TelegramBot
from bot.telegram.saying import say_if_possible
from bot.telegram.turns import PerChatProcessor
from engine.errors import PictureGone, QueueFull, QueueUnavailable, TooManyJobs
from engine.options.style_options import StyleOptions
from engine.queue.job_queue import JobQueue
from engine.request import StyleRequest

logger = logging.getLogger(__name__)


def summary_for_log(options: StyleOptions, styles: int) -> str:
    """Return how a picture is painted, for the log: "2 styles, strength 60, 512 px" and what is unusual."""
    usual = StyleOptions(edge_size=options.edge_size)
    words = [f"{styles} style{'s' if styles != 1 else ''}", f"strength {options.strength:g}", f"{options.edge_size} px"]
    words += [f"seed {options.seed}"] if options.seed != usual.seed else []
    words += [f"colours {options.keep_colors.value}"] if options.keep_colors != usual.keep_colors else []
    words += [f"{options.stroke.value} strokes"] if options.stroke != usual.stroke else []
    words += [f"recipe {options.recipe}"] if options.recipe != usual.recipe else []
    words += ["quick network"] if options.is_quick else []
    words += ["tries at strength " + ", ".join(f"{each.strength:g}" for each in options.tries)] if options.tries else []
    words += [f"experiment {options.experiment.kind.value}"] if options.experiment is not None else []
    return ", ".join(words)


class Intake:
    """Fulfils orders in the background.

    Args:
        bot: Tells people what went wrong.
        fetching: Gets an order's pictures.
        queue: Takes the jobs.
        store: Keeps the orders.
        turns: Whose turn it is in a chat; drafts are changed only in turn.
        pace: How long to wait before trying again.
        metrics: Counts refusals.
        on_submitted: Called after each submission.
        keep_hours: How long pictures are kept; for the sentences that say so.
        clock: Epoch seconds.
    """

    def __init__(
        self,
        bot: TelegramBot,
        fetching: Fetching,
        queue: JobQueue,
        store: Store,
        turns: PerChatProcessor,
        *,
        pace: Pace,
        metrics: Metrics,
        on_submitted: Callable[[], None],
        keep_hours: float,
        clock: Callable[[], float],
    ) -> None:
        self._bot, self._fetching, self._queue = bot, fetching, queue
        self._store, self._turns, self._pace = store, turns, pace
        self._on_submitted, self._keep_hours, self._clock = on_submitted, keep_hours, clock
        self._metrics = metrics
        self._in_hand: dict[asyncio.Task[None], str] = {}  # the id of the order that each fulfils or gives back
        self._holds: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()  # by person

    def take(self, order: Order) -> None:
        """Fulfil the order in the background."""
        self._begin(order, self._fulfil(order)).add_done_callback(functools.partial(self._put_down, order))

    def _begin(self, order: Order, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name=f"order {order.job_id}")
        self._in_hand[task] = order.job_id
        return task

    @asynccontextmanager
    async def held_back(self, person_id: int) -> AsyncIterator[None]:
        """Hand nothing of this person to the queue until the block ends; what is being handed over is waited for.

        In the block an order is either dropped for good or a job in the queue already.
        """
        async with self._holds.setdefault(person_id, asyncio.Lock()):
            yield

    async def resume(self) -> None:
        """Take up every order that an earlier run left unfulfilled."""
        orders = await self._store.orders.all()
        if orders:
            logger.info("%d accepted orders were not in the queue yet; taking them up", len(orders))
        for order in orders:
            if not order.is_waiting:
                self.take(order)

    def has_in_hand(self, job_id: str) -> bool:
        """Return whether the order of this id is being fulfilled, or given back."""
        return job_id in self._in_hand.values()

    async def delete_old(self) -> None:
        """Delete what the store has kept for its time, and tell people of the orders among it."""
        for order in await self._store.delete_old():
            gone = order.ticket.texts.picture_gone.format(hours=f"{self._keep_hours:g}")
            await say_if_possible(self._bot, order.ticket, gone, is_quoting=True)
            await self.remove_progress(order.ticket)
        await self._store.overwrite_deleted()

    async def call_off(self, order: Order) -> bool:
        """Drop an order, in a block of held_back; return whether it stood."""
        is_dropped = await self._store.orders.drop(order.job_id)
        if is_dropped and order.is_waiting:  # of others, whoever hands them over removes it
            await self.remove_progress(order.ticket)
        return is_dropped

    async def stop(self) -> None:
        """End; orders that are not in the queue yet are taken up at the next start."""
        await end(*self._in_hand)

    def _put_down(self, order: Order, task: asyncio.Task[None]) -> None:
        del self._in_hand[task]
        if not task.cancelled() and (fault := task.exception()):
            logger.error("job %s: its order could not be fulfilled", order.job_id, exc_info=fault)
            excuse = self._begin(order, self._give_back(order, order.ticket.texts.went_wrong))
            excuse.add_done_callback(self._in_hand.__delitem__)

    async def _fulfil(self, order: Order) -> None:
        attempt = 0
        while True:
            attempt += 1
            try:
                await self._submit(order)
                return
            except (QueueUnavailable, StoreUnavailable) as fault:
                logger.error("job %s: not in the queue yet: %s", order.job_id, fault)
                if attempt == 1:
                    await say_if_possible(
                        self._bot, order.ticket, order.ticket.texts.waiting_for_queue, is_quoting=True
                    )
                await asyncio.sleep(self._pace.pause_s(attempt))

    async def _submit(self, order: Order) -> None:
        texts, ticket = order.ticket.texts, order.ticket
        try:
            request = await self._fetching.request_of(order)
            if order.content is not None and request.content_image in request.style_images:
                await say_if_possible(self._bot, ticket, texts.same_pictures, is_quoting=True)
            async with self.held_back(ticket.person_id):
                await self._hand_in(order, request)
        except PictureRefused as refusal:
            self._metrics.count_refusal(refusal.reason)
            sentence = await counted(
                self._store, texts, ticket.person_id, refusal, picture_id=order.job_id, now=self._clock()
            )
            useless = refusal.picture if refusal.is_useless else None
            await self._give_back(order, sentence, useless, can_come_later=not refusal.is_useless)
        except PictureGone:
            self._metrics.count_refusal("picture_gone")
            await self._give_back(order, texts.picture_gone.format(hours=f"{self._keep_hours:g}"))
        except TooManyJobs:  # started beside another one: it waits its turn
            if not await self._store.orders.change(dataclasses.replace(order, is_waiting=True)):
                await self.remove_progress(ticket)  # called off meanwhile
        except QueueFull:
            self._metrics.count_refusal("queue_full")
            await self._give_back(order, texts.queue_full, can_come_later=True)

    async def _hand_in(self, order: Order, request: StyleRequest) -> None:
        """Make the order a job, unless it was called off meanwhile."""
        ticket = order.ticket
        if not await self._store.orders.has(order.job_id):
            await self.remove_progress(ticket)
            return
        job = await self._queue.submit(
            request,
            job_id=order.job_id,
            owner=str(ticket.person_id),
            group=str(ticket.chat_id),
            ticket=ticket.to_json(),
        )
        logger.info("job %s: queued: %s", job.id, summary_for_log(order.options, job.styles))
        self._on_submitted()
        await self._store.orders.drop(order.job_id)

    async def _give_back(
        self, order: Order, sentence: str, useless: SentPicture | None = None, *, can_come_later: bool = False
    ) -> None:
        """Undo an order that cannot be fulfilled: the draft is as before, without a useless picture; say why."""
        ticket, later = order.ticket, order.ticket.texts.ask_again
        async with self._turns.turn_in(ticket.chat_id):
            if not await self._store.orders.drop(order.job_id):  # called off meanwhile
                await self.remove_progress(ticket)
                return
            draft = await self._store.drafts.load(ticket.chat_id, ticket.person_id)
            if draft.job_id == order.job_id:
                draft, later = draft.not_started(), ticket.texts.stays_here
                if useless is not None:
                    draft = draft.without(useless.message_id)
                await self._store.drafts.save(ticket.chat_id, ticket.person_id, draft)
        said = f"{sentence}{later}" if can_come_later and not ticket.inline_id else sentence
        await say_if_possible(self._bot, ticket, said, is_quoting=True)
        await self.remove_progress(ticket)

    async def remove_progress(self, ticket: Ticket) -> None:
        """Delete the message that tells of an order, where there is one."""
        if ticket.progress_id is not None:
            try:
                await self._bot.delete_message(ticket.chat_id, ticket.progress_id)
            except TelegramError as fault:
                logger.info("A progress message stays: %s", fault)
