"""From an accepted order to a job in the queue: fetch the files, have them decoded, submit.

An order stands in the database until the queue has it; one that a restart interrupts is taken up again.
"""

from __future__ import annotations

import asyncio
import dataclasses
import functools
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Protocol
from weakref import WeakValueDictionary

from telegram.error import TelegramError

from bot.domain.draft import SentPicture
from bot.domain.order import Order, Ticket
from bot.errors import DownloadFailed, FileTooLarge, StoreUnavailable
from bot.intervals import Pace
from bot.orders.drawn import drawn, is_drawn
from bot.store.drafts import Drafts
from bot.telegram.chat import Asker, say
from bot.telegram.downloads import Downloads
from bot.telegram.limiter import TelegramBot
from bot.telegram.media import MAX_FILE_BYTES
from bot.telegram.turns import PerChatProcessor
from bot.texts import texts_in
from bot.wording import sentences
from engine.errors import PictureGone, QueueFull, QueueUnavailable, TooManyJobs, UnusablePicture
from engine.pictures.decoder import PreparedPicture
from engine.queue.job_queue import JobQueue
from engine.request import StyleRequest

FETCHES = 4  # orders whose files are fetched at once

logger = logging.getLogger(__name__)


class PictureDecoder(Protocol):
    """Decodes untrusted bytes; engine.pictures.decoder.Decoder is one."""

    async def prepare(self, data: bytes, max_edge: int) -> PreparedPicture:
        """Return the picture as a clean JPEG of at most max_edge px."""


class _PictureRefused(Exception):
    """One picture of an order cannot be used; says which one and why."""

    def __init__(self, picture: SentPicture, sentence: str, *, is_useless: bool) -> None:
        super().__init__(sentence)
        self.picture = picture
        self.sentence = sentence
        self.is_useless = is_useless


