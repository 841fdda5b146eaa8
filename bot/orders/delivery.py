"""How a job ends, to its chat: the picture, an apology, or silence; and the mark that says so.

A result counts as delivered once Telegram has taken it; a kill between the two repeats the picture, never loses it.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
from collections.abc import Callable

from telegram import Message
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.domain.order import Card, Ticket, ticket_of
from bot.errors import StoreUnavailable
from bot.intervals import Pace
from bot.metrics import Metrics
from bot.orders.guests import GuestDelivery
from bot.orders.progress import Progress
from bot.orders.sent import Sent
from bot.orders.showing import send_offer, send_result
from bot.store.store import Store
from bot.telegram.client import TelegramBot
from bot.telegram.reacting import FINISHED, react
from bot.telegram.saying import keyboard, say_if_possible
from bot.telegram.sending import Unconfirmed, picture_of, send_file, send_sentence
from bot.wording.apologies import apology
from bot.wording.buttons import resend_buttons
from engine.errors import PictureGone, QueueUnavailable, UnknownJob
from engine.queue.job import Job, JobStatus
from engine.queue.job_queue import JobQueue
from engine.request import StyleResult

MAX_REFUSALS = 3  # of one outcome by Telegram (400) before it is given up: it will not like it better later

logger = logging.getLogger(__name__)


class Delivery:
    """Hands outcomes over, each until Telegram has taken or refused it.

    Args:
        bot: Telegram.
        queue: Where results are and delivery is marked.
        store: Where cards are kept.
        pace: How long to wait before trying again.
        metrics: Count and time jobs.
        clock: Epoch seconds.
        keep_s: Seconds after their end for which jobs are kept.
        storage_chat: Where pictures for chats without the bot are uploaded, or None.
    """

    def __init__(
        self,
        bot: TelegramBot,
        queue: JobQueue,
        store: Store,
        *,
        pace: Pace,
        metrics: Metrics,
        clock: Callable[[], float],
        keep_s: float,
        storage_chat: int | None = None,
    ) -> None:
        self._bot, self._queue, self._store, self._pace, self._clock = bot, queue, store, pace, clock
        self._metrics, self._keep_s = metrics, keep_s
        self._guests = GuestDelivery(bot, queue, storage_chat, pace)
        self._sent: dict[str, Sent] = {}

    def has_sent(self, job_id: str) -> bool:
        """Return whether Telegram has the outcome, or may have it, whatever the queue says."""
        return job_id in self._sent

    def forget_all_but(self, job_ids: set[str]) -> None:
        """Drop what is known of other jobs."""
        for job_id in self._sent.keys() - job_ids:
            del self._sent[job_id]

    async def conclude(self, job: Job, progress: Progress) -> None:
        """Hand over how a job has ended; keep at it until Telegram has taken or refused it."""
        attempt, refusals = 0, 0
        while True:
            attempt += 1
            try:
                await self._hand_over(job, progress)
                return
            except Forbidden as refusal:
                logger.info("job %s: the chat is closed to us (%s); its result is dropped", job.id, refusal)
                await self._delivered(job)
                return
            except ChatMigrated as moved:
                if not ticket_of(job).inline_id:  # nothing is sent to a guest's own chat: STORAGE_CHAT has moved
                    await self._store.chats.move(ticket_of(job).chat_id, moved.new_chat_id)
            except BadRequest as refusal:
                refusals += 1
                logger.warning("job %s: Telegram refuses the result: %s", job.id, refusal)
                if refusals >= MAX_REFUSALS:
                    await self._drop_refused(job, progress)
                    return
            except (TelegramError, QueueUnavailable, StoreUnavailable) as fault:
                logger.warning("job %s: not delivered yet (%s); trying again", job.id, type(fault).__name__)
            await asyncio.sleep(self._pace.pause_s(attempt))

    async def _drop_refused(self, job: Job, progress: Progress) -> None:
        """Have done with what Telegram refuses; where that is a picture, say how to have it once it does not."""
        await self._delivered(job)
        if job.status is JobStatus.DONE and job.id not in self._sent:
            ticket = await self._where(job)
            with contextlib.suppress(TelegramError):
                await self._offer_again(ticket, progress, job.id, ticket.texts.not_taken)

    async def give_up(self, job: Job) -> None:
        """Have done with a result that cannot be handed over; say sorry where nothing of it was."""
        await self._delivered(job)
        if job.id in self._sent:
            return
        if (ticket := ticket_of(job)).inline_id:
            await say_if_possible(self._bot, ticket, ticket.texts.failed)
            return
        with contextlib.suppress(Unconfirmed, TelegramError):
            await send_sentence(self._bot, await self._where(job), ticket.texts.failed, self._pace)

    async def _hand_over(self, job: Job, progress: Progress) -> None:
        ticket = await self._where(job)
        if ticket.inline_id:
            await self._hand_over_to_guest(job, ticket, progress)
        elif job.status is JobStatus.DONE:
            await self._hand_over_result(job, ticket, progress)
        elif job.status is JobStatus.CANCELLED:
            await self._delivered(job)
            await progress.remove()
        else:
            await self._hand_over_failure(job, ticket)
            await progress.remove()

    async def _hand_over_to_guest(self, job: Job, ticket: Ticket, progress: Progress) -> None:
        if job.status is JobStatus.DONE:
            await self._guests.show(job, ticket, progress)
        else:
            is_stopped = job.status is JobStatus.CANCELLED
            said = ticket.texts.stopped if is_stopped else apology(job)
            await self._guests.tell(job, ticket, progress, said)

    async def _hand_over_result(self, job: Job, ticket: Ticket, progress: Progress) -> None:
        """Send the picture, then what belongs to it; what Telegram has already is not sent again."""
        try:
            await self._send_what_lacks(job, ticket, progress)
        except PictureGone:
            await self._say_that_it_is_gone(job, ticket, progress)
            return
        await self._delivered(job)
        if self._sent[job.id].result_id is None:
            await self._offer_again(ticket, progress, job.id, ticket.texts.unconfirmed)
            return
        logger.info("job %s: delivered, %d s after it was asked for", job.id, self._clock() - job.created_at)
        await progress.remove()
        if not ticket.press_id:  # what was pressed stands under a message of our own
            await react(self._bot, ticket.chat_id, ticket.message_id, FINISHED)

    async def _say_that_it_is_gone(self, job: Job, ticket: Ticket, progress: Progress) -> None:
        """Tell of a painting that was deleted because its time was over; its owner needs no telling."""
        is_of_age = job.ended_at is not None and self._clock() - job.ended_at >= self._keep_s
        if is_of_age and job.id not in self._sent:
            gone = ticket.texts.picture_gone.format(hours=f"{self._keep_s / 3600:g}")
            with contextlib.suppress(Unconfirmed):
                await send_sentence(self._bot, ticket, gone, self._pace)
            self._sent[job.id] = Sent()
        await self._delivered(job)
        await progress.remove()

    async def _send_what_lacks(self, job: Job, ticket: Ticket, progress: Progress) -> None:
        result = await self._queue.result_of(job.id)
        if job.id not in self._sent:
            await self._send_result(job, ticket, result)
        sent = self._sent[job.id]
        if sent.lacks_offer:
            await self._keep_cards(job, *await send_offer(self._bot, ticket, job, result, self._pace))
            sent.lacks_offer = False
        if sent.lacks_file:
            await progress.remove()  # the picture is there; the file may take a while
            await self._send_file(job, ticket, result)
            sent.lacks_file = False

    async def _send_result(self, job: Job, ticket: Ticket, result: StyleResult) -> None:
        try:
            messages = await send_result(self._bot, ticket, job, result, self._pace)
        except Unconfirmed:
            logger.warning("job %s: Telegram did not confirm the result; the person can ask for it again", job.id)
            self._sent[job.id] = Sent()
            return
        is_album = bool(result.more_pngs)
        lacks_file = ticket.wants_document and not messages[0].document and not is_album
        self._sent[job.id] = Sent(result_id=messages[0].message_id, lacks_offer=is_album, lacks_file=lacks_file)
        await self._keep_cards(job, *messages)
        self._metrics.time_evaluations(result.report)

    async def _send_file(self, job: Job, ticket: Ticket, result: StyleResult) -> None:
        with contextlib.suppress(Unconfirmed):  # the button under the picture gives it once more
            picture = await picture_of(result.image_png)
            await self._keep_cards(job, await send_file(self._bot, ticket, picture, ticket.texts.as_file, self._pace))

    async def _offer_again(self, ticket: Ticket, progress: Progress, job_id: str, sentence: str) -> None:
        buttons = resend_buttons(ticket.texts, job_id)
        if not await progress.last_word(sentence, buttons):
            with contextlib.suppress(Unconfirmed):
                await send_sentence(self._bot, ticket, sentence, self._pace, keyboard(buttons))

    async def _hand_over_failure(self, job: Job, ticket: Ticket) -> None:
        if job.id not in self._sent:
            sentence = apology(job)
            logger.warning("job %s: %s (%s) after %d attempts", job.id, job.status, job.error, job.attempt)
            with contextlib.suppress(Unconfirmed):  # a sentence may be lost, but is not repeated
                await send_sentence(self._bot, ticket, sentence, self._pace)
            self._sent[job.id] = Sent()
        await self._delivered(job)

    async def _keep_cards(self, job: Job, *messages: Message) -> None:
        with contextlib.suppress(StoreUnavailable):  # then their buttons say that the picture is gone
            for message in messages:
                await self._store.cards.set(Card.under(message.chat.id, message.message_id, job))

    async def _delivered(self, job: Job) -> None:
        sent = self._sent.get(job.id, Sent())
        if sent.is_noted:
            return
        with contextlib.suppress(UnknownJob):  # deleted meanwhile, by its owner or by time
            changes = {"result_id": sent.result_id} if sent.result_id else {}
            await self._queue.mark_delivered(job.id, job.status, **changes)
            self._metrics.measure(job, self._clock())
        sent.is_noted = True

    async def _where(self, job: Job) -> Ticket:
        ticket = ticket_of(job)
        return dataclasses.replace(ticket, chat_id=await self._store.chats.current_id(ticket.chat_id))
