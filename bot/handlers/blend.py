"""/blend: how much of each style, of what waits or of a painting; with one style it mixes painting and photo."""

from __future__ import annotations

import contextlib
import dataclasses

from telegram import Message, Update
from telegram.error import BadRequest

from bot.domain import shares as said_shares
from bot.domain.asker import Asker
from bot.domain.draft import Draft
from bot.domain.order import Card, ticket_of
from bot.handlers import mix, restyle
from bot.handlers.context import Context, message_of
from bot.handlers.job_meant import painting_shown, refusal_about, shows_job
from bot.orders.drawn import names_of
from bot.telegram.saying import keyboard, say
from bot.texts import Texts
from bot.wording import draft_lines, sentences
from bot.wording.buttons import unpainted_share_buttons
from bot.wording.card_buttons import share_buttons
from engine.options.style_options import StyleOptions
from engine.queue.job import Job, JobStatus


async def on_blend(update: Update, context: Context) -> None:
    """/blend 70 30 for several styles; with one style /blend 40 mixes painting and photo at once."""
    message = message_of(update)
    asker, words = await context.asker(message), context.words
    if refusal := await refusal_about(context, asker, message):
        await context.say(asker, refusal)
        return
    kept = await context.draft(asker)
    draft, _ = kept.sorted_out()
    shown = await painting_shown(context, asker, message)
    is_of_job = await shows_job(context, asker, message) or await _is_of_later_job(context, draft, shown)
    is_open = draft.job_id is None and not draft.is_empty
    if not is_of_job and len(draft.styles) >= 2:
        await _set_shares(context, asker, draft, words)
    elif is_of_job and shown is not None and shown.styles >= 2:
        await _repaint_with_shares(context, asker, shown, words)
    elif (is_open or shown is None) and said_shares.are_shares(words):  # said before the styles are there
        await context.services.store.drafts.save(
            asker.chat_id, asker.person_id, dataclasses.replace(kept, wanted=words)
        )
        await context.say(asker, draft_lines.shares_kept(asker, draft, words))
    else:
        painted = await painting_shown(context, asker, message, JobStatus.DONE)
        await mix.answer(context, asker, painted or shown, words)


async def _is_of_later_job(context: Context, draft: Draft, latest: Job | None) -> bool:
    """Return whether the latest job was painted after the draft, or in other styles than those of the draft."""
    if latest is None or latest.options.experiment is not None or not mix.can_be_mixed(latest):
        return False
    if draft.job_id is None or draft.is_changed or await context.services.store.orders.has(draft.job_id):
        return False
    return latest.id != draft.job_id or latest.styles != len(draft.styles)


async def _set_shares(context: Context, asker: Asker, draft: Draft, words: str) -> None:
    texts, styles = asker.texts, len(draft.styles)
    if not words:
        await context.say(
            asker,
            _shares_now(texts, draft.shares, styles, names_of(draft.styles)),
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
    draft, _ = (await context.draft(asker)).sorted_out()
    if not index < len(draft.styles) > 1:
        return asker.texts.no_styles_to_share
    draft = draft.with_shares(said_shares.more_of(index, draft.shares, len(draft.styles)))
    await context.services.store.drafts.save(asker.chat_id, asker.person_id, draft)
    with contextlib.suppress(BadRequest):  # pressed twice at once, or the message is gone
        names = names_of(draft.styles)
        markup = keyboard(unpainted_share_buttons(asker.texts, draft.shares, len(names), names))
        await message.edit_text(_shares_now(asker.texts, draft.shares, len(names), names), reply_markup=markup)
    return None


def _shares_now(texts: Texts, shares: tuple[float, ...], styles: int, names: tuple[str, ...]) -> str:
    """Return how much of each style there is, and what to write for other shares."""
    told = sentences.shares(texts, shares, styles, names)
    return texts.blend_is.format(shares=told, example=sentences.example_shares(styles))


async def _repaint_with_shares(context: Context, asker: Asker, job: Job, words: str) -> None:
    """Paint a job of several styles once more, with other shares: its result was replied to."""
    texts = asker.texts
    if not words:
        names = ticket_of(job).style_names
        said = _shares_now(texts, job.options.shares, job.styles, names)
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
