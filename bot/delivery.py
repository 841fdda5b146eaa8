"""Progress and results to the chats: looks at the queue, tells who waits, hands over what is finished.

The queue is the truth: whatever it says is undelivered is in hand here, also right after a restart. A result counts
as delivered once Telegram has taken it; a kill between the two repeats the picture, never loses it.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import functools
import logging
import time
from collections.abc import Callable

from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot import wording
from bot.cards import card_buttons, resend_buttons, stop_buttons
from bot.chat import keyboard
from bot.drafts import Drafts
from bot.errors import StoreUnavailable
from bot.limiter import ChatRateLimiter, TelegramBot
from bot.orders import Card, Ticket
from bot.pace import Pace
from bot.progress import Progress
from bot.sending import Unconfirmed, picture_of, send_file, send_picture, send_sentence
from bot.texts import Texts, texts_in
from engine import errors as engine_errors
from engine.errors import PictureGone, QueueUnavailable, UnknownJob
from engine.jobs import Job, JobQueue, JobStatus

TELLING_S = 3.0  # an outcome on its way is in the chat by then, unless Telegram is slow
MAX_REFUSALS = 3  # of one outcome by Telegram (400) before it is given up: it will not like it better later

logger = logging.getLogger(__name__)


class Courier:
    """Brings news of jobs to the chats.

    Args:
        bot: Telegram.
        queue: The jobs.
        drafts: Where cards are kept.
        limiter: Knows what is left of a group's budget.
        pace: How often to look and to tell.
        keep_hours: How long pictures are kept; for the sentences that say so.
        clock: Epoch seconds.
    """

    def __init__(
        self,
        bot: TelegramBot,
        queue: JobQueue,
        drafts: Drafts,
        limiter: ChatRateLimiter,
        *,
        pace: Pace,
        keep_hours: float = 48,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._bot, self._queue, self._drafts, self._limiter = bot, queue, drafts, limiter
        self._pace, self._keep_hours, self._clock = pace, keep_hours, clock
        self._progress: dict[str, Progress] = {}
        self._in_hand: dict[str, asyncio.Task[None]] = {}
        self._refusals: dict[str, int] = {}
        self._sent: dict[str, int] = {}  # results that Telegram has and the queue was not told of yet
        self._told_places: dict[str, tuple[int, float]] = {}  # the place in line that was told, and when
        self._something_new = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look at the queue."""
        self._looking = asyncio.create_task(self._look_again_and_again(), name="courier")

    async def stop(self) -> None:
        """End; what is in hand stays undelivered and is taken up at the next start."""
        tasks = [task for task in (self._looking, *self._in_hand.values()) if task]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        for progress in self._progress.values():
            await progress.end()

    def wake(self) -> None:
        """Look at once: a job was submitted or called off."""
        self._something_new.set()

    async def is_told(self, job: Job, within_s: float = TELLING_S) -> bool:
        """Return whether the job's outcome is in the chat; wait a moment for one that is on its way."""
        if job.status.has_ended and not job.is_delivered and (task := self._in_hand.get(job.id)):
            await asyncio.wait([task], timeout=within_s)
            job = await self._queue.get(job.id)
        return job.is_delivered or job.id in self._sent

    async def _look_again_and_again(self) -> None:
        failures = 0
        while True:
            self._something_new.clear()
            look = asyncio.create_task(self._look())
            try:
                await asyncio.wait([look])
            finally:
                look.cancel()
            if fault := look.exception():
                failures += 1
                pause_s = self._pace.pause_s(failures)
                is_foreseen = isinstance(fault, (QueueUnavailable, StoreUnavailable))
                if failures == 1:
                    logger.error("Results wait: %s", fault, exc_info=None if is_foreseen else fault)
            else:
                failures = 0
                pause_s = self._pace.look_s if look.result() else self._pace.idle_look_s
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._something_new.wait(), pause_s)

    async def _look(self) -> int:
        """Take everything undelivered in hand; return how many jobs that are."""
        jobs = await self._queue.undelivered()
        self._forget_all_but({job.id for job in jobs})
        queued = [job for job in jobs if job.status is JobStatus.QUEUED]
        if queued:
            await self._tell_places(queued)
        for job in jobs:
            if job.status is not JobStatus.QUEUED and job.id not in self._in_hand:
                if self._refusals.get(job.id, 0) >= MAX_REFUSALS:
                    work = self._give_up(job)
                else:
                    work = self._accompany(job) if job.status is JobStatus.RUNNING else self._conclude(job)
                task = asyncio.create_task(work, name=f"job {job.id}")
                self._in_hand[job.id] = task
                task.add_done_callback(functools.partial(self._put_down, job.id))
        return len(jobs)

    def _put_down(self, job_id: str, task: asyncio.Task[None]) -> None:
        self._in_hand.pop(job_id, None)
        if not task.cancelled() and (fault := task.exception()):
            logger.error("job %s: its news could not be told", job_id, exc_info=fault)
            self._refusals[job_id] = self._refusals.get(job_id, 0) + 1

    def _forget_all_but(self, job_ids: set[str]) -> None:
        for job_id in self._progress.keys() - job_ids - self._in_hand.keys():
            del self._progress[job_id]
        for notes in (self._refusals, self._sent, self._told_places):
            for job_id in notes.keys() - job_ids:
                notes.pop(job_id)

    async def _tell_places(self, queued: list[Job]) -> None:
        in_order = [job.id for job in await self._queue.unfinished() if job.status is JobStatus.QUEUED]
        is_painted = any(worker.seen_s_ago < self._pace.worker_gone_s for worker in await self._queue.workers())
        for job in queued:
            if job.id not in in_order:
                continue
            texts, place = _texts(job), wording.told_position(in_order.index(job.id) + 1)
            told = self._told_places.get(job.id)
            if is_painted and told and told[0] == place and self._clock() - told[1] < self._pace.place_s:
                continue  # nothing new: many may wait, and every edit costs
            if is_painted:
                sentence = wording.in_line(texts, place, await self._queue.seconds_left(job.id))
            elif self._clock() - job.created_at < self._pace.worker_grace_s:
                continue
            else:
                sentence = texts.nobody_paints
            if self._progress_of(job).tell(sentence, buttons=stop_buttons(texts, job.id)):
                self._told_places[job.id] = (place, self._clock())

    async def _accompany(self, job: Job) -> None:
        texts, progress, preview = _texts(job), self._progress_of(job), None
        try:
            async for iterate in self._queue.watch(job.id):
                preview = iterate.preview_jpeg or preview
                sentence = wording.painting(texts, iterate)
                if progress.tell(sentence, preview=preview, buttons=stop_buttons(texts, job.id)):
                    preview = None  # shown; until a new one comes only the caption changes
            job = await self._queue.get(job.id)
        except (UnknownJob, QueueUnavailable):
            return  # forgotten by its owner, or the next look finds it again
        if job.status.has_ended and not job.is_delivered:
            await self._conclude(job)

    async def _conclude(self, job: Job) -> None:
        """Hand over how a job has ended; keep at it until Telegram has taken or refused it."""
        attempt = 0
        while True:
            attempt += 1
            try:
                await self._hand_over(job)
                return
            except Forbidden as refusal:
                logger.info("job %s: the chat is closed to us (%s); its result is dropped", job.id, refusal)
                await self._delivered(job)
                return
            except ChatMigrated as moved:
                await self._drafts.move_chat(_ticket(job).chat_id, moved.new_chat_id)
            except BadRequest as refusal:
                self._refusals[job.id] = self._refusals.get(job.id, 0) + 1
                logger.warning("job %s: Telegram refuses the result: %s", job.id, refusal)
                if self._refusals[job.id] >= MAX_REFUSALS:
                    await self._delivered(job)
                    return
            except (TelegramError, QueueUnavailable, StoreUnavailable) as fault:
                logger.warning("job %s: not delivered yet (%s); trying again", job.id, type(fault).__name__)
            await asyncio.sleep(self._pace.pause_s(attempt))

    async def _give_up(self, job: Job) -> None:
        """Say sorry for a result that cannot be handed over, and have done with it."""
        await self._delivered(job)
        with contextlib.suppress(Unconfirmed, TelegramError):
            await send_sentence(self._bot, await self._where(job), _texts(job).failed, self._pace)

    async def _hand_over(self, job: Job) -> None:
        ticket = await self._where(job)
        progress = self._progress_of(job)
        if job.id in self._sent:  # the mark failed the last time, not the sending
            await self._delivered(job, result_id=self._sent[job.id])
            await progress.remove()
        elif job.status is JobStatus.DONE:
            await self._hand_over_picture(job, ticket, progress)
        elif job.status is JobStatus.CANCELLED:
            await self._delivered(job)
            await progress.remove()
        else:
            await self._hand_over_failure(job, ticket)
            await progress.remove()

    async def _hand_over_picture(self, job: Job, ticket: Ticket, progress: Progress) -> None:
        texts = texts_in(ticket.language)
        try:
            result = await self._queue.result_of(job.id)
        except (PictureGone, UnknownJob):
            await self._delivered(job)
            return
        caption = wording.result(texts, job.options, job.styles)
        picture = await picture_of(result.image_png)
        markup = keyboard(card_buttons(texts, job.id, job.options, job.styles))
        try:
            message = await send_picture(self._bot, ticket, picture, caption, self._pace, markup)
        except Unconfirmed:
            logger.warning("job %s: Telegram did not confirm the result; the person can ask for it again", job.id)
            await self._delivered(job)
            await self._offer_again(ticket, progress, job.id)
            return
        self._sent[job.id] = message.message_id
        await self._delivered(job, result_id=message.message_id)
        logger.info("job %s: delivered, %d s after it was asked for", job.id, self._clock() - job.created_at)
        await self._remember_card(job, ticket, message.message_id)
        await progress.remove()
        if ticket.wants_document and not message.document:
            with contextlib.suppress(Unconfirmed):
                await send_file(self._bot, ticket, picture, texts.as_file, self._pace)

    async def _offer_again(self, ticket: Ticket, progress: Progress, job_id: str) -> None:
        texts = texts_in(ticket.language)
        if not await progress.last_word(texts.unconfirmed, resend_buttons(texts, job_id)):
            markup = keyboard(resend_buttons(texts, job_id))
            with contextlib.suppress(Unconfirmed):
                await send_sentence(self._bot, ticket, texts.unconfirmed, self._pace, markup)

    async def _hand_over_failure(self, job: Job, ticket: Ticket) -> None:
        sentence = _apology(texts_in(ticket.language), job)
        logger.warning("job %s: %s (%s) after %d attempts", job.id, job.status, job.error, job.attempt)
        with contextlib.suppress(Unconfirmed):  # a sentence may be lost, but is not repeated
            await send_sentence(self._bot, ticket, sentence, self._pace)
        await self._delivered(job)

    async def _remember_card(self, job: Job, ticket: Ticket, message_id: int) -> None:
        with contextlib.suppress(StoreUnavailable):  # then its buttons say that the picture is gone
            await self._drafts.set_card(
                Card(
                    chat_id=ticket.chat_id,
                    message_id=message_id,
                    person_id=ticket.person_id,
                    job_id=job.id,
                    options=job.options,
                )
            )

    async def _delivered(self, job: Job, **ticket_changes: int) -> None:
        with contextlib.suppress(UnknownJob):  # deleted meanwhile, by its owner or by time
            await self._queue.mark_delivered(job.id, **ticket_changes)

    async def _where(self, job: Job) -> Ticket:
        ticket = _ticket(job)
        return dataclasses.replace(ticket, chat_id=await self._drafts.current_chat(ticket.chat_id))

    def _progress_of(self, job: Job) -> Progress:
        if job.id not in self._progress:
            self._progress[job.id] = Progress(
                self._bot, _ticket(job), limiter=self._limiter, pace=self._pace, clock=time.monotonic
            )
        return self._progress[job.id]


def _ticket(job: Job) -> Ticket:
    return Ticket.from_json(job.ticket)


def _texts(job: Job) -> Texts:
    return texts_in(_ticket(job).language)


def _apology(texts: Texts, job: Job) -> str:
    if job.status is JobStatus.GIVEN_UP:
        return texts.given_up
    if job.error == engine_errors.NotEnoughMemory.__name__:
        return texts.failed_memory.format(smaller=max(256, job.options.edge_size // 2))
    if job.error == engine_errors.InvalidOption.__name__:
        return texts.failed_settings
    if job.error in {kind.__name__ for kind in engine_errors.UnusablePicture.__subclasses__()}:
        return wording.unusable(texts, job.error or "", texts.the_photo)
    return texts.failed
