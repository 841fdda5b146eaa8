"""Who is served at all; runs before every other handler.

ALLOWED_CHATS: every other group but STORAGE_CHAT is left. ALLOWED_PEOPLE: in private chats only they are served, and in
groups that are not listed too; where no groups are listed, a group that somebody else brings the bot into is left. Whom
the operator has blocked hears what a stranger hears.
"""

from __future__ import annotations

import logging
from typing import NoReturn

from telegram import Chat, ChatMember, Message, Update
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.errors import StoreUnavailable
from bot.handlers import guests
from bot.handlers.addressed import is_said_to_us
from bot.handlers.context import Context
from bot.handlers.services import Services
from bot.settings import Settings
from bot.telegram.saying import person_id_of
from bot.texts import Texts, language_of, texts_in

logger = logging.getLogger(__name__)


async def on_any(update: Update, context: Context) -> None:
    """Stop updates of people and chats that are not on the lists; leave groups that are not."""
    chat, settings = update.effective_chat, context.services.settings
    if _person_id(update) in context.services.operator.blocked and update.my_chat_member is None:
        await _refuse(update, context)
    if chat is None or not (settings.allowed_chats or settings.allowed_people):
        return
    if update.guest_message is not None:
        await _on_guest(update.guest_message, context)
        return
    is_listed = chat.type != Chat.PRIVATE and await _is_listed(update.message, chat, context.services)
    if chat.type != Chat.PRIVATE and not (is_listed or _may_stay(update, settings)):
        logger.warning("Leaving the group %d, %s.", chat.id, _why_left(settings))
        try:
            await context.bot.leave_chat(chat.id)
        except TelegramError as fault:
            logger.info("Leaving failed: %s", fault)
        raise ApplicationHandlerStop
    if is_listed or not settings.allowed_people or update.my_chat_member is not None:
        return
    if _person_id(update) not in settings.allowed_people | settings.admins:
        await _refuse(update, context)


async def _refuse(update: Update, context: Context) -> NoReturn:
    message = update.message
    if update.callback_query is not None or (message is not None and is_said_to_us(message, context.bot)):
        context.services.metrics.count_refusal("not_served")
        await _tell(update, context)
    raise ApplicationHandlerStop


async def _on_guest(message: Message, context: Context) -> None:
    """Stop a mention where the bot is no member, unless the person or the chat is on a list."""
    settings, asker = context.services.settings, await guests.asker_of(context, message)
    if asker.person_id in settings.allowed_people | settings.admins or message.chat.id in settings.allowed_chats:
        return
    await guests.answer(context, message, _sentence(asker.texts, asker.person_id))
    raise ApplicationHandlerStop


async def is_served(message: Message, services: Services) -> bool:
    """Return whether who wrote the message is served there; no, where the database does not say what the group was."""
    person_id, settings = person_id_of(message, message.from_user), services.settings
    if person_id in services.operator.blocked:
        return False
    if message.chat.type != Chat.PRIVATE and settings.allowed_chats:
        try:
            is_listed = message.chat.id in settings.allowed_chats
            return is_listed or await _is_listed(message, message.chat, services)
        except StoreUnavailable:
            return False
    return not settings.allowed_people or person_id in settings.allowed_people | settings.admins


async def _is_listed(message: Message | None, chat: Chat, services: Services) -> bool:
    """Return whether the group is on ALLOWED_CHATS, or STORAGE_CHAT beside those, under the id that it has or had."""
    settings = services.settings
    if not settings.allowed_chats:
        return False
    before = message.migrate_from_chat_id if message else None
    ids = {before, *await services.store.chats.ids_of(chat.id)} - {None}
    return not ids.isdisjoint(settings.allowed_chats | {settings.storage_chat})


def _may_stay(update: Update, settings: Settings) -> bool:
    """Return whether the bot stays in a group that is not listed."""
    change = update.my_chat_member
    if change is not None and change.new_chat_member.status in (ChatMember.LEFT, ChatMember.BANNED):
        return True  # it is out already
    if settings.allowed_chats:
        return False
    if change is None or change.chat.id == settings.storage_chat:
        return True
    return change.from_user.id in settings.allowed_people | settings.admins


def _why_left(settings: Settings) -> str:
    """Return which list the group that is left falls short of, for who reads the log."""
    if settings.allowed_chats:
        return "which is not on ALLOWED_CHATS"
    return "to which nobody of ALLOWED_PEOPLE has added me"


def _person_id(update: Update) -> int | None:
    """Return who wrote or pressed: an anonymous admin is the group."""
    user, message = update.effective_user, update.message or update.edited_message
    if message is not None:
        return person_id_of(message, user)
    return user.id if user else None


async def _tell(update: Update, context: Context) -> None:
    """Tell strangers once in a while that they are not served; each press gets its answer."""
    person_id, message, query = _person_id(update), update.message, update.callback_query
    user = update.effective_user
    texts = texts_in(language_of(user.language_code if user else None))
    try:
        if query is not None:
            await query.answer(_sentence(texts, person_id))
        elif message is not None and context.services.strangers.take_turn(person_id or 0):
            await message.reply_text(_sentence(texts, person_id))
    except TelegramError as fault:
        logger.info("A stranger could not be told: %s", fault)


def _sentence(texts: Texts, person_id: int | None) -> str:
    return texts.not_served.format(id=person_id)
