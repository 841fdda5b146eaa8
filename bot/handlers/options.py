"""/strength and /blend: what people choose, said back to them in words."""

from __future__ import annotations

import asyncio
import dataclasses

from telegram import Update

from bot import parameters, wording
from bot.cards import mix_buttons, strength_buttons
from bot.chat import Asker
from bot.draft import Draft
from bot.errors import BadParameter, NotANumber, NothingToShare, OutOfRange, WrongCount
from bot.handlers.context import Context, message_of, replied_to
from bot.handlers.showing import job_shown
from bot.orders import Card
from bot.sending import Unconfirmed, picture_of, send_picture
from bot.texts import Texts
from engine.errors import PictureGone
from engine.images import mix
from engine.jobs import Job, JobStatus


async def on_strength(update: Update, context: Context) -> None:
    """/strength 80, or /strength alone to see where it stands."""
    asker = await context.asker(message_of(update))
    await set_strength(context, asker, context.words)


async def set_strength(context: Context, asker: Asker, words: str) -> None:
    """Set the asker's strength in this chat, or say what it is."""
    house, texts = context.house, asker.texts
    if not words:
        strength = (await house.options_of(asker.chat_id, asker.person_id)).strength
        told = wording.strength(texts, strength)
        said = texts.strength_is.format(strength=f"{strength:g}", words=told)
        await context.say(asker, said, buttons=strength_buttons())
        return
    try:
        strength = parameters.parse_strength(words)
    except OutOfRange as refusal:
        await context.say(asker, texts.strength_out_of_range.format(got=refusal.got))
        return
    except NotANumber as refusal:
        await context.say(asker, texts.strength_not_a_number.format(got=refusal.got))
        return
    await house.drafts.set_preferences(asker.chat_id, asker.person_id, strength=strength)
    has_painted = (await house.drafts.load(asker.chat_id, asker.person_id)).job_id is not None
    sentence = texts.strength_set_ready if has_painted else texts.strength_set
    told = wording.strength(texts, strength)
    await context.say(asker, sentence.format(strength=f"{strength:g}", words=told))


async def on_blend(update: Update, context: Context) -> None:
    """/blend 70 30 for several styles; with one style /blend 40 mixes painting and photo at once."""
    message = message_of(update)
    asker = await context.asker(message)
    draft, _ = (await context.house.drafts.load(asker.chat_id, asker.person_id)).sorted_out()
    shown = await job_shown(context, asker, message)
    is_reply = replied_to(message) is not None
    if not is_reply and len(draft.styles) >= 2:
        await _set_shares(context, asker, draft, context.words)
    elif is_reply and shown is not None and shown.styles >= 2:
        await _repaint_with_shares(context, asker, shown, context.words)
    else:
        painted = await job_shown(context, asker, message, JobStatus.DONE)
        await _mix(context, asker, painted or shown, context.words)


async def set_blend_ahead(context: Context, asker: Asker, words: str) -> None:
    """Set the shares from a caption, as far as the styles are there already."""
    draft = await context.house.drafts.load(asker.chat_id, asker.person_id)
    if len(draft.styles) >= 2:
        await _set_shares(context, asker, draft, words)


async def _set_shares(context: Context, asker: Asker, draft: Draft, words: str) -> None:
    texts, styles = asker.texts, len(draft.styles)
    example = wording.example_shares(styles)
    if not words:
        told = wording.shares(texts, draft.shares, styles)
        await context.say(asker, texts.blend_is.format(shares=told, example=example))
        return
    try:
        shares = parameters.parse_shares(words, styles)
    except BadParameter as refusal:
        await context.say(asker, _blend_refusal(texts, refusal, example))
        return
    await context.house.drafts.save(asker.chat_id, asker.person_id, draft.with_shares(shares))
    await context.say(asker, texts.blend_set.format(shares=wording.shares(texts, shares, styles)))


async def _repaint_with_shares(context: Context, asker: Asker, job: Job, words: str) -> None:
    """Paint a job of several styles once more, with other shares: its result was replied to."""
    texts, example = asker.texts, wording.example_shares(job.styles)
    if not words:
        told = wording.shares(texts, job.options.shares, job.styles)
        await context.say(asker, texts.blend_is.format(shares=told, example=example))
        return
    try:
        shares = parameters.parse_shares(words, job.styles)
    except BadParameter as refusal:
        await context.say(asker, _blend_refusal(texts, refusal, example))
    else:
        await context.house.paint_again(asker, job, dataclasses.replace(job.options, shares=shares))


def _blend_refusal(texts: Texts, refusal: BadParameter, example: str) -> str:
    if isinstance(refusal, WrongCount):
        return texts.blend_wrong_count.format(count=refusal.count, styles=refusal.styles, example=example)
    if isinstance(refusal, NothingToShare):
        return texts.blend_zeros.format(example=example)
    if isinstance(refusal, OutOfRange):
        return texts.blend_out_of_range.format(got=refusal.got, example=example)
    return texts.blend_not_a_number.format(got=refusal.got, example=example)


async def _mix(context: Context, asker: Asker, job: Job | None, words: str) -> None:
    """Mix the job's painting with its photo, from what is stored: nothing is painted."""
    texts = asker.texts
    if job is None or job.status not in (JobStatus.DONE, JobStatus.QUEUED, JobStatus.RUNNING):
        await context.say(asker, texts.mix_nothing)
        return
    if not words:
        await context.say(asker, texts.mix_is, buttons=mix_buttons(texts, job.id, has_back=False))
        return
    try:
        share = parameters.parse_mix(words)
    except WrongCount as refusal:
        example = wording.example_shares(job.styles)
        said = texts.blend_wrong_count.format(count=refusal.count, styles=job.styles, example=example)
        await context.say(asker, said)
    except BadParameter as refusal:
        await context.say(asker, texts.mix_not_a_number.format(got=refusal.got))
    else:
        if job.status is JobStatus.DONE:
            await send_mix(context, asker, job, share)
        else:
            await context.say(asker, texts.mix_still_painting)


async def send_mix(context: Context, asker: Asker, job: Job, share: float) -> None:
    """Send the job's painting mixed with its photo.

    Args:
        context: The handler's.
        asker: Who asked for it.
        job: A job that is done.
        share: The painting's share, 0..1.
    """
    house, texts = context.house, asker.texts
    try:
        painting = await house.queue.result_of(job.id)
        content = (await house.queue.request_of(job.id)).content_image
    except PictureGone:
        await context.say(asker, texts.picture_gone.format(hours=f"{house.settings.keep_hours:g}"))
        return
    mixed = await picture_of(await asyncio.to_thread(mix, content, painting.image_png, share), "mix")
    per_cents = parameters.in_per_cent((share, 1 - share))
    caption = texts.mixed.format(painting=per_cents[0], photo=per_cents[1], example=per_cents[1])
    try:
        message = await send_picture(context.bot, asker.ticket(), mixed, caption, house.pace)
    except Unconfirmed:
        await context.say(asker, texts.went_wrong)
        return
    card = Card(  # so that /blend in answer to the mix mixes the same painting
        chat_id=message.chat.id,
        message_id=message.message_id,
        person_id=asker.person_id,
        job_id=job.id,
        options=job.options,
    )
    await house.drafts.set_card(card)
