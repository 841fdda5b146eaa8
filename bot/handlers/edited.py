"""Edited messages and captions: within a minute a corrected command counts as if it had been written so.

What was not corrected is not done again: Telegram tells of edits that change no word, too.
"""

from __future__ import annotations

from telegram import Update

from bot.handlers.addressed import commands_of
from bot.handlers.context import Context, message_of
from bot.handlers.messages import commands_unsaid, on_message
from bot.telegram.media import has_media

EDIT_COUNTS_S = 60


async def on_edited(update: Update, context: Context) -> None:
    """Do what an edited message says now, where it says a command and is young enough.

    A caption says one without its slash, too: "in ink".
    """
    message = message_of(update)
    if message.edit_date is None or (message.edit_date - message.date).total_seconds() > EDIT_COUNTS_S:
        return
    said = message.text or message.caption or ""
    says_command = commands_of(message, context.bot) or (has_media(message) and commands_unsaid(context, message))
    if says_command and context.services.handled_words.are_new(message.chat.id, message.message_id, said):
        await on_message(update, context)
