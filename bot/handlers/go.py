"""/go and /again: have painted what was sent, or what was painted before."""

from __future__ import annotations

import dataclasses

from telegram import Message, Update

from bot.domain.asker import Asker
from bot.domain.draft import Draft
from bot.domain.order import job_id_for
from bot.handlers import laboratory, same_again, tries
from bot.handlers.context import Context, is_reply_to_us, message_of, replied_to
from bot.handlers.job_meant import is_called_off, is_of_another, job_shown, refusal_about, shows_job
from bot.handlers.photos import next_with, take
from bot.orders.options import is_same, looking_like, seed_after, shares_like
from bot.telegram.media import has_media
from bot.wording import draft_lines
from bot.wording.said_by_us import is_caption_of_ours
from engine.queue.job import Job


async def on_go(update: Update, context: Context) -> None:
    """/go: paint what was sent; what is missing is what it replies to, or of the picture before, if there was one.

    In reply to another photo than the one that was painted last it paints that one, in the styles that were sent last;
    in reply to an older painting it does what /again does, while nothing waits.
    A photo alone, without any style before it, is painted small in three drawn styles.
    """
    message = message_of(update)
    asker, replied, services = await context.asker(message), replied_to(message), context.services
    draft = await context.draft(asker)
    draft = await services.collect.settled(asker, draft)
    if draft.job_id == job_id_for(asker) or await services.under_way.is_to_come(job_id_for(asker)):
        return  # written under the picture that has just started it, or beside a command that has
    if await _is_of_another_painting(context, asker, message, draft):
        await on_again(update, context)
        return
    is_new = replied is not None and replied.message_id not in {known.message_id for known in draft.pictures}
    if replied is not None and is_new and has_media(replied):
        if draft.job_id is None and not draft.is_complete:
            await take(context, asker, replied, None)
            return
        if draft.job_id is not None and not (has_media(message) or is_reply_to_us(message, context.bot.id)):
            anew = await next_with(context, asker, draft, replied)
            if anew is None:
                return
            draft = anew
    draft = draft.completed_from_earlier()
    if not draft.is_complete:
        await services.store.drafts.save(asker.chat_id, asker.person_id, draft)
        if has_media(message):
            return  # written under a picture: what is missing was said when it was taken
        if draft.content is not None:
            await tries.surprise(context, asker)
        else:
            await context.say(asker, draft_lines.missing(asker, draft))
    elif draft.job_id is None:
        await services.collect.start(asker, draft)
    else:
        await _paint_once_more(context, asker, draft)


async def _is_of_another_painting(context: Context, asker: Asker, message: Message, draft: Draft) -> bool:
    """Return whether the message replies to a painting of ours that was not made from the draft, and nothing waits.

    Beside a draft that was painted, somebody else's and one that is gone are such, too; a sheet of styles is none.
    """
    is_waiting = draft.job_id is None and bool(draft.pictures)
    if is_waiting or has_media(message) or not is_reply_to_us(message, context.bot.id):
        return False
    if not await shows_job(context, asker, message):
        return False
    job = await job_shown(context, asker, message)
    if job is not None:
        return job.id != draft.job_id
    replied = replied_to(message)
    is_painting = replied is not None and is_caption_of_ours(replied.caption or "")
    return draft.job_id is not None and (is_painting or await is_of_another(context, asker, message))


async def _paint_once_more(context: Context, asker: Asker, draft: Draft) -> None:
    """Paint a draft that was painted before, unless it is just being painted as it is."""
    services = context.services
    options = await services.options.of(asker, draft)
    previous = await services.under_way.job(draft.job_id)
    if not draft.is_changed:
        would_be_same = previous is None or is_same(options, previous)
        if would_be_same and await services.under_way.is_to_come(draft.job_id):
            await context.say(asker, asker.texts.already_painting)
            return
        if previous is not None and would_be_same:  # a different seed, or nothing would change
            if said := await same_again.refusal(context, asker.texts, previous, options):
                await context.say(asker, said)
                return
            options = seed_after(options, previous)
    await services.accept.paint_draft(asker, draft, options)


async def on_again(update: Update, context: Context) -> None:
    """/again: paint the last picture, or the one replied to, with today's settings, its own look and the next seed.

    Where pictures wait that could not be begun, it is they that are meant; where a style alone waits, the last photo is
    painted in that.
    """
    message = message_of(update)
    asker = await context.asker(message)
    services = context.services
    if refusal := await refusal_about(context, asker, message):
        await context.say(asker, refusal)
        return
    if await services.under_way.is_to_come(job_id_for(asker)):
        return  # written beside a command that has started it
    draft = await context.draft(asker)
    is_of_a_picture = await shows_job(context, asker, message)
    waiting = draft.completed_from_earlier() if draft.styles else draft
    if not is_of_a_picture and draft.job_id is None and waiting.is_complete:
        await services.collect.start(asker, waiting)
        return
    promised = None if is_of_a_picture else await services.under_way.newest_order(asker)
    if promised is not None:  # the latest job is an older picture
        if draft.is_complete and (promised.job_id == draft.job_id or draft.is_changed):
            await _paint_once_more(context, asker, draft)
        else:
            await context.say(asker, asker.texts.already_painting)
        return
    if not is_of_a_picture and await is_called_off(context, asker, draft):
        await _paint_once_more(context, asker, draft)
        return
    job = await job_shown(context, asker, message)
    if job is None:
        is_waiting = await services.under_way.is_to_come(draft.job_id)
        nothing = asker.texts.nothing_to_repeat.format(begin=await context.begin(asker))
        await context.say(asker, asker.texts.already_painting if is_waiting else nothing)
        return
    await _repeat(context, asker, draft, job)


async def _repeat(context: Context, asker: Asker, draft: Draft, job: Job) -> None:
    """Paint what a job painted, or make its experiment, with today's settings, its own look and the next seed."""
    services = context.services
    if (choice := job.options.experiment) is not None:
        edge_size = await laboratory.edge_size_for(context, asker, choice)
        wanted = dataclasses.replace(job.options, edge_size=edge_size)
        await laboratory.make_again(context, asker, job, seed_after(wanted, job))
        return
    options = seed_after(looking_like(await services.options.of(asker, draft), job), job)
    if draft.job_id == job.id and draft.is_changed and draft.is_complete:
        await services.accept.paint_draft(asker, draft, options, said=asker.texts.started_again)
        return
    own_shares = options if draft.job_id == job.id else dataclasses.replace(options, shares=())
    wanted = shares_like(own_shares, job)
    if said := await same_again.refusal(context, asker.texts, job, wanted):
        await context.say(asker, said)
    else:
        await services.accept.paint_again(asker, job, wanted)
