"""What Telegram's apps show of the bot: set when it starts, in each language and for each kind of chat."""

from __future__ import annotations

import pytest
from telegram import (
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)

from bot.handlers.commands import COMMANDS
from bot.texts import texts_in
from bot.wording.menu import introduce
from tests.support.faults import Faults
from tests.support.studio import Studio

PRIVATE, GROUPS = BotCommandScopeAllPrivateChats(), BotCommandScopeAllGroupChats()
ADMINS = BotCommandScopeAllChatAdministrators()
SETTERS = ("setMyCommands", "setMyDescription", "setMyShortDescription")


async def menu(s: Studio, scope: BotCommandScope, language: str | None) -> dict[str, str]:
    commands = await s.services.bot.get_my_commands(scope, language)
    return {command.command: command.description for command in commands}


@pytest.mark.parametrize(("code", "language"), [(None, "en"), ("zh", "zh")])
async def test_every_kind_of_chat_has_its_menu_in_each_language(s: Studio, code: str | None, language: str) -> None:
    await introduce(s.services.bot, COMMANDS)
    private, groups, admins = [await menu(s, scope, code) for scope in (PRIVATE, GROUPS, ADMINS)]
    texts = texts_in(language)
    assert private["strength"] == groups["strength"] == admins["strength"] == texts.command_strength
    assert groups.keys() - private.keys() == {"content", "style", "demo"}
    assert admins.keys() - groups.keys() == {"limits"}


@pytest.mark.parametrize(("code", "language"), [(None, "en"), ("zh", "zh")])
async def test_descriptions_are_set_in_each_language(s: Studio, code: str | None, language: str) -> None:
    await introduce(s.services.bot, COMMANDS)
    texts = texts_in(language)
    assert (await s.services.bot.get_my_description(code)).description == texts.profile
    assert (await s.services.bot.get_my_short_description(code)).short_description == texts.profile_short


async def test_what_is_set_already_is_not_set_again(s: Studio, faults: Faults) -> None:
    """Telegram throttles these calls, and a bot may start often."""
    await introduce(s.services.bot, COMMANDS)
    before = {method: faults.calls[method] for method in SETTERS}
    await introduce(s.services.bot, COMMANDS)
    assert {method: faults.calls[method] for method in SETTERS} == before
    assert before == {"setMyCommands": 6, "setMyDescription": 2, "setMyShortDescription": 2}


async def test_a_refusal_does_no_harm(s: Studio, faults: Faults) -> None:
    faults.add("setMyCommands", "Bad Request: BOT_COMMAND_INVALID")
    await introduce(s.services.bot, COMMANDS)
    s.ann.start()
    await s.says("Send me a photo")
