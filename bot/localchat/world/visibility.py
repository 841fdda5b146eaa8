"""What a bot gets to see of a chat.

Source: core.telegram.org/bots/features#privacy-mode. With privacy mode on, a bot that is a plain member
of a group sees service messages, commands that may be meant for it (in a text or at the start of a
caption), and replies to its own messages; not photos by themselves and not a bare @mention. A bot that
is an administrator sees everything. Every message that is shown carries the one it replies to. A bot that is
no member sees what mentions it, as a guest.
"""

from __future__ import annotations

from bot.localchat.world.chats import Chat, User
from bot.localchat.world.messages import Message


def is_visible(message: Message, bot: User) -> bool:
    """Return whether the bot gets an update about a message of somebody else."""
    chat = message.chat
    if not chat.is_present(bot.id):
        return False
    if chat.is_private or not has_privacy(chat, bot) or message.is_service:
        return True
    return _is_reply_to(message, bot) or _is_command_for(message, bot)


def is_guest_call(message: Message, bot: User) -> bool:
    """Return whether somebody mentions the bot in a chat where it is no member (Bot API 10.0, guest mode)."""
    if message.chat.is_present(bot.id) or message.is_service or bot.username is None:
        return False
    words = message.words.encode("utf-16-le")  # offsets of entities count its units
    said = [words[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le") for e in message.entities]
    kinds = [entity["type"] for entity in message.entities]
    wanted = f"@{bot.username}".lower()
    return any(kind == "mention" and word.lower() == wanted for kind, word in zip(kinds, said, strict=True))


def has_privacy(chat: Chat, bot: User) -> bool:
    """Return whether privacy mode hides this group's talk from the bot."""
    return not chat.is_private and not chat.is_admin(bot.id)


def _is_reply_to(message: Message, bot: User) -> bool:
    return message.reply_to is not None and message.reply_to.sender.id == bot.id


def _is_command_for(message: Message, bot: User) -> bool:
    """Return whether it begins with a command that names this bot, or no bot: it is the only one here."""
    commands = [entity for entity in message.entities if entity["type"] == "bot_command" and entity["offset"] == 0]
    if not commands:
        return False
    command = message.words[: commands[0]["length"]]  # ASCII, so its UTF-16 length is its length
    _, at, addressee = command.partition("@")
    return not at or addressee.lower() == (bot.username or "").lower()
