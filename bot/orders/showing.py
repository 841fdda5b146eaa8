"""What a job came to, sent to its chat with the buttons for what comes next: a painting, a picture, or an album."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from telegram import Message

from bot.domain.asker import Asker
from bot.domain.order import ticket_of
from bot.intervals import Pace
from bot.telegram.client import TelegramBot
from bot.telegram.saying import Buttons, keyboard
from bot.telegram.sending import Unconfirmed, picture_of, send_album, send_picture, send_sentence
from bot.texts import Texts
from bot.wording import experiment_lines, sentences
from bot.wording.card_buttons import card_buttons
from bot.wording.tries import try_buttons, words_of
from engine.options.style_options import Try
from engine.pictures.film import can_be_made
from engine.queue.job import Job
from engine.request import StyleResult


async def send_result(bot: TelegramBot, asker: Asker, job: Job, result: StyleResult, pace: Pace) -> tuple[Message, ...]:
    """Send what a job came to as a reply to who asked; return the message that shows it, or each of an album.

    An album has no buttons: send_offer is to follow it.

    Raises:
        Unconfirmed: It may have arrived.
        TelegramError: It did not arrive.
    """
    if not result.more_pngs:
        caption, markup = caption_of(asker.texts, job, result), keyboard(buttons_of(asker.texts, job, result))
        return (await send_picture(bot, asker, await picture_of(result.image_png), caption, pace, markup),)
    pictures = (result.image_png, *result.more_pngs)
    captions = captions_of(asker.texts, job, result)
    return await send_album(bot, asker, pictures, captions[: len(pictures)], pace)


async def send_offer(bot: TelegramBot, asker: Asker, job: Job, result: StyleResult, pace: Pace) -> tuple[Message, ...]:
    """Send what is said of an album, with its buttons; return it, unless it may have arrived: that is not repeated."""
    caption, markup = caption_of(asker.texts, job, result), keyboard(buttons_of(asker.texts, job, result))
    with contextlib.suppress(Unconfirmed):
        return (await send_sentence(bot, asker, caption, pace, markup),)
    return ()


def captions_of(texts: Texts, job: Job, result: StyleResult) -> Sequence[str]:
    """Return what stands under each picture of an album."""
    if job.options.tries:
        return words_of(texts, _tries_in(job, result), ticket_of(job).style_names)
    captions: Sequence[str] = result.report.get("pictures", ())
    return captions


def caption_of(texts: Texts, job: Job, result: StyleResult) -> str:
    """Return what stands under a result."""
    if job.options.experiment is not None:
        return experiment_lines.caption(texts, job.options.experiment, result.report)
    if job.options.tries:
        return _offer_of(texts, captions_of(texts, job, result))
    return sentences.result(texts, job.options, job.styles, ticket_of(job).style_names, result.report.get("notes", ()))


def _offer_of(texts: Texts, words: Sequence[str]) -> str:
    """Return what is said of small ones that are called so; of a single one no order."""
    return texts.tries_offer if len(words) > 1 else texts.tries_offer_one.format(name=words[0])


def _tries_in(job: Job, result: StyleResult) -> Sequence[Try]:
    """Return the small ones that there are pictures of: fewer where they were taken as they were."""
    return job.options.tries[: 1 + len(result.more_pngs)]


def buttons_of(texts: Texts, job: Job, result: StyleResult) -> Buttons:
    """Return the buttons under a result, as they are first shown."""
    if job.options.experiment is not None:
        return experiment_lines.card(texts, job.id, job.options.experiment, has_films=can_be_made())
    if job.options.tries:
        return try_buttons(texts, job.id, _tries_in(job, result), ticket_of(job).style_names)
    return card_buttons(texts, job.id)
