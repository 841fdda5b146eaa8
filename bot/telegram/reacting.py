"""A reaction to somebody's message instead of a sentence: their photo is taken, their painting is there."""

from __future__ import annotations

import logging

from telegram import Bot
from telegram.constants import ReactionEmoji
from telegram.error import TelegramError

TAKEN = ReactionEmoji.EYES
FINISHED = ReactionEmoji.PARTY_POPPER
GLAD = ReactionEmoji.RED_HEART

logger = logging.getLogger(__name__)


async def react(bot: Bot, chat_id: int, message_id: int, emoji: str) -> bool:
    """React to a message; return whether the chat allows that and the reaction stands."""
    try:
        return await bot.set_message_reaction(chat_id, message_id, emoji)
    except TelegramError as refusal:
        logger.info("No reaction: %s", refusal)
        return False
