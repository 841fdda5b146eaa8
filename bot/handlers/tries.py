"""Small quick paintings to choose from: one at three strengths, or a photo in three drawn styles ("Surprise me")."""

from __future__ import annotations

import dataclasses
import random

from telegram import Message, Update

from bot.domain.asker import Asker
from bot.domain.draft import Draft
from bot.domain.order import job_id_for, ticket_of
from bot.domain.sent_picture import SentPicture
from bot.handlers import restyle
from bot.handlers.context import Context, is_reply_to_us, message_of, replied_to
from bot.handlers.job_meant import is_of_photo, job_shown, painting_shown, refusal_about, shows_job
from bot.handlers.photos import next_with
from bot.orders.drawn import drawn_style
from bot.orders.kept_pictures import style_of_job
from bot.telegram.media import has_media
from bot.wording import draft_lines
from bot.wording.presses import SURPRISE, TRY
from bot.wording.styles import style_names
from bot.wording.tries import place_of_style
from engine.errors import PictureGone
from engine.options.style_options import StyleOptions, Try
from engine.painting.tries import options_of
from engine.queue.job import Job, JobStatus
from engine.recipes.known import has_own_size

EDGE = 256  # px; a sixth of the time of 512 px, and enough to choose by
STRENGTHS = (30, 60, 90)
STYLES = 3


async def on_try(update: Update, context: Context) -> None:
    """/try: the last painting, or the one it replies to, at three strengths; a photo alone in three styles."""
    message = message_of(update)
    asker = await context.asker(message)
    if _pictured(context, message) is not None:
        await on_surprise(update, context)
    elif refusal := await refusal_about(context, asker, message):
        await context.say(asker, refusal)
    elif (job := await _job_meant(context, asker, message)) is not None and job.styles:
        await _strengths_of_one(context, asker, message, job)
    else:
        await surprise(context, asker, job)


async def _strengths_of_one(context: Context, asker: Asker, message: Message, job: Job) -> None:
    """Paint a job's pictures at three strengths; of small ones in several styles, that which the message replies to."""
    if all(each.style is None for each in job.options.tries):
        await strengths(context, asker, job)
        return
    replied = replied_to(message)
    place = place_of_style(job.options.tries, ticket_of(job).style_names, replied.caption if replied else None)
    if place is None:
        await context.say(asker, asker.texts.tries_which)
    else:
        await strengths(context, asker, job, place)


async def on_surprise(update: Update, context: Context) -> None:
    """/surprise: three small paintings of the photo that it replies to or stands under, or of the last one."""
    message = message_of(update)
    asker = await context.asker(message)
    if why := await refusal_about(context, asker, message):
        await context.say(asker, why)
        return
    pictured = _pictured(context, message)
    if pictured is None:
        await surprise(context, asker, await _job_meant(context, asker, message))
        return
    draft = await next_with(context, asker, await context.draft(asker), pictured)
    if draft is not None:
        await _surprise_with(context, asker, draft)


async def _job_meant(context: Context, asker: Asker, message: Message) -> Job | None:
    """Return the job that the message replies to, else the latest; None where a newer photo comes first.

    It waits, or is promised and not in the queue yet.
    """
    store, replied = context.services.store, replied_to(message)
    shows_none = replied is None or not (
        has_media(replied) or await store.cards.at(asker.chat_id, replied.message_id) is not None
    )
    if shows_none:
        draft, _ = (await context.draft(asker)).sorted_out()
        is_waiting = draft.job_id is None and draft.content is not None
        if is_waiting or await context.services.under_way.is_promised(draft.job_id):
            return None
    return await painting_shown(context, asker, message)


def _pictured(context: Context, message: Message) -> Message | None:
    """Return the message whose picture a command is about: its own or one that it replies to, but none of ours."""
    if has_media(message):
        return message
    replied = replied_to(message)
    is_theirs = replied is not None and has_media(replied) and not is_reply_to_us(message, context.bot.id)
    return replied if is_theirs else None


async def strengths(context: Context, asker: Asker, job: Job, place: int | None = None) -> None:
    """Paint a job's pictures small at three strengths, of its styles with the one at this place where one is given."""
    tries = tuple(Try(strength=strength) for strength in STRENGTHS)
    options = dataclasses.replace(await _small(context, asker, job.options), tries=tries)
    styles = () if place is None else (style_of_job(job.id, place, ticket_of(job).style_names[place]),)
    await context.services.accept.paint_again(asker, job, options, styles=styles, said=asker.texts.tries_started)


