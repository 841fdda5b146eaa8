"""What is said to the bot, and which commands it holds."""

from __future__ import annotations

from telegram import Bot, Chat, Message

from bot.domain.command_words import Command, commands_in
from bot.handlers.commands import ANYWHERE, BY_NAME
from bot.handlers.context import is_reply_to_us
from bot.handlers.mentions import names_us, unnamed
from bot.wording.said_by_us import is_caption_of_ours


def is_said_to_us(message: Message, bot: Bot) -> bool:
    """Return whether a message is meant for the bot: in groups a command of ours, our name, or an answer to us."""
    if message.chat.type == Chat.PRIVATE:
        return True
    is_to_us = is_reply_to_us(message, bot.id) or names_us(message, bot)
    commands = commands_of(message, bot)
    if not commands:
        return is_to_us
    return _is_for_us(commands[0], bot.username) or (is_to_us and not commands[0].addressee)


def commands_of(message: Message, bot: Bot) -> list[Command]:
    """Return the commands that a message says; the prose under a forwarded picture, and our own copied, says none."""
    if is_caption_of_ours(message.caption or ""):
        return []
    said = unnamed(message, bot)  # "@bot /help" begins with a command
    is_caption = message.caption is not None and message.forward_origin is None
    return commands_in(said, ANYWHERE, is_caption=is_caption)


def is_known(command: Command, bot: Bot) -> bool:
    """Return whether a command is one of ours and not meant for another bot."""
    return command.name in BY_NAME and command.addressee in ("", bot.username.lower())


def _is_for_us(command: Command, username: str) -> bool:
    """Return whether a command in a group is meant for us: it names us, or is one of ours and names nobody."""
    return command.addressee == username.lower() or (not command.addressee and command.name in BY_NAME)
