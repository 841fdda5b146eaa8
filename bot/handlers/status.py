"""/status and /cancel: where a person's pictures stand, and stopping them."""

from __future__ import annotations

import asyncio
import logging

from telegram import Update

from bot.domain.asker import Asker
from bot.domain.draft import Draft
from bot.handlers.context import Context, message_of
from bot.handlers.job_meant import id_under_way, is_of_another, refusal_about, shows_job
from bot.orders.drawn import sheet_of_tiles, style_names_in
from bot.orders.fetching import PictureRefused
from bot.telegram.saying import show_picture
from bot.texts import Texts
from bot.wording import draft_lines, sentences
from bot.wording.buttons import as_it_is_buttons, waiting_buttons
from engine.errors import QueueUnavailable
from engine.queue.job import Job, JobStatus, Place

_ENDED = Place(position=0, seconds_left=0.0)  # between two looks

logger = logging.getLogger(__name__)


async def on_status(update: Update, context: Context) -> None:
    """/status: where this person's pictures stand here, and how many are under way in other chats."""
    asker = await context.asker(message_of(update))
    services, texts = context.services, asker.texts
    pending = await services.under_way.find(person_id=asker.person_id, chat_id=asker.chat_id)
    line = await services.queue.line() if pending.jobs else {}
    lines = [_job_line(texts, job, line.get(job.id, _ENDED)) for job in pending.jobs]
    lines += [texts.started for order in pending.only_promised if not order.is_waiting]
    if waiting := sum(order.is_waiting for order in pending.only_promised):
        lines.append(texts.status_waiting.format(count=waiting))
    draft, _ = (await context.draft(asker)).sorted_out()
    waits = draft.job_id is None and not draft.is_empty
    if waits:
        lines.append(_held(texts, draft))
    if not pending.ids:
        lines.append(draft_lines.draft_line(asker, draft))
    elif pending.jobs and not await services.painters.is_anybody_there():
        lines.append(texts.cannot_paint if await services.painters.is_broken() else texts.nobody_paints)
    if elsewhere := await services.under_way.elsewhere(asker):
        lines.append(texts.elsewhere.format(count=elsewhere))
    said = "\n".join(dict.fromkeys(lines))
    if waits:
        await _say_what_waits(context, asker, draft, said)
    else:
        await context.say(asker, said)


async def _say_what_waits(context: Context, asker: Asker, draft: Draft, said: str) -> None:
    """Say it under small pictures of what waits; without them where one cannot be had."""
    buttons, tiles = waiting_buttons(asker.texts), []
    try:
        for picture in draft.pictures:
            tiles.append(await context.services.fetching.small(asker.texts, picture))
    except (PictureRefused, QueueUnavailable) as fault:
        logger.info("What waits is told without pictures: %s", fault)
    if len(tiles) < max(len(draft.pictures), 1):
        await context.say(asker, said, buttons=buttons)
        return
    sheet = await asyncio.to_thread(sheet_of_tiles, tuple(tiles))
    await show_picture(context.bot, asker, sheet, said, buttons, is_quoting=not asker.is_private)


def _held(texts: Texts, draft: Draft) -> str:
    """Return what a draft holds."""
    names = texts.between.join(style_names_in(texts, draft)) or texts.none_yet
    return texts.draft_holds.format(photo=texts.photo_there if draft.content else texts.none_yet, styles=names)


async def on_clear(update: Update, context: Context) -> None:
    """/clear: empty what waits to be painted; settings and paintings stay."""
    await clear(context, await context.asker(message_of(update)), "")


async def clear(context: Context, asker: Asker, _value: str) -> None:
    """Empty the asker's draft in this chat."""
    drafts = context.services.store.drafts
    await drafts.save(asker.chat_id, asker.person_id, (await context.draft(asker)).cleared())
    in_line = await _in_line(context, asker)
    said = asker.texts.cleared_but_line if in_line else asker.texts.cleared
    await context.say(asker, said.format(begin=asker.begin, count=in_line))


