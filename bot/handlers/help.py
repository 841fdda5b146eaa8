"""/start, /help, and what to say to words that are no command of ours."""

from __future__ import annotations

from telegram import Update

from bot.handlers.context import Context, message_of
from bot.handlers.photos import is_reply_to_us


async def on_start(update: Update, context: Context) -> None:
    """/start: say hello and what to do first."""
    asker = await context.asker(message_of(update))
    await context.say(asker, asker.texts.start if asker.is_private else asker.texts.start_group)


async def on_help(update: Update, context: Context) -> None:
    """/help: say all there is."""
    asker = await context.asker(message_of(update))
    await context.say(asker, asker.texts.help if asker.is_private else asker.texts.help_group)


async def on_text(update: Update, context: Context) -> None:
    """Words without a command: in private chats, and in answer to us, say what to send."""
    message = message_of(update)
    if message.chat.type == message.chat.PRIVATE or is_reply_to_us(message, context.bot.id):
        asker = await context.asker(message)
        await context.say(asker, asker.texts.say_photo if asker.is_private else asker.texts.photos_unseen)


async def on_unknown_command(update: Update, context: Context) -> None:
    """A command that is none of ours: in groups only when it is addressed to us."""
    message = message_of(update)
    is_addressed = f"@{context.bot.username}".lower() in (message.text or "").split()[0].lower()
    if message.chat.type == message.chat.PRIVATE or is_addressed:
        asker = await context.asker(message)
        await context.say(asker, asker.texts.unknown_command)
