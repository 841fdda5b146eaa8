"""Another style: the photo of a painting, painted at once in a style that is pressed or named."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Sequence

from telegram import Message

from bot.domain.asker import Asker
from bot.domain.order import SENT, ticket_of
from bot.domain.sent_picture import Role, SentPicture
from bot.domain.shares import fitting_shares
from bot.handlers.context import Context
from bot.handlers.job_meant import is_called_off, is_of_photo
from bot.handlers.style_meant import style_of_token, token_of_job, token_of_saved, word_for
from bot.orders.drawn import style_sheet
from bot.telegram.saying import say_if_possible, show_picture
from bot.wording import sentences
from bot.wording.card_buttons import restyle_buttons
from bot.wording.presses import RESTYLE
from engine.errors import PictureGone
from engine.options.style_options import StyleOptions
from engine.queue.job import Job, JobStatus
from engine.recipes.known import RECIPES

LATELY = 3  # style pictures that were sent and are offered once more
LOOKED_AT = 12  # jobs among which they are looked for
_PAINTED_OR_STOPPED = (JobStatus.DONE, JobStatus.CANCELLED)


async def show_styles(context: Context, asker: Asker, job: Job) -> None:
    """Show the drawn styles, the asker's saved ones and the last that they sent, with a button for each."""
    own = await _own_styles(context, asker, job)
    sheet = await style_sheet([picture for _, _, picture in own])
    buttons = restyle_buttons(asker.texts, job.id, [(word, token) for word, token, _ in own])
    await context.keep_cards(
        job, await show_picture(context.bot, asker, sheet, asker.texts.another_style_offer, buttons)
    )


async def press_style(context: Context, asker: Asker, message: Message, job: Job, token: str) -> str | None:
    """Paint the job's photo in the style whose button was pressed; return what to answer."""
    style = await style_of_token(context, asker, token)
    if style is None:
        return asker.texts.style_gone
    if context.services.presses.is_slip((message.chat.id, message.message_id), f"{RESTYLE}:{token}"):
        return asker.texts.already_painting
    await paint_in(context, asker, job, (style,))
    return asker.texts.style_chosen.format(name=word_for(asker, style))


async def paint_last(context: Context, asker: Asker, styles: Sequence[SentPicture]) -> bool:
    """Paint the asker's last photo here, or their last dream, in other styles; return whether.

    Not where a picture waits or is being painted; of one that was stopped the photo is still there.
    """
    services = context.services
    draft, _ = (await context.draft(asker)).sorted_out()
    if draft.content is not None and not draft.is_changed and await is_called_off(context, asker, draft):
        content = dataclasses.replace(draft.content, role=Role.CONTENT, album=None)
        await services.collect.add(asker, content, *styles)
        return True
    job = await services.under_way.latest(asker)
    is_waiting = draft.is_changed or (draft.job_id is None and bool(draft.pictures))
    is_waiting = is_waiting or await services.under_way.is_promised(draft.job_id)
    if is_waiting or job is None or job.status not in _PAINTED_OR_STOPPED or not (job.styles or _is_dream(job)):
        return False
    await paint_in(context, asker, job, styles)
    return True


def _is_dream(job: Job) -> bool:
    return job.options.experiment is not None and is_of_photo(job)


async def paint_in(context: Context, asker: Asker, job: Job, styles: Sequence[SentPicture]) -> None:
    """Paint the job's photo in other styles, as it was painted else; what an experiment shows, as the asker has set.

    What the message that asks for it has set holds for it.
    Shares that were wanted of the styles hold where they fit; else it is said why they do not.
    """
    own, wanted = await context.services.options.of(asker), next((s.wanted for s in styles if s.wanted), "")
    options = own if job.options.experiment is not None else as_painted(job.options, own, len(styles))
    newly = {name: getattr(own, name) for name in context.just_set}
    options = dataclasses.replace(options, **newly, shares=fitting_shares(wanted, len(styles)) or ())
    said = asker.texts.started_style.format(name=" + ".join(word_for(asker, style) for style in styles))
    await context.services.accept.paint_again(
        asker, job, options, styles=tuple(styles), takes_result=takes_result(job), said=said
    )
    if wanted and not options.shares:
        await say_if_possible(context.bot, asker, sentences.why_not_shared(asker.texts, wanted, len(styles)))


def takes_result(job: Job) -> bool:
    """Return whether what the job came to is painted, not its photo."""
    return job.options.experiment is not None and job.status is JobStatus.DONE


def has_photo(job: Job) -> bool:
    """Return whether there is something to paint: the job's photo, or what an experiment has come to."""
    return job.options.experiment is None or takes_result(job) or _is_dream(job)


def as_painted(options: StyleOptions, own: StyleOptions, styles: int) -> StyleOptions:
    """Return how a job was painted, as far as that goes for so many other styles; the rest as the asker has set."""
    options = dataclasses.replace(options, shares=(), is_quick=own.is_quick)
    if options.tries:  # small, each in a style of its own
        options = dataclasses.replace(options, tries=(), edge_size=own.edge_size)
    options = at_usual_size(options, own)
    if styles > RECIPES[options.recipe].most_styles:
        options = dataclasses.replace(options, recipe=own.recipe)
    return options


def at_usual_size(options: StyleOptions, own: StyleOptions) -> StyleOptions:
    """Return how to paint so without asking: a large one, which takes minutes, at the size that the asker has set."""
    return dataclasses.replace(options, is_large=False, edge_size=own.edge_size) if options.is_large else options


async def _own_styles(context: Context, asker: Asker, job: Job) -> list[tuple[str, str, bytes]]:
    """Return saved styles and the last sent in this chat: what each is called, how it is told, what it looks like."""
    saved, texts, found = context.services.store.saved, asker.texts, []
    for style in await saved.of(asker.person_id):
        if picture := await saved.picture(asker.person_id, style.number):
            found.append((style.name, token_of_saved(style), picture))
    for number, (job_id, picture) in enumerate(await _sent_lately(context, asker, job), 1):
        found.append((texts.style_sent.format(number=number), token_of_job(job_id), picture))
    return found


async def _sent_lately(context: Context, asker: Asker, job: Job) -> list[tuple[str, bytes]]:
    """Return the last style pictures that the asker sent here, each with a job that was painted in it."""
    found: dict[bytes, str] = {}
    for job_id in await context.services.store.cards.latest_jobs(asker.chat_id, asker.person_id, LOOKED_AT):
        known = await context.services.under_way.job(job_id)
        if known is None or ticket_of(known).style_names != (SENT,):
            continue
        with contextlib.suppress(PictureGone):
            found.setdefault((await context.services.queue.request_of(job_id)).style_images[0], job_id)
    return [(job_id, picture) for picture, job_id in found.items()][:LATELY]
