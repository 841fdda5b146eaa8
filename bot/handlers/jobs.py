"""/go, /again, /status and /cancel: a person and their jobs."""

from __future__ import annotations

import dataclasses

from telegram import Update

from bot.domain.draft import Draft
from bot.handlers.context import Context, message_of, replied_to
from bot.handlers.job_meant import id_under_way, is_of_another, job_shown
from bot.handlers.photos import take
from bot.handlers.services import job_id_for, looking_like, seed_after, shares_like
from bot.orders.collect import settled, start
from bot.telegram.chat import Asker
from bot.telegram.media import has_media
from bot.texts import Texts
from bot.wording import sentences
from engine.errors import UnknownJob
from engine.queue.job_queue import Job, JobStatus
from engine.request import StyleOptions


async def on_go(update: Update, context: Context) -> None:
    """/go: paint what was sent; what is missing is what it replies to, or of the picture before, if there was one."""
    message = message_of(update)
    asker, replied, house = await context.asker(message), replied_to(message), context.house
    draft = await settled(house, asker, await house.drafts.load(asker.chat_id, asker.person_id))
    if draft.job_id == job_id_for(asker):
        return  # written under the picture that has just started it
    if replied is not None and has_media(replied) and draft.job_id is None and not draft.is_complete:
        await take(context, asker, replied, None)
        return
    draft = draft.completed_from_earlier()
    if not draft.is_complete:
        await house.drafts.save(asker.chat_id, asker.person_id, draft)
        if not has_media(message):  # written under a picture: what is missing was said when it was taken
            await context.say(asker, missing_in(asker, draft))
        return
    if draft.job_id is None:
        await start(house, asker, draft)
        return
    options = await house.options_of(asker.chat_id, asker.person_id, draft)
    previous = await _job(context, draft.job_id)
    if not draft.is_changed:
        if await house.is_under_way(draft.job_id) and (previous is None or _is_same(options, previous)):
            await context.say(asker, asker.texts.already_painting)
            return
        if previous is not None:  # the same pictures once more: a different seed, or nothing would change
            options = seed_after(options, previous) if _is_same(options, previous) else options
    await house.paint_draft(asker, draft, options)


async def on_again(update: Update, context: Context) -> None:
    """/again: paint the last picture, or the one replied to, with today's settings, its own look and the next seed."""
    message = message_of(update)
    asker = await context.asker(message)
    house = context.house
    if await is_of_another(context, asker, message):
        await context.say(asker, asker.texts.painting_not_yours)
        return
    draft = await house.drafts.load(asker.chat_id, asker.person_id)
    job = await job_shown(context, asker, message)
    options = await house.options_of(asker.chat_id, asker.person_id, draft)
    if job is None:
        is_waiting = await house.is_under_way(draft.job_id)
        await context.say(
            asker,
            asker.texts.already_painting if is_waiting else asker.texts.nothing_to_repeat.format(begin=asker.begin),
        )
        return
    options = seed_after(looking_like(options, job), job)
    if draft.job_id == job.id and draft.is_changed and draft.is_complete:
        await house.paint_draft(asker, draft, options, said=asker.texts.started_again)
    else:
        own_shares = options if draft.job_id == job.id else dataclasses.replace(options, shares=())
        await house.paint_again(asker, job, shares_like(own_shares, job))


async def on_status(update: Update, context: Context) -> None:
    """/status: where this person's pictures stand here, and how many are under way in other chats."""
    asker = await context.asker(message_of(update))
    house, texts = context.house, asker.texts
    jobs = await house.jobs_under_way(person_id=asker.person_id, chat_id=asker.chat_id)
    lines = [await _job_line(context, texts, job) for job in jobs]
    here, known = (asker.person_id, asker.chat_id), {job.id for job in jobs}
    lines += [
        texts.started
        for order in await house.drafts.orders()
        if (order.ticket.person_id, order.ticket.chat_id) == here and order.job_id not in known
    ]
    if not lines:
        draft, _ = (await house.drafts.load(asker.chat_id, asker.person_id)).sorted_out()
        lines = [draft_line(asker, draft)]
    elif jobs and not await is_anybody_painting(context):
        lines.append(texts.cannot_paint if house.courier.is_worker_broken() else texts.nobody_paints)
    lines += await house.told_elsewhere(asker)
    await context.say(asker, "\n".join(dict.fromkeys(lines)))


async def on_cancel(update: Update, context: Context) -> None:
    """/cancel: stop what is being painted for this person here; in reply to a progress message only that."""
    message = message_of(update)
    asker = await context.asker(message)
    house = context.house
    only = await id_under_way(context, asker, message)
    stopped = 0
    async with house.intake.held_back(asker.person_id):
        for order in await house.drafts.orders():
            is_theirs = (order.ticket.person_id, order.ticket.chat_id) == (asker.person_id, asker.chat_id)
            if is_theirs and only in (None, order.job_id):
                stopped += await house.drafts.drop_order(order.job_id)
    for job in await house.jobs_under_way(person_id=asker.person_id, chat_id=asker.chat_id):
        if only in (None, job.id):
            stopped += (await house.queue.cancel(job.id)).status is JobStatus.CANCELLED
    house.courier.wake()
    await context.say(
        asker, asker.texts.cancelled if stopped else asker.texts.nothing_to_cancel.format(begin=asker.begin)
    )


def missing_in(asker: Asker, draft: Draft) -> str:
    """Return what a draft that is not complete needs next."""
    texts = asker.texts
    if draft.styles and draft.content is None:
        return texts.got_style if asker.is_private else texts.got_style_group
    if draft.content is None:
        return texts.need_photo if asker.is_private else texts.need_photo_group
    return texts.need_style if asker.is_private else texts.need_style_group


async def is_anybody_painting(context: Context) -> bool:
    """Return whether a worker has been seen lately."""
    gone_s = context.house.pace.worker_gone_s
    return any(worker.seen_s_ago < gone_s for worker in await context.house.queue.workers())


async def _job(context: Context, job_id: str | None) -> Job | None:
    try:
        return await context.house.queue.get(job_id) if job_id else None
    except UnknownJob:
        return None


def _is_same(options: StyleOptions, job: Job) -> bool:
    return dataclasses.replace(options, seed=job.options.seed) == job.options


async def _job_line(context: Context, texts: Texts, job: Job) -> str:
    seconds = await context.house.queue.seconds_left(job.id)
    if job.status is JobStatus.RUNNING:
        return texts.status_painting.format(left=sentences.duration(texts, seconds or 0.0))
    position = await context.house.queue.position(job.id)
    if seconds is None:
        return texts.in_line_untimed.format(position=position)
    return texts.status_in_line.format(position=position, left=sentences.duration(texts, seconds))


def draft_line(asker: Asker, draft: Draft) -> str:
    """Return how far the asker's draft is while nothing is painted from it."""
    if not draft.pictures or (draft.job_id is not None and not draft.is_changed):
        return asker.texts.status_idle.format(begin=asker.begin)
    if draft.is_complete:
        return asker.texts.status_ready.format(styles=len(draft.styles))
    return missing_in(asker, draft)
