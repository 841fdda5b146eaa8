"""/start, /help, and what to say to words that are no command of ours."""

from __future__ import annotations

from telegram import Update

from bot.chat import Asker
from bot.errors import BadParameter
from bot.handlers.context import Context, message_of, replied_to
from bot.parameters import count_of


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
    if message.text is None:
        await context.say(asker, asker.texts.no_other)
    elif _is_number(message.text):
        await context.say(asker, asker.texts.number_alone.format(got=message.text.strip()))
    elif asker.is_private:
        await context.say(asker, asker.texts.say_photo)
    else:
        await context.say(asker, await _hint(context, asker, update))


async def on_unknown_command(update: Update, context: Context) -> None:
    """A command that is none of ours."""
    asker = await context.asker(message_of(update))
    await context.say(asker, asker.texts.unknown_command)


async def _hint(context: Context, asker: Asker, update: Update) -> str:
    """Return what to say to words in answer to a message of ours in a group."""
    replied = replied_to(message_of(update))
    card = await context.house.drafts.card(asker.chat_id, replied.message_id) if replied is not None else None
    return asker.texts.photos_unseen if card is None else asker.texts.about_results


def _is_number(words: str) -> bool:
    try:
        return len(words) <= 40 and count_of(words) > 0
    except BadParameter:
        return False
