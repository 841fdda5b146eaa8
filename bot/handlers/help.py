"""/start, /help, and what to say to words that are no command of ours."""

from __future__ import annotations

from telegram import Message, Update

from bot.domain.asker import Asker
from bot.domain.shares import count_of, parse_strength
from bot.errors import BadParameter
from bot.handlers.context import Context, message_of, replied_to
from bot.handlers.job_meant import is_of_another
from bot.handlers.mentions import names_us, unnamed
from bot.telegram.saying import say_if_possible
from bot.texts import Texts
from bot.wording import draft_lines, sentences
from bot.wording.styles import style_called, style_word
from engine.options.style_options import StyleOptions
from engine.queue.job import JobStatus

MAX_NUMBERS = 40  # characters of an answer that is numbers alone
MAX_STYLE_WORDS = 2  # of an answer that names a style; longer ones speak of something else


async def on_start(update: Update, context: Context) -> None:
    """/start: say hello and what to do first."""
    asker = await context.asker(message_of(update))
    await context.say(asker, asker.texts.start if asker.is_private else asker.texts.start_group)


async def on_help(update: Update, context: Context) -> None:
    """/help: say all there is."""
    asker = await context.asker(message_of(update))
    await context.say(asker, asker.texts.help if asker.is_private else asker.texts.help_group)


async def on_words(update: Update, context: Context) -> None:
    """Words without a command, and messages without words: say what to send, or which command was meant."""
    message = message_of(update)
    asker = await context.asker(message)
    is_about_others = not asker.is_private and await is_of_another(context, asker, message)
    if is_about_others and not names_us(message, context.bot):
        return  # people speak to each other about somebody else's painting
    if message.text is None:
        await context.say(asker, asker.texts.no_other)
    elif told := meant(asker.texts, unnamed(message, context.bot)):
        await context.say(asker, told)
    elif not is_about_others:
        await context.say(asker, await _hint(context, asker, message))


async def is_meant(update: Update, context: Context, words: str) -> bool:
    """Say which command the words behind another one are; return whether they look like one."""
    asker = await context.asker(message_of(update))
    if told := meant(asker.texts, words):
        await context.say(asker, told)
    return told is not None


async def on_caption(update: Update, context: Context) -> None:
    """Words without a command under a picture: say which one was meant, where they look like one."""
    message = message_of(update)
    asker = await context.asker(message)
    if said := meant(asker.texts, unnamed(message, context.bot)):
        await say_if_possible(context.bot, asker, said)


async def on_unknown_command(update: Update, context: Context) -> None:
    """A command that is none of ours."""
    message = message_of(update)
    asker = await context.asker(message)
    said = meant(asker.texts, unnamed(message, context.bot))
    await context.say_briefly(asker, said or asker.texts.unknown_command)


def meant(texts: Texts, words: str) -> str | None:
    """Return which command the words leave out: numbers, or the name of a style; None where they are something else."""
    words = words.strip().lstrip("/／")
    if count := _numbers_in(words):
        said = texts.number_alone if count == 1 else texts.numbers_alone
        return said.format(got=words, example=sentences.example_shares(2))
    name = style_called(words) if len(words.split()) <= MAX_STYLE_WORDS else None
    return texts.style_alone.format(name=style_word(texts, name)) if name else None


async def _hint(context: Context, asker: Asker, message: Message) -> str:
    """Return what to say to words: how to change the result that they answer, or what is next."""
    services, texts, replied = context.services, asker.texts, replied_to(message)
    if replied is not None and (card := await services.store.cards.at(asker.chat_id, replied.message_id)) is not None:
        return _about(texts, card.options) or texts.about_results
    draft, _ = (await context.draft(asker)).sorted_out()
    if await services.under_way.is_to_come(draft.job_id):
        return texts.already_painting
    if draft.job_id is None and draft.pictures:
        return draft_lines.draft_line(asker, draft)
    if await services.under_way.is_latest_to_come(asker):
        return texts.already_painting
    if not asker.is_private:
        return texts.photos_unseen
    last = await services.under_way.latest(asker, JobStatus.DONE)
    return texts.say_photo if last is None else _about_last(texts, last.options)


def _about_last(texts: Texts, options: StyleOptions) -> str:
    """Return what can be said of the last picture."""
    return texts.about_last_experiment if options.experiment is not None else _about(texts, options) or texts.about_last


def _about(texts: Texts, options: StyleOptions) -> str | None:
    """Return what can be said of what an experiment shows, or of small ones to choose from; None for a painting."""
    if options.experiment is not None:
        return texts.about_experiment
    return texts.about_tries if options.tries else None


def _numbers_in(words: str) -> int:
    """Return how many numbers the words are; 0 for other words, and for a number that can be no strength."""
    try:
        count = count_of(words) if len(words) <= MAX_NUMBERS else 0
        return 1 if count == 1 and parse_strength(words) >= 0 else count
    except BadParameter:
        return 0
