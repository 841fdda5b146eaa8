"""/strength and /blend: what people choose, said back to them in words."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses

from telegram import Message, Update
from telegram.error import BadRequest

from bot.domain import shares as said_shares
from bot.domain.asker import Asker
from bot.domain.draft import Draft
from bot.domain.order import Card, ticket_of
from bot.errors import BadParameter, NotANumber, NothingToShare, OutOfRange, WrongCount
from bot.handlers import repeated, restyle
from bot.handlers.context import Context, message_of
from bot.handlers.job_meant import job_shown, refusal_about, shows_job
from bot.orders.drawn import names_of
from bot.telegram.saying import keyboard, say
from bot.telegram.sending import Unconfirmed, picture_of, send_picture
from bot.texts import Texts
from bot.wording import sentences
from bot.wording.buttons import strength_buttons, unpainted_share_buttons
from bot.wording.card_buttons import mix_buttons, share_buttons
from engine.errors import PictureGone
from engine.options.experiment_choice import ExperimentKind
from engine.options.style_options import MAX_STYLES, StyleOptions
from engine.pictures.sheets import mix
from engine.queue.job import Job, JobStatus


async def on_strength(update: Update, context: Context) -> None:
    """/strength 80, or /strength alone to see where it stands."""
    asker = await context.asker(message_of(update))
    await set_strength(context, asker, context.words)


async def set_strength(context: Context, asker: Asker, words: str) -> None:
    """Set the asker's strength in this chat, or say what it is."""
    services, texts = context.services, asker.texts
    if not words:
        strength = (await services.options.of(asker)).strength
        told = sentences.strength(texts, strength)
        said = texts.strength_is.format(strength=f"{strength:g}", words=told)
        await context.say_briefly(asker, said, buttons=strength_buttons())
        return
    try:
        strength = said_shares.parse_strength(words)
    except OutOfRange as refusal:
        await context.say_briefly(asker, texts.strength_out_of_range.format(got=refusal.got))
        return
    except NotANumber as refusal:
        sentence = texts.strength_several if _are_shares(words) else texts.strength_not_a_number
        await context.say_briefly(asker, sentence.format(got=refusal.got))
        return
    await services.store.preferences.change(asker.chat_id, asker.person_id, strength=strength)
    sentence = texts.strength_set_ready if await repeated.is_painted_anew(context, asker) else texts.strength_set
    told = sentences.strength(texts, strength)
    await context.say_briefly(asker, sentence.format(strength=f"{strength:g}", words=told))


async def on_blend(update: Update, context: Context) -> None:
    """/blend 70 30 for several styles; with one style /blend 40 mixes painting and photo at once."""
    message = message_of(update)
    asker, words = await context.asker(message), context.words
    if refusal := await refusal_about(context, asker, message):
        await context.say(asker, refusal)
        return
    kept = await context.services.store.drafts.load(asker.chat_id, asker.person_id)
    draft, _ = kept.sorted_out()
    shown = await job_shown(context, asker, message)
    is_of_job = await shows_job(context, asker, message) or await _is_of_later_job(context, draft, shown)
    is_open = draft.job_id is None and not draft.is_empty
    if not is_of_job and len(draft.styles) >= 2:
        await _set_shares(context, asker, draft, words)
    elif is_of_job and shown is not None and shown.styles >= 2:
        await _repaint_with_shares(context, asker, shown, words)
    elif (is_open or shown is None) and _are_shares(words):  # said before the styles are there
        await context.services.store.drafts.save(
            asker.chat_id, asker.person_id, dataclasses.replace(kept, wanted=words)
        )
        await context.say(asker, asker.texts.blend_kept.format(styles=said_shares.count_of(words)))
    else:
        painted = await job_shown(context, asker, message, JobStatus.DONE)
        await _mix(context, asker, painted or shown, words)


async def _is_of_later_job(context: Context, draft: Draft, latest: Job | None) -> bool:
    """Return whether the latest job was painted after the draft, or in other styles than those of the draft."""
    if latest is None or latest.options.experiment is not None or not _can_be_mixed(latest):
        return False
    if draft.job_id is None or draft.is_changed or await context.services.store.orders.has(draft.job_id):
        return False
    return latest.id != draft.job_id or latest.styles != len(draft.styles)


def _are_shares(words: str) -> bool:
    """Return whether the words are shares of several styles."""
    try:
        return 2 <= said_shares.count_of(words) <= MAX_STYLES
    except BadParameter:
        return False


async def _set_shares(context: Context, asker: Asker, draft: Draft, words: str) -> None:
    texts, styles = asker.texts, len(draft.styles)
    if not words:
        await context.say(
            asker,
            _shares_now(texts, draft),
            buttons=unpainted_share_buttons(texts, draft.shares, styles, names_of(draft.styles)),
        )
    elif refusal := sentences.blend_refused(texts, words, styles):
        await context.say(asker, refusal)
    else:
        draft = draft.with_shares(said_shares.parse_shares(words, styles))
        await context.services.store.drafts.save(asker.chat_id, asker.person_id, draft)
        told = sentences.shares(texts, draft.shares, styles, names_of(draft.styles))
        await context.say(asker, texts.blend_set.format(shares=told))


