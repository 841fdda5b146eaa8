"""The last resort: whatever a handler did not answer is logged here, and the person gets a sentence."""

from __future__ import annotations

import logging

from telegram import Update
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.errors import StoreUnavailable
from bot.handlers.addressed import is_said_to_us
from bot.handlers.context import Context
from bot.texts import language_of, texts_in
from engine.errors import QueueUnavailable

logger = logging.getLogger(__name__)


async def on_error(update: object, context: Context) -> None:
    """Log what went wrong; tell the person where that helps."""
    fault = context.error
    if isinstance(fault, ChatMigrated) and isinstance(update, Update) and update.effective_chat:
        await context.services.store.chats.move(update.effective_chat.id, fault.new_chat_id)
        return
    if isinstance(fault, Forbidden):
        logger.info("A chat is closed to us: %s", fault)
        return
    if isinstance(fault, (StoreUnavailable, QueueUnavailable)):
        logger.error("%s Check that the database is up and that its disk has room.", fault)
    elif isinstance(fault, (NetworkError, RetryAfter)) and not isinstance(fault, BadRequest):
        logger.warning("Telegram did not take an answer: %s", fault)
        return
    else:
        logger.error("An update could not be handled.", exc_info=fault)
    if isinstance(update, Update) and update.effective_message is not None:
        await _apologise(update, fault)


async def _apologise(update: Update, fault: Exception | None) -> None:
    """Say sorry in the chat, with nothing that could fail for the same reason."""
    message = update.effective_message
    assert message is not None
    if update.callback_query is None and not is_said_to_us(message, message.get_bot()):
        return
    language = update.effective_user.language_code if update.effective_user else None
    texts = texts_in(language_of(language))
    sentence = texts.went_wrong
    if isinstance(fault, StoreUnavailable):
        sentence = texts.store_down
    elif isinstance(fault, QueueUnavailable):
        sentence = texts.queue_down
    try:
        await message.reply_text(sentence)
    except TelegramError as fault:
        logger.info("The apology did not arrive: %s", fault)