class Intake:
    """Fulfils orders in the background.

    Args:
        bot: Tells people what went wrong.
        downloads: Fetches files.
        decoder: Decodes them.
        queue: Takes the jobs.
        drafts: Keeps the orders.
        turns: Whose turn it is in a chat; drafts are changed only in turn.
        max_edge: Pictures are kept at this size in px, enough for the largest painting.
        pace: How long to wait before trying again.
        on_submitted: Called after each submission.
        keep_hours: How long pictures are kept; for the sentences that say so.
    """

    def __init__(
        self,
        bot: TelegramBot,
        downloads: Downloads,
        decoder: PictureDecoder,
        queue: JobQueue,
        drafts: Drafts,
        turns: PerChatProcessor,
        *,
        max_edge: int,
        pace: Pace,
        on_submitted: Callable[[], None],
        keep_hours: float = 48,
    ) -> None:
        self._bot, self._downloads, self._decoder, self._queue = bot, downloads, decoder, queue
        self._drafts, self._turns, self._max_edge, self._pace = drafts, turns, max_edge, pace
        self._on_submitted, self._keep_hours = on_submitted, keep_hours
        self._fetching = asyncio.Semaphore(FETCHES)
        self._tasks: set[asyncio.Task[None]] = set()
        self._holds: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()  # by person

    def take(self, order: Order) -> None:
        """Fulfil the order in the background."""
        task = asyncio.create_task(self._fulfil(order), name=f"order {order.job_id}")
        self._tasks.add(task)
        task.add_done_callback(functools.partial(self._put_down, order))

    @asynccontextmanager
    async def held_back(self, person_id: int) -> AsyncIterator[None]:
        """Hand nothing of this person to the queue until the block ends; what is being handed over is waited for.

        In the block an order is either dropped for good or a job in the queue already.
        """
        async with self._holds.setdefault(person_id, asyncio.Lock()):
            yield

    async def resume(self) -> None:
        """Take up every order that an earlier run left unfulfilled."""
        orders = await self._drafts.orders()
        if orders:
            logger.info("%d accepted orders were not in the queue yet; taking them up", len(orders))
        for order in orders:
            self.take(order)

    async def stop(self) -> None:
        """End; orders that are not in the queue yet are taken up at the next start."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def _put_down(self, order: Order, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()):
            logger.error("job %s: its order could not be fulfilled", order.job_id, exc_info=fault)
            excuse = asyncio.create_task(self._give_back(order, texts_in(order.ticket.language).went_wrong))
            self._tasks.add(excuse)
            excuse.add_done_callback(self._tasks.discard)

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
                    await self._tell(order.ticket, texts_in(order.ticket.language).waiting_for_queue)
                await asyncio.sleep(self._pace.pause_s(attempt))

    async def _submit(self, order: Order) -> None:
        texts, ticket = texts_in(order.ticket.language), order.ticket
        try:
            request = await self._request(order)
            async with self.held_back(ticket.person_id):
                await self._hand_in(order, request)
        except _PictureRefused as refusal:
            await self._give_back(order, refusal.sentence, useless=refusal.picture if refusal.is_useless else None)
        except PictureGone:
            await self._give_back(order, texts.picture_gone.format(hours=f"{self._keep_hours:g}"))
        except TooManyJobs as refusal:
            await self._give_back(order, texts.too_many_jobs.format(limit=refusal.limit))
        except QueueFull:
            await self._give_back(order, texts.queue_full)

    async def _hand_in(self, order: Order, request: StyleRequest) -> None:
        """Make the order a job, unless it was called off meanwhile."""
        ticket = order.ticket
        if not await self._drafts.has_order(order.job_id):
            await self._remove_progress(ticket)
            return
        job = await self._queue.submit(
            request,
            job_id=order.job_id,
            owner=str(ticket.person_id),
            group=str(ticket.chat_id),
            ticket=ticket.to_json(),
        )
        logger.info("job %s: queued, %d styles, %s", job.id, job.styles, order.options)
        self._on_submitted()
        await self._drafts.drop_order(order.job_id)

    async def _request(self, order: Order) -> StyleRequest:
        if order.source_job_id is not None:
            source = await self._queue.request_of(order.source_job_id)
            if order.is_swapped:
                source = dataclasses.replace(
                    source, content_image=source.style_images[0], style_images=(source.content_image,)
                )
            return dataclasses.replace(source, options=order.options)
        assert order.content is not None
        async with self._fetching:
            images = [await self._prepared(order, index) for index in range(len(order.styles) + 1)]
        return StyleRequest(content_image=images[0], style_images=tuple(images[1:]), options=order.options)

    async def _prepared(self, order: Order, index: int) -> bytes:
        """Fetch and decode a picture of the order: 0 is the photo, 1 and up are the styles."""
        assert order.content is not None
        picture = (order.content, *order.styles)[index]
        texts = texts_in(order.ticket.language)
        which = sentences.which_picture(texts, index, len(order.styles))
        try:
            if is_drawn(picture.file_id):
                return await drawn(picture.file_id, self._max_edge)
            prepared = await self._decoder.prepare(await self._downloads.fetch(picture.file_id), self._max_edge)
        except UnusablePicture as refusal:
            logger.info("job %s: a picture is refused: %s", order.job_id, refusal)
            sentence = sentences.unusable(texts, type(refusal).__name__, which)
            raise _PictureRefused(picture, sentence, is_useless=True) from None
        except FileTooLarge:
            sentence = texts.file_too_large.format(limit_mb=MAX_FILE_BYTES // 1_000_000)
            raise _PictureRefused(picture, sentence, is_useless=True) from None
        except DownloadFailed as fault:
            logger.warning("job %s: %s", order.job_id, fault)
            sentence = texts.picture_not_fetched.format(which=which)
            raise _PictureRefused(picture, sentence, is_useless=False) from None
        return prepared.image_jpeg

    async def _give_back(self, order: Order, sentence: str, useless: SentPicture | None = None) -> None:
        """Undo an order that cannot be fulfilled: the draft is as before, without a useless picture; say why."""
        ticket = order.ticket
        async with self._turns.turn_in(ticket.chat_id):
            if not await self._drafts.drop_order(order.job_id):  # called off meanwhile
                await self._remove_progress(ticket)
                return
            draft = await self._drafts.load(ticket.chat_id, ticket.person_id)
            if draft.job_id == order.job_id:
                draft = draft.not_started()
                if useless is not None:
                    draft = draft.without(useless.message_id)
                await self._drafts.save(ticket.chat_id, ticket.person_id, draft)
        await self._tell(ticket, sentence)
        await self._remove_progress(ticket)

    async def _remove_progress(self, ticket: Ticket) -> None:
        if ticket.progress_id is not None:
            try:
                await self._bot.delete_message(ticket.chat_id, ticket.progress_id)
            except TelegramError as fault:
                logger.info("A progress message stays: %s", fault)

    async def _tell(self, ticket: Ticket, sentence: str) -> None:
        asker = Asker(
            chat_id=ticket.chat_id,
            thread_id=ticket.thread_id,
            person_id=ticket.person_id,
            message_id=ticket.reply_to,
            is_private=ticket.is_private,
            language=ticket.language,
        )
        try:
            await say(self._bot, asker, sentence, is_quoting=True)
        except TelegramError as fault:
            logger.warning("A sentence did not reach its chat: %s", fault)
