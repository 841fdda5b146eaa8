"""Everything that the handlers work with, in one place, and the steps that several of them share."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from telegram.error import TelegramError

from bot.domain.draft import Draft
from bot.domain.order import Order
from bot.errors import StoreUnavailable
from bot.intervals import Pace
from bot.orders.intake import Intake
from bot.orders.limits import Limits
from bot.orders.watch import Courier
from bot.settings import Settings
from bot.store.drafts import STARTS_COUNT_S, Drafts
from bot.telegram.chat import Asker, say
from bot.telegram.limiter import TelegramBot
from bot.telegram.turns import PerChatProcessor
from engine.errors import QueueUnavailable, UnknownJob
from engine.queue.job_queue import Job, JobQueue, JobStatus
from engine.request import StyleOptions

logger = logging.getLogger(__name__)


@dataclass(kw_only=True)
class House:
    """What every handler may use.

    Attributes:
        bot: Telegram.
        settings: What the person who runs the bot has chosen.
        queue: The jobs.
        drafts: What people have sent and set.
        intake: Fulfils orders.
        courier: Brings results.
        turns: Whose turn it is in a chat.
        pace: Every interval.
        clock: Epoch seconds.
        limits: What is allowed where.
        albums: Albums that may not be complete yet, by (chat_id, person_id, media_group_id).
        pressed_at: Which button that paints was last pressed under a message, by (chat_id, message_id), and when;
            epoch seconds.
        told_strangers: When people who are not served were told so, by person_id; epoch seconds.
    """

    bot: TelegramBot
    settings: Settings
    queue: JobQueue
    drafts: Drafts
    intake: Intake
    courier: Courier
    turns: PerChatProcessor
    pace: Pace
    clock: Callable[[], float] = time.time
    albums: dict[tuple[int, int, str], asyncio.Task[None]] = field(default_factory=dict)
    chores: list[asyncio.Task[None]] = field(default_factory=list)
    told_strangers: dict[int, float] = field(default_factory=dict)
    pressed_at: dict[tuple[int, int], tuple[str, float]] = field(default_factory=dict)
    limits: Limits = field(init=False)

    def __post_init__(self) -> None:
        self.limits = Limits(self.bot, self.settings, self.queue, self.drafts, self.clock)

    async def options_of(self, chat_id: int, person_id: int, draft: Draft | None = None) -> StyleOptions:
        """Return how the next picture of this person is painted: settings, then the chat's, then their own choices."""
        chosen = {**await self.drafts.preferences(chat_id), **await self.drafts.preferences(chat_id, person_id)}
        base = StyleOptions(edge_size=self.settings.edge_size, budget_s=self.settings.budget_s)
        options = StyleOptions.from_json({**base.to_json(), **chosen})
        if options.edge_size > (largest := await self.limits.largest()):  # it was lowered since they chose
            options = dataclasses.replace(options, edge_size=largest)
        if draft is not None and len(draft.shares) == len(draft.styles):
            options = dataclasses.replace(options, shares=draft.shares)
        return options

    async def jobs_under_way(self, *, person_id: int | None = None, chat_id: int | None = None) -> list[Job]:
        """Return what is queued or running for this person or in this chat, under any id that it has had."""
        owners = [None] if person_id is None else await self._owners(person_id)
        jobs = [job for owner in owners for job in await self.queue.unfinished(owner=owner)]
        if chat_id is None:
            return jobs
        groups = {str(known) for known in await self.drafts.ids_of_chat(chat_id)}
        return [job for job in jobs if job.group in groups]

    async def latest_job(self, asker: Asker, status: JobStatus | None = None) -> Job | None:
        """Return the asker's most recent job (of this status) in the chat, under any id that it has had."""
        chat_ids, owners = await self.drafts.ids_of_chat(asker.chat_id), await self._owners(asker.person_id)
        jobs = [
            await self.queue.latest(owner=owner, group=str(chat_id), status=status)
            for chat_id in chat_ids
            for owner in owners
        ]
        return max(filter(None, jobs), key=lambda job: job.created_at, default=None)

    async def _owners(self, person_id: int) -> list[str]:
        """Return the person as jobs name their owner; who writes in a group's name has had its ids."""
        ids = await self.drafts.ids_of_chat(person_id) if person_id < 0 else [person_id]
        return [str(known) for known in ids]

    async def is_under_way(self, job_id: str | None) -> bool:
        """Return whether the job's outcome is still to come into the chat."""
        if job_id is None:
            return False
        if await self.drafts.has_order(job_id):
            return True
        try:
            return not await self.courier.is_told(await self.queue.get(job_id))
        except UnknownJob:
            return False

    async def paint_draft(self, asker: Asker, draft: Draft, options: StyleOptions, *, said: str | None = None) -> None:
        """Accept a complete draft for painting; where that cannot be, say why and keep the draft."""
        order = Order(
            job_id=job_id_for(asker),
            ticket=asker.ticket(wants_document=any(picture.is_document for picture in draft.pictures)),
            options=options,
            content=draft.content,
            styles=draft.styles,
            created_at=self.clock(),
        )
        if draft.job_id == order.job_id:
            return  # the same update once more
        if refusal := await self._refusal(asker):
            await self.drafts.save(asker.chat_id, asker.person_id, draft)
            await say(self.bot, asker, refusal)
            return
        await self.drafts.accept(order, draft.started(order.job_id))
        await self._begin(asker, order, said or asker.texts.started)

    async def paint_again(self, asker: Asker, source: Job, options: StyleOptions, *, is_swapped: bool = False) -> None:
        """Accept an earlier job's pictures for another painting; where that cannot be, say why."""
        if refusal := await self._refusal(asker):
            await say(self.bot, asker, refusal)
            return
        largest = await self.limits.largest_for(asker)  # it may have been lowered since the picture was asked for
        options = dataclasses.replace(options, edge_size=min(options.edge_size, largest))
        order = Order(
            job_id=job_id_for(asker),
            ticket=asker.ticket(wants_document=bool(source.ticket.get("wants_document"))),
            options=options,
            source_job_id=source.id,
            is_swapped=is_swapped,
            created_at=self.clock(),
        )
        draft = await self.drafts.load(asker.chat_id, asker.person_id)
        is_its_draft = draft.job_id == source.id and not draft.is_changed and not is_swapped
        await self.drafts.accept(order, draft.started(order.job_id) if is_its_draft else None)
        await self._begin(asker, order, asker.texts.started_again)

    async def told_elsewhere(self, asker: Asker) -> list[str]:
        """Return a sentence about the asker's pictures under way in other chats; none where there are none."""
        everywhere = await self._unfinished(person_id=asker.person_id)
        here = await self._unfinished(person_id=asker.person_id, chat_id=asker.chat_id)
        count = len(everywhere - here)
        return [asker.texts.elsewhere.format(count=count)] if count else []

    async def _refusal(self, asker: Asker) -> str | None:
        """Return why this person cannot have another painting right now, or None."""
        settings, texts = self.settings, asker.texts
        own = await self._unfinished(person_id=asker.person_id)
        if len(own) >= settings.jobs_per_person:
            sentence = texts.too_many_jobs.format(limit=settings.jobs_per_person)
            return "\n".join([sentence, *await self.told_elsewhere(asker)])
        since = self.clock() - STARTS_COUNT_S
        own_starts = await self.drafts.starts_since(since, person_id=asker.person_id)
        if 0 < settings.jobs_per_10_min <= own_starts:
            return texts.too_many_starts.format(minutes=10)
        if asker.is_private:
            return None
        group = await self.limits.of_group(asker.chat_id)
        if 0 < group.at_once <= len(await self._unfinished(chat_id=asker.chat_id)):
            return texts.group_is_busy
        if 0 < group.per_10_min <= await self.drafts.starts_since(since, chat_id=asker.chat_id):
            return texts.group_is_busy
        return None

    async def _unfinished(self, *, person_id: int | None = None, chat_id: int | None = None) -> set[str]:
        """Return the ids of what is promised and not painted, for this person or in this chat."""
        orders = await self.drafts.orders()
        ids = {order.job_id for order in orders if person_id in (None, order.ticket.person_id)}
        ids &= {order.job_id for order in orders if chat_id in (None, order.ticket.chat_id)}
        try:
            return ids | {job.id for job in await self.jobs_under_way(person_id=person_id, chat_id=chat_id)}
        except QueueUnavailable:
            return ids  # the order is kept and submitted when the queue is back; the queue has the last word

    async def _begin(self, asker: Asker, order: Order, said: str) -> None:
        try:
            message = await say(self.bot, asker, said, is_quoting=True)
            ticket = dataclasses.replace(order.ticket, progress_id=message.message_id)
            order = dataclasses.replace(order, ticket=ticket)
            await self.drafts.accept(order)
        except (TelegramError, StoreUnavailable) as fault:  # the picture is painted all the same
            logger.warning("job %s: could not be acknowledged: %s", order.job_id, type(fault).__name__)
        self.intake.take(order)


def job_id_for(asker: Asker) -> str:
    """Return the id of the job that this message or press asks for: the same for the same update, and no one's name."""
    facts = f"{asker.chat_id} {asker.message_id} {asker.date} {asker.person_id} {asker.press_id}"
    return hashlib.blake2s(facts.encode(), digest_size=10).hexdigest()


def seed_after(options: StyleOptions, job: Job) -> StyleOptions:
    """Return the options with the next seed after the job's, for a picture that differs a little."""
    return dataclasses.replace(options, seed=job.options.seed + 1)


def looking_like(options: StyleOptions, job: Job) -> StyleOptions:
    """Return the options with the job's colours and strokes: a picture's own, set by the buttons under it alone."""
    return dataclasses.replace(options, keep_colors=job.options.keep_colors, stroke=job.options.stroke)


def shares_like(options: StyleOptions, job: Job) -> StyleOptions:
    """Return the options with the job's shares where they have none that fit its styles."""
    if len(options.shares) == job.styles:
        return options
    return dataclasses.replace(options, shares=job.options.shares)