async def more_of(context: Context, asker: Asker, message: Message, index: int) -> str | None:
    """Give one style of the asker's draft a larger share, as a button under /blend says; return what to answer."""
    draft, _ = (await context.services.store.drafts.load(asker.chat_id, asker.person_id)).sorted_out()
    if not index < len(draft.styles) > 1:
        return asker.texts.no_styles_to_share
    draft = draft.with_shares(said_shares.more_of(index, draft.shares, len(draft.styles)))
    await context.services.store.drafts.save(asker.chat_id, asker.person_id, draft)
    with contextlib.suppress(BadRequest):  # pressed twice at once, or the message is gone
        names = names_of(draft.styles)
        markup = keyboard(unpainted_share_buttons(asker.texts, draft.shares, len(names), names))
        await message.edit_text(_shares_now(asker.texts, draft), reply_markup=markup)
    return None


def _shares_now(texts: Texts, draft: Draft) -> str:
    styles = len(draft.styles)
    told = sentences.shares(texts, draft.shares, styles, names_of(draft.styles))
    return texts.blend_is.format(shares=told, example=sentences.example_shares(styles))


async def _repaint_with_shares(context: Context, asker: Asker, job: Job, words: str) -> None:
    """Paint a job of several styles once more, with other shares: its result was replied to."""
    texts = asker.texts
    if not words:
        names = ticket_of(job).style_names
        told = sentences.shares(texts, job.options.shares, job.styles, names)
        said = texts.blend_is.format(shares=told, example=sentences.example_shares(job.styles))
        offer = await say(
            context.bot, asker, said, buttons=share_buttons(texts, job.id, job.options, job.styles, names)
        )
        mixed = Card.under(offer.chat.id, offer.message_id, job, await _in_one(context, asker, job))
        await context.services.store.cards.set(mixed)
    elif refusal := sentences.blend_refused(texts, words, job.styles):
        await context.say(asker, refusal)
    else:
        options = await _in_one(context, asker, job)
        shares = said_shares.parse_shares(words, job.styles)
        await context.services.accept.paint_again(asker, job, dataclasses.replace(options, shares=shares))


async def _in_one(context: Context, asker: Asker, job: Job) -> StyleOptions:
    """Return how to mix a job's styles in one painting: small ones are each in a style of its own."""
    own = await context.services.options.of(asker)
    return dataclasses.replace(restyle.as_painted(job.options, own, job.styles), shares=job.options.shares)


async def _mix(context: Context, asker: Asker, job: Job | None, words: str) -> None:
    """Mix the job's painting with its photo, from what is stored: nothing is painted."""
    texts = asker.texts
    if job is None or not _can_be_mixed(job):
        await context.say(asker, texts.mix_nothing.format(begin=asker.begin))
        return
    if job.options.tries:  # nobody has said yet which of them
        await context.say(asker, texts.mix_tries)
        return
    if not words:
        await context.say(asker, texts.mix_is, buttons=mix_buttons(texts, job.id, has_back=False))
        return
    try:
        share = said_shares.parse_mix(words)
    except WrongCount:
        await context.say(asker, texts.mix_one_number)
    except NothingToShare:
        await context.say(asker, texts.blend_zeros.format(example=sentences.example_shares(1)))
    except BadParameter as refusal:
        await context.say(asker, texts.mix_not_a_number.format(got=refusal.got))
    else:
        if job.status is JobStatus.DONE:
            await send_mix(context, asker, job, share)
        else:
            await context.say(asker, texts.mix_still_painting)


def _can_be_mixed(job: Job) -> bool:
    """Return whether the job has, or will have, a picture that was made of a photo."""
    choice = job.options.experiment
    is_of_a_photo = choice is None or choice.kind is ExperimentKind.DREAM
    return is_of_a_photo and job.status in (JobStatus.DONE, JobStatus.QUEUED, JobStatus.RUNNING)


def _another_mix(per_cent: int) -> int:
    """Return another share of the painting than this one, to name in an example."""
    return 100 - per_cent if per_cent not in (0, 50, 100) else 30


async def send_mix(context: Context, asker: Asker, job: Job, share: float) -> None:
    """Send the job's painting mixed with its photo.

    Args:
        context: The handler's.
        asker: Who asked for it.
        job: A job that is done.
        share: The painting's share, 0..1.
    """
    services, texts = context.services, asker.texts
    try:
        painting = await services.queue.result_of(job.id)
        content = (await services.queue.request_of(job.id)).content_image
    except PictureGone:
        await context.say(asker, texts.picture_gone.format(hours=f"{services.settings.keep_hours:g}"))
        return
    mixed = await picture_of(await asyncio.to_thread(mix, content, painting.image_png, share), "mix")
    per_cents = said_shares.in_per_cent((share, 1 - share))
    caption = texts.mixed.format(painting=per_cents[0], photo=per_cents[1], example=_another_mix(per_cents[0]))
    try:
        message = await send_picture(context.bot, asker, mixed, caption, services.pace)
    except Unconfirmed:
        await context.say(asker, texts.went_wrong)
        return
    await context.keep_cards(job, message)  # so that /blend in answer to the mix mixes the same painting