async def surprise(context: Context, asker: Asker, job: Job | None = None) -> None:
    """Paint a photo small in three drawn styles: that of a job, else the one that waits, else the last one."""
    services = context.services
    draft = await context.draft(asker)
    draft = await services.collect.settled(asker, draft)
    if job is None and draft.content is not None and draft.job_id is None:
        await _surprise_with(context, asker, draft)
        return
    if job is None and await services.under_way.is_promised(draft.job_id):
        await context.say(asker, asker.texts.already_painting)
        return
    job = job or await services.under_way.latest_such(asker, is_of_photo)
    if job is None or not restyle.has_photo(job):
        await context.say(asker, draft_lines.missing(asker, draft))
        return
    small = await _small(context, asker, job.options)
    styles, options = _surprises(asker, ticket_of(job).style_names, small)
    is_shown, said = restyle.takes_result(job), asker.texts.tries_started
    await services.accept.paint_again(asker, job, options, styles=styles, takes_result=is_shown, said=said)


async def surprise_by_button(context: Context, asker: Asker) -> str | None:
    """Paint the photo that waits small in three drawn styles; return what to answer."""
    if context.services.presses.is_slip((asker.chat_id, asker.message_id), SURPRISE):
        return asker.texts.already_painting
    await surprise(context, asker)
    return None


async def _surprise_with(context: Context, asker: Asker, draft: Draft) -> None:
    small = await _small(context, asker, await context.services.options.of(asker))
    styles, options = _surprises(asker, (), small)
    said = asker.texts.tries_started
    await context.services.accept.paint_draft(asker, draft, options, said=said, styles=styles)


async def _small(context: Context, asker: Asker, options: StyleOptions) -> StyleOptions:
    """Return how to paint so, but small; where the recipe has a size of its own, by the one chosen now."""
    own = await context.services.options.of(asker)
    recipe = own.recipe if has_own_size(options) else options.recipe
    small = dataclasses.replace(options, recipe=recipe, edge_size=min(EDGE, options.edge_size), is_large=False)
    return dataclasses.replace(small, is_quick=own.is_quick)


def _surprises(
    asker: Asker, seen: tuple[str, ...], small: StyleOptions
) -> tuple[tuple[SentPicture, ...], StyleOptions]:
    """Return three drawn styles that were not seen just now, the same for the same update, and how to try them."""
    names = [name for name in style_names() if name not in seen]
    chosen = random.Random(job_id_for(asker)).sample(names, STYLES)
    tries = tuple(Try(strength=small.strength, style=place) for place in range(STYLES))
    options = dataclasses.replace(small, tries=tries, shares=(), experiment=None)
    return tuple(drawn_style(name) for name in chosen), options


async def small_ones_meant(context: Context, asker: Asker, message: Message) -> Job | None:
    """Return the small ones of which a message may say one: those that it replies to, else the asker's latest here.

    They are still the latest after some of them were painted large.
    """
    if replied_to(message) is not None:
        is_about_job = await shows_job(context, asker, message)
        return await job_shown(context, asker, message, JobStatus.DONE) if is_about_job else None
    under_way = context.services.under_way
    job = None if await under_way.is_latest_to_come(asker) else await under_way.latest(asker, JobStatus.DONE)
    return job if job is None or job.options.tries else await _chosen_from(context, asker, job)


async def _chosen_from(context: Context, asker: Asker, job: Job) -> Job | None:
    """Return the asker's last small ones, where the job paints the photo of these in a style of theirs; else None."""
    queue = context.services.queue
    small = await context.services.under_way.latest_such(
        asker, lambda known: known.status is JobStatus.DONE and bool(known.options.tries)
    )
    if small is None:
        return None
    try:
        one, those = await queue.request_of(job.id), await queue.request_of(small.id)
    except PictureGone:
        return None
    is_of_them = one.content_image == those.content_image and set(one.style_images) <= set(those.style_images)
    return small if is_of_them else None


async def paint_large(context: Context, asker: Asker, message: Message, job: Job, value: str) -> str | None:
    """Paint the try whose button was pressed as large as the asker's pictures are; return what to answer."""
    tries = job.options.tries
    if not value.isdecimal() or int(value) >= len(tries):
        return asker.texts.button_old
    if context.services.presses.is_slip((message.chat.id, message.message_id), f"{TRY}:{value}"):
        return asker.texts.already_painting
    chosen, names = tries[int(value)], ticket_of(job).style_names
    own = await context.services.options.of(asker)
    options = options_of(job.options, chosen)
    options = dataclasses.replace(options, edge_size=own.edge_size, is_quick=own.is_quick, limit_s=own.limit_s)
    styles = () if chosen.style is None else (style_of_job(job.id, chosen.style, names[chosen.style]),)
    await context.services.accept.paint_again(asker, job, options, styles=styles, said=asker.texts.started_large)
    return None
