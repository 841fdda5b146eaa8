"""One way to say something in a chat, and who wrote there.

What people have written never becomes markup: no message is sent with a parse mode.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message, ReplyParameters, User
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError

from bot.domain.asker import Asker

Buttons = Sequence[Sequence[tuple[str, str]]]  # rows of (what it says, callback data)
_Answer = TypeVar("_Answer")
logger = logging.getLogger(__name__)


def person_id_of(message: Message, user: User | None) -> int:
    """Return who wrote the message: the chat that an anonymous admin writes as, else the user."""
    if message.sender_chat is not None:
        return message.sender_chat.id
    return user.id if user else message.chat.id


def keyboard(buttons: Buttons | None) -> InlineKeyboardMarkup | None:
    """Return the buttons as Telegram takes them; None for none."""
    if not buttons:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(says, callback_data=tells) for says, tells in row] for row in buttons]
    )


def reply_to(message_id: int) -> ReplyParameters:
    """Return a reply to the message, or to nothing when it was deleted."""
    return ReplyParameters(message_id, allow_sending_without_reply=True)


async def say(
    bot: Bot, asker: Asker, sentence: str, *, buttons: Buttons | None = None, is_quoting: bool | None = None
) -> Message:
    """Send a sentence where the asker wrote; quote their message in groups unless told otherwise."""
    quotes = not asker.is_private if is_quoting is None else is_quoting
    reply = reply_to(asker.message_id) if quotes else None
    markup = keyboard(buttons)

    return await in_topic(
        asker.thread_id,
        lambda thread_id: bot.send_message(
            asker.chat_id, sentence, message_thread_id=thread_id, reply_parameters=reply, reply_markup=markup
        ),
    )


async def show_picture(
    bot: Bot, asker: Asker, picture: bytes, caption: str, buttons: Buttons, *, is_quoting: bool = True
) -> Message:
    """Send a small picture of our own with buttons under it, in answer to what the asker wrote."""
    reply = reply_to(asker.message_id) if is_quoting else None
    return await in_topic(
        asker.thread_id,
        lambda thread_id: bot.send_photo(
            asker.chat_id,
            picture,
            caption=caption,
            message_thread_id=thread_id,
            reply_parameters=reply,
            reply_markup=keyboard(buttons),
        ),
    )


async def rewrite(bot: Bot, inline_id: str, sentence: str, buttons: Buttons | None = None) -> None:
    """Let what we wrote as a guest say this sentence."""
    await bot.edit_message_text(sentence, inline_message_id=inline_id, reply_markup=keyboard(buttons))


async def in_topic(thread_id: int | None, send: Callable[[int | None], Awaitable[_Answer]]) -> _Answer:
    """Send to the topic, or to the general one where it was deleted or closed meanwhile."""
    try:
        return await send(thread_id)
    except BadRequest as refusal:
        if thread_id is None or not is_thread_gone(refusal):
            raise
        return await send(None)


def is_thread_gone(refusal: BadRequest) -> bool:
    """Return whether Telegram refuses because the topic is not there any more."""
    return "thread not found" in str(refusal).lower() or "topic_closed" in str(refusal).lower()


async def say_if_possible(bot: Bot, asker: Asker, sentence: str, *, is_quoting: bool | None = None) -> None:
    """Say something that must not hold up what comes after it; as a guest, in place of what was said before."""
    try:
        if asker.inline_id:
            await rewrite(bot, asker.inline_id, sentence)
        else:
            await say(bot, asker, sentence, is_quoting=is_quoting)
    except TelegramError as fault:
        logger.warning("A sentence did not reach its chat: %s", fault)


async def show_doing(bot: Bot, asker: Asker, doing: ChatAction) -> None:
    """Show in the chat that something is coming; it may fail, for it says nothing."""
    try:
        await bot.send_chat_action(asker.chat_id, doing, message_thread_id=asker.thread_id)
    except TelegramError as fault:
        logger.info("A chat was not shown what is coming: %s", fault)
