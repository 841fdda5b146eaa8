"""What Telegram shows of the bot itself: the command menu and the descriptions, per language and kind of chat."""

from __future__ import annotations

import logging

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


def private_commands(texts: Texts) -> list[BotCommand]:
    """Return the menu of private chats."""
    return [
        BotCommand("go", texts.command_go),
        BotCommand("strength", texts.command_strength),
        BotCommand("blend", texts.command_blend),
        BotCommand("again", texts.command_again),
        BotCommand("styles", texts.command_styles),
        BotCommand("status", texts.command_status),
        BotCommand("cancel", texts.command_cancel),
        BotCommand("size", texts.command_size),
        BotCommand("recipe", texts.command_recipe),
        BotCommand("settings", texts.command_settings),
        BotCommand("reset", texts.command_reset),
        BotCommand("language", texts.command_language),
        BotCommand("about", texts.command_about),
        BotCommand("privacy", texts.command_privacy),
        BotCommand("forget", texts.command_forget),
        BotCommand("help", texts.command_help),
    ]


def group_commands(texts: Texts) -> list[BotCommand]:
    """Return the menu of groups."""
    return [
        BotCommand("content", texts.command_content),
        BotCommand("style", texts.command_style),
        BotCommand("demo", texts.command_demo),
        *private_commands(texts),
    ]


def admin_commands(texts: Texts) -> list[BotCommand]:
    """Return the menu of those who run a group."""
    return [*group_commands(texts), BotCommand("limits", texts.command_limits)]


async def introduce(bot: Bot) -> None:
    """Set menus and descriptions where they differ; a refusal does no harm."""
    for code, texts in LANGUAGES.items():
        language = None if code == "en" else code  # English for every language that we do not have
        try:
            await _set_commands(bot, private_commands(texts), BotCommandScopeAllPrivateChats(), language)
            await _set_commands(bot, group_commands(texts), BotCommandScopeAllGroupChats(), language)
            await _set_commands(bot, admin_commands(texts), BotCommandScopeAllChatAdministrators(), language)
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
