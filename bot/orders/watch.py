"""Progress and results to the chats: looks at the queue, tells who waits, has finished jobs handed over.

The queue is the truth: whatever it says is undelivered is in hand here, also right after a restart.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import time
from collections.abc import Callable

from bot.background import end
from bot.domain.order import ticket_of
from bot.intervals import Pace
from bot.metrics import Metrics
from bot.orders.database_faults import log_outlived
from bot.orders.delivery import Delivery
from bot.orders.looking import look_again_and_again
from bot.orders.progress import Progress
from bot.orders.who_paints import Painters
from bot.telegram.client import TelegramBot
from bot.telegram.limiter import ChatRateLimiter
from bot.wording import sentences
from bot.wording.buttons import painting_buttons, stop_buttons
from engine.errors import QueueUnavailable, UnknownJob
from engine.queue.job import Job, JobStatus
from engine.queue.job_queue import JobQueue

TELLING_S = 3.0  # an outcome on its way is in the chat by then, unless Telegram is slow
MAX_MISTAKES = 3  # of ours with one job before its owner gets an apology instead

logger = logging.getLogger(__name__)


class Watch:
    """Brings news of jobs to the chats.

    Args:
        bot: Telegram.
        queue: The jobs.
        delivery: Hands over how jobs end.
        painters: Know whether anybody paints.
        limiter: Knows what is left of a group's budget.
        pace: How often to look and to tell.
        metrics: Time the first looks.
        clock: Epoch seconds.
    """

    def __init__(
        self,
        bot: TelegramBot,
        queue: JobQueue,
        delivery: Delivery,
        painters: Painters,
        limiter: ChatRateLimiter,
        *,
        pace: Pace,
        metrics: Metrics,
        clock: Callable[[], float],
    ) -> None:
        self._bot, self._queue, self._delivery, self._limiter = bot, queue, delivery, limiter
        self._painters, self._pace, self._clock = painters, pace, clock
        self._metrics = metrics
        self._progress: dict[str, Progress] = {}
        self._in_hand: dict[str, asyncio.Task[None]] = {}
        self._mistakes: dict[str, int] = {}  # how often telling a job's news failed in an unforeseen way
        self._told_places: dict[str, tuple[int, float]] = {}  # the place in line that was told, and when
        self._has_looked = False
        self._shown: set[str] = set()  # jobs of which a preview was shown, or may have been before this process began
        self._something_new = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look at the queue."""
        self._looking = asyncio.create_task(self._look_again_and_again(), name="watch")

    async def stop(self) -> None:
        """End; what is in hand stays undelivered and is taken up at the next start."""
        await end(self._looking, *self._in_hand.values())
        for progress in self._progress.values():
            await progress.end()

    def wake(self) -> None:
        """Look at once: a job was submitted or called off."""
        self._something_new.set()

    async def is_told(self, job: Job) -> bool:
        """Return whether the job's outcome is in the chat; wait a moment for one that is on its way."""
        if job.status.has_ended and not (job.is_delivered or self._delivery.has_sent(job.id)):
            if task := self._in_hand.get(job.id):
                await asyncio.wait([task], timeout=TELLING_S)
            job = await self._queue.get(job.id)  # it may have been told between the caller's look and ours
        return job.is_delivered or self._delivery.has_sent(job.id)

    async def _look_again_and_again(self) -> None:
        await look_again_and_again(
            self._look, self._something_new, self._pace, functools.partial(log_outlived, logger, "Results wait")
        )

    async def _look(self) -> int:
        """Take everything undelivered in hand; return how many jobs that are."""
        jobs = await self._queue.undelivered()
        if not self._has_looked:
            self._has_looked, self._shown = True, {job.id for job in jobs if job.attempt}
        self._forget_all_but({job.id for job in jobs})
        queued = [job for job in jobs if job.status is JobStatus.QUEUED]
        if queued:
            await self._tell_places(queued)
        for job in jobs:
            if job.status is not JobStatus.QUEUED and job.id not in self._in_hand:
                await self._take_in_hand(job.id)
        return len(jobs)

    async def _take_in_hand(self, job_id: str) -> None:
        """Begin to tell a job's news, unless it was told since the list was read: nobody else tells it now."""
        try:
            job = await self._queue.get(job_id)
        except UnknownJob:
            return
        if job.is_delivered:
            return
        if self._mistakes.get(job.id, 0) >= MAX_MISTAKES:
            work = self._delivery.give_up(job)
        else:
            work = self._accompany(job) if job.status is JobStatus.RUNNING else self._conclude(job)
        task = asyncio.create_task(work, name=f"job {job.id}")
        self._in_hand[job.id] = task
        task.add_done_callback(functools.partial(self._put_down, job.id))

    def _put_down(self, job_id: str, task: asyncio.Task[None]) -> None:
        self._in_hand.pop(job_id, None)
        if not task.cancelled() and (fault := task.exception()):
            logger.error("job %s: its news could not be told", job_id, exc_info=fault)
            self._mistakes[job_id] = self._mistakes.get(job_id, 0) + 1

    def _forget_all_but(self, job_ids: set[str]) -> None:
        for job_id in self._progress.keys() - job_ids - self._in_hand.keys():
            del self._progress[job_id]
        for job_id in self._mistakes.keys() - job_ids:
            del self._mistakes[job_id]
        for job_id in self._told_places.keys() - job_ids:
            del self._told_places[job_id]
        self._shown &= job_ids | self._in_hand.keys()
        self._delivery.forget_all_but(job_ids | self._in_hand.keys())

    async def _tell_places(self, queued: list[Job]) -> None:
        line = await self._queue.line()
        is_painted = await self._painters.is_anybody_there()
        is_broken = not is_painted and await self._painters.is_broken()
        for job in queued:
            now = line.get(job.id)
            if now is None or not now.position:
                continue
            texts, place = ticket_of(job).texts, sentences.told_position(now.position)
            told = self._told_places.get(job.id)
            if is_painted and told and told[0] == place and self._clock() - told[1] < self._pace.place_s:
                continue  # nothing new: many may wait, and every edit costs
            if is_painted:
                sentence = sentences.in_line(texts, place, now.seconds_left)
            elif is_broken:
                sentence = texts.cannot_paint
            elif self._clock() - job.created_at < self._pace.worker_grace_s:
                continue
            else:
                sentence = texts.nobody_paints
            if self._progress_of(job).tell(sentence, buttons=stop_buttons(texts, job.id)):
                self._told_places[job.id] = (place, self._clock())

    async def _accompany(self, job: Job) -> None:
        texts, progress, preview = ticket_of(job).texts, self._progress_of(job), None
        try:
            async for iterate in self._queue.watch(job.id):
                preview = iterate.preview_jpeg or preview
                sentence = sentences.under_way(texts, iterate, job.options)
                if progress.tell(sentence, preview=preview, buttons=painting_buttons(texts, job.id)):
                    self._note_look(job, preview)
                    preview = None  # shown; until a new one comes only the caption changes
            job = await self._queue.get(job.id)
        except (UnknownJob, QueueUnavailable):
            return  # forgotten by its owner, or the next look finds it again
        if job.status.has_ended and not job.is_delivered:
            await self._conclude(job)

    def _note_look(self, job: Job, preview: bytes | None) -> None:
        """Note how long the first look took, if this is one."""
        if preview is not None and job.id not in self._shown:
            self._shown.add(job.id)
            self._metrics.time_first_look(self._clock() - job.created_at)

    async def _conclude(self, job: Job) -> None:
        await self._delivery.conclude(job, self._progress_of(job))

    def _progress_of(self, job: Job) -> Progress:
        if job.id not in self._progress:
            self._progress[job.id] = Progress(
                self._bot, ticket_of(job), limiter=self._limiter, pace=self._pace, clock=time.monotonic
            )
        return self._progress[job.id]
