"""The bot's name before what is said to it: "@bot strength 80" means what "strength 80" means."""

from __future__ import annotations

import re

from telegram import Bot, Message


def names_us(message: Message, bot: Bot) -> bool:
    """Return whether a message begins with the bot's name."""
    return _named(bot).match(_said(message)) is not None


def unnamed(message: Message, bot: Bot) -> str:
    """Return what a message says, without the bot's name before it."""
    return _named(bot).sub("", _said(message)).strip()


def _said(message: Message) -> str:
    return message.text or message.caption or ""


def _named(bot: Bot) -> re.Pattern[str]:
    return re.compile(rf"\A\s*@{re.escape(bot.username)}\b", re.IGNORECASE)
