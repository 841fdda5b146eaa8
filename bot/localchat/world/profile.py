"""What the bot says of itself: its commands for each scope and language, its descriptions.

Knows how Telegram's apps choose the command menu of a chat.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from bot.localchat.world.chats import Chat
from bot.localchat.world.errors import bad_request

MAX_COMMANDS = 100  # Bot API, setMyCommands
MAX_SHORT_DESCRIPTION, MAX_DESCRIPTION = 120, 512  # Bot API, setMyShortDescription, setMyDescription
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")  # Bot API, BotCommand

Commands = list[dict[str, str]]
_SCOPES = frozenset(
    {
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    }
)


@dataclass(kw_only=True)
class Profile:
    """The bot's profile; texts by kind and language code, "" for every language without its own."""

    commands: dict[tuple[str, str], Commands] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)

    def set_commands(self, commands: Any, scope: Any, language: str) -> None:
        """Keep the commands of one scope and language; none forgets them.

        Raises:
            Refused: A command or description that Telegram does not take.
        """
        key = (_scope_key(scope), _language(language))
        self.commands.pop(key, None)
        if commands:
            self.commands[key] = _checked(commands)

    def get_commands(self, scope: Any, language: str) -> Commands:
        """Return the commands of exactly this scope and language."""
        return self.commands.get((_scope_key(scope), _language(language)), [])

    def menu(self, chat: Chat, user_id: int, language: str | None) -> Commands:
        """Return the commands that somebody is offered in a chat (Bot API, BotCommandScope: the narrowest wins)."""
        for scope in _scopes_of(chat, user_id):
            for code in dict.fromkeys((language or "", "")):
                if found := self.commands.get((_scope_key(scope), code)):
                    return found
        return []

    def set_text(self, kind: str, text: str, language: str, max_length: int) -> None:
        """Keep a description; an empty one forgets it.

        Raises:
            Refused: It is too long.
        """
        if len(text) > max_length:
            raise bad_request(f"{kind.replace('_', ' ')} is too long")
        self.texts[kind, _language(language)] = text

    def get_text(self, kind: str, language: str) -> str:
        """Return a description in a language, or the one for every language."""
        return self.texts.get((kind, language)) or self.texts.get((kind, ""), "")


def _scopes_of(chat: Chat, user_id: int) -> list[dict[str, Any]]:
    here = {"chat_id": chat.id}
    if chat.is_private:
        return [{"type": "chat", **here}, {"type": "all_private_chats"}, {"type": "default"}]
    admins = [{"type": "chat_administrators", **here}] if chat.is_admin(user_id) else []
    all_admins = [{"type": "all_chat_administrators"}] if chat.is_admin(user_id) else []
    return [
        {"type": "chat_member", **here, "user_id": user_id},
        *admins,
        {"type": "chat", **here},
        *all_admins,
        {"type": "all_group_chats"},
        {"type": "default"},
    ]


def _scope_key(scope: Any) -> str:
    scope = scope or {"type": "default"}
    if not isinstance(scope, dict) or str(scope.get("type")) not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    return json.dumps({name: str(value) for name, value in scope.items()}, sort_keys=True)


def _language(language: str) -> str:
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("invalid language code specified")
    return language


def _checked(commands: Any) -> Commands:
    if not isinstance(commands, list) or not all(isinstance(command, dict) for command in commands):
        raise bad_request("can't parse list of bot commands: expected an Array of BotCommand")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("too many bot commands specified; must have at most 100")
    checked = []
    for command in commands:
        name = str(command.get("command", "")).lower().removeprefix("/")
        description = str(command.get("description", ""))
        if not _COMMAND.fullmatch(name):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(description) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        checked.append({"command": name, "description": description})
    return checked
