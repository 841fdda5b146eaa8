"""What Telegram shows of the bot itself: the command menu and the descriptions, per language and kind of chat."""

from __future__ import annotations

import enum
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)
from telegram.error import TelegramError

from bot.texts import LANGUAGES, Texts

logger = logging.getLogger(__name__)


class Where(enum.Enum):
    """In which menus a command stands."""

    EVERYWHERE = enum.auto()
    GROUPS = enum.auto()  # in a private chat it is not needed
    NOWHERE = enum.auto()  # Telegram's apps know it by themselves


class Who(enum.Enum):
    """Whom a command is shown to in a group."""

    EVERYBODY = enum.auto()
    ADMINS = enum.auto()


class Shown(Protocol):
    """A command as menus know it; handlers.commands.CommandRecord is one."""

    @property
    def name(self) -> str:
        """In lower case, without the slash."""

    @property
    def says(self) -> Callable[[Texts], str] | None:
        """What the menu says of it, in each language."""

    @property
    def where(self) -> Where:
        """In which menus it stands."""

    @property
    def who(self) -> Who:
        """Whom it is shown to in a group."""


def private_menu(commands: Sequence[Shown], texts: Texts) -> list[BotCommand]:
    """Return the menu of private chats."""
    return _menu((command for command in commands if command.where is Where.EVERYWHERE), texts)


def group_menu(commands: Sequence[Shown], texts: Texts) -> list[BotCommand]:
    """Return the menu of groups."""
    return _menu((command for command in commands if command.who is Who.EVERYBODY), texts)


def admin_menu(commands: Sequence[Shown], texts: Texts) -> list[BotCommand]:
    """Return the menu of those who run a group."""
    return _menu(commands, texts)


def _menu(commands: Iterable[Shown], texts: Texts) -> list[BotCommand]:
    return [
        BotCommand(command.name, command.says(texts))
        for command in commands
        if command.says is not None and command.where is not Where.NOWHERE
    ]


async def introduce(bot: Bot, commands: Sequence[Shown]) -> None:
    """Set menus of these commands, and descriptions, where they differ; a refusal does no harm."""
    for code, texts in LANGUAGES.items():
        language = None if code == "en" else code  # English for every language that we do not have
        try:
            await _set_commands(bot, private_menu(commands, texts), BotCommandScopeAllPrivateChats(), language)
            await _set_commands(bot, group_menu(commands, texts), BotCommandScopeAllGroupChats(), language)
            await _set_commands(bot, admin_menu(commands, texts), BotCommandScopeAllChatAdministrators(), language)
            if (await bot.get_my_description(language)).description != texts.profile:
                await bot.set_my_description(texts.profile, language_code=language)
            if (await bot.get_my_short_description(language)).short_description != texts.profile_short:
                await bot.set_my_short_description(texts.profile_short, language_code=language)
        except TelegramError as fault:
            logger.info("The command menu could not be set: %s", fault)
            return


async def _set_commands(bot: Bot, commands: list[BotCommand], scope: BotCommandScope, language: str | None) -> None:
    if list(await bot.get_my_commands(scope=scope, language_code=language)) != commands:
        await bot.set_my_commands(commands, scope=scope, language_code=language)
