"""The last resort: whatever a handler did not answer is logged here, and the person gets a sentence."""

from __future__ import annotations

import asyncio
import logging
from contextvars import ContextVar

from telegram import Message, Update, User
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.errors import StoreUnavailable
from bot.handlers import guests
from bot.handlers.addressed import is_said_to_us
from bot.handlers.context import Context
from bot.telegram.turns import PerChatProcessor
from bot.texts import Texts, language_of, texts_in
from engine.errors import QueueUnavailable

logger = logging.getLogger(__name__)

_AGAIN: ContextVar[list[StoreUnavailable] | None] = ContextVar("_AGAIN", default=None)  # of the update that is repeated


async def on_error(update: object, context: Context) -> None:
    """Log what went wrong; tell the person where that helps. A picture is kept until it can be written down."""
    fault = context.error
    if isinstance(fault, StoreUnavailable) and (faults := _AGAIN.get()) is not None:
        faults.append(fault)  # _keep_until_written tries on
        return
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
        await _apologise(update, context, fault)
        if isinstance(fault, StoreUnavailable) and _is_picture(update.message):
            await _keep_until_written(update, context)


async def _keep_until_written(update: Update, context: Context) -> None:
    """Handle the update again and again until the database takes it; the chat's later updates wait for their turn."""
    faults: list[StoreUnavailable] = []
    _AGAIN.set(faults)
    turns, attempt = context.application.update_processor, 0
    assert isinstance(turns, PerChatProcessor)
    turns.hold(update)
    while attempt == 0 or faults:
        attempt += 1
        faults.clear()
        await asyncio.sleep(context.services.pace.pause_s(attempt))
        if not turns.is_held(update):
            return  # the bot ends: who has sent it is asked to send it again
        await context.application.process_update(update)
    turns.let_go(update)
    logger.info("The database takes what people send again.")


def _is_picture(message: Message | None) -> bool:
    return message is not None and bool(message.photo or message.document)


async def _apologise(update: Update, context: Context, fault: Exception | None) -> None:
    """Say sorry in the chat, with nothing that could fail for the same reason."""
    message = update.effective_message
    assert message is not None
    if update.callback_query is None and not is_said_to_us(message, message.get_bot()):
        return
    texts = _texts_of(update.effective_user)
    sentence = texts.went_wrong
    if isinstance(fault, StoreUnavailable):
        sentence = texts.store_down_picture if _is_picture(update.message) else texts.store_down
    elif isinstance(fault, QueueUnavailable):
        sentence = texts.queue_down
    try:
        if message is update.guest_message:  # its chat's id may be another chat's
            await guests.answer(context, message, sentence)
        else:
            await message.reply_text(sentence)
    except TelegramError as fault:
        logger.info("The apology did not arrive: %s", fault)


def _texts_of(user: User | None) -> Texts:
    """Return the sentences in the language of somebody's Telegram: what they have chosen stands in the database."""
    return texts_in(language_of(user.language_code if user else None))