async def _in_line(context: Context, asker: Asker) -> int:
    """Return how many of the asker's pictures here are not begun: in the queue, and on their way to it."""
    theirs = {"person_id": asker.person_id, "chat_id": asker.chat_id}
    try:
        pending = await context.services.under_way.find(**theirs)
    except QueueUnavailable:  # the draft is cleared all the same
        return len(await context.services.under_way.orders(**theirs))
    return len(pending.only_promised) + sum(job.status is JobStatus.QUEUED for job in pending.jobs)


async def only_last_style(context: Context, asker: Asker, _value: str) -> None:
    """Let the style that was chosen last be the only one that waits."""
    drafts = context.services.store.drafts
    draft = await context.draft(asker)
    if await context.services.under_way.is_to_come(draft.job_id):
        await context.say(asker, asker.texts.already_painting)
    elif draft.job_id is not None or not draft.styles:
        await context.say(asker, draft_lines.draft_line(asker, draft))
    elif draft.content is not None:  # with all its styles it could not be begun
        await context.services.collect.start(asker, draft.only_last_style())
    else:
        draft = draft.only_last_style()
        await drafts.save(asker.chat_id, asker.person_id, draft)
        await context.say(asker, draft_lines.got(asker, draft))


async def on_cancel(update: Update, context: Context) -> None:
    """/cancel: stop what is being painted for this person here; in reply to one of its messages only that."""
    message = message_of(update)
    asker = await context.asker(message)
    only = await id_under_way(context, asker, message)
    if only is None and await shows_job(context, asker, message):
        refusal = await refusal_about(context, asker, message)
        await context.say(asker, refusal or asker.texts.too_late)
        return
    if await is_of_another(context, asker, message):
        await context.say(asker, asker.texts.painting_not_yours)
        return
    job_id = (await context.draft(asker)).job_id
    is_of_draft = only in (None, job_id) and await context.services.under_way.is_to_come(job_id)
    stopped = await _stop(context, asker, only)
    if not stopped:
        await _say_nothing_to_cancel(context, asker)
        return
    begun = [job.id for job in stopped if job is not None and job.attempt]
    offer = as_it_is_buttons(asker.texts, begun[0]) if len(begun) == 1 else None  # of several nobody knew which
    await context.say(asker, asker.texts.cancelled if is_of_draft else asker.texts.stopped, buttons=offer)


async def _say_nothing_to_cancel(context: Context, asker: Asker) -> None:
    """Say that nothing is painted; where pictures wait, show these: the next one would go with them."""
    draft, _ = (await context.draft(asker)).sorted_out()
    said = asker.texts.nothing_to_cancel
    if draft.job_id is None and not draft.is_empty:
        await _say_what_waits(context, asker, draft, said.format(begin=_held(asker.texts, draft)))
    else:
        await context.say(asker, said.format(begin=asker.begin))


async def _stop(context: Context, asker: Asker, only: str | None) -> list[Job | None]:
    """Stop the asker's orders and jobs in this chat, or only the one of this id; return them, None for an order."""
    services = context.services
    stopped: list[Job | None] = []
    theirs = {"person_id": asker.person_id, "chat_id": asker.chat_id}
    async with services.intake.held_back(asker.person_id):
        for order in await services.under_way.orders(**theirs):
            if only in (None, order.job_id):
                stopped += [None] * await services.intake.call_off(order)
    for job in (await services.under_way.find(**theirs)).jobs:
        if only in (None, job.id):
            stopped.append(await services.queue.cancel(job.id))
    services.watch.wake()
    return [job for job in stopped if job is None or job.status is JobStatus.CANCELLED]


def _job_line(texts: Texts, job: Job, place: Place) -> str:
    if job.status is JobStatus.RUNNING or not place.position:
        if place.seconds_left is None:
            return texts.status_painting_untimed
        return texts.status_painting.format(left=sentences.duration(texts, place.seconds_left))
    return sentences.in_line(texts, place.position, place.seconds_left)
