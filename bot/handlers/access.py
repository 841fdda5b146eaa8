"""Who is served at all; runs before every other handler."""

from __future__ import annotations

import logging

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.handlers.context import Context
from bot.texts import language_of, texts_in

logger = logging.getLogger(__name__)


async def on_any(update: Update, context: Context) -> None:
    """Stop updates of people and chats that are not on the lists; leave groups that are not."""
    chat, user, settings = update.effective_chat, update.effective_user, context.house.settings
    if chat is None:
        return
    if chat.type != chat.PRIVATE and settings.allowed_chats and chat.id not in settings.allowed_chats:
        logger.info("Leaving a group that is not on ALLOWED_CHATS.")
        try:
            await context.bot.leave_chat(chat.id)
        except TelegramError as fault:
            logger.info("Leaving failed: %s", fault)
        raise ApplicationHandlerStop
    people = settings.allowed_people | settings.admins
    if not settings.allowed_people or user is None or user.id in people:
        return
    if chat.type != chat.PRIVATE and chat.id in settings.allowed_chats:
        return  # everybody in a listed group
    message = update.effective_message
    if chat.type == chat.PRIVATE and message is not None:
        texts = texts_in(language_of(user.language_code))
        await message.reply_text(texts.not_served.format(id=user.id))
    raise ApplicationHandlerStop
