"""The table of commands: what is derived from it, and that it is whole."""

from __future__ import annotations

import re

import pytest

from bot.handlers.commands import ANYWHERE, BY_NAME, COMMANDS, CommandRecord, UnderPicture
from bot.texts import LANGUAGES, texts_in
from bot.wording.menu import Where, Who, admin_menu, group_menu, private_menu

EN = texts_in("en")
NAMES = [record.name for record in COMMANDS]


def test_every_name_stands_once_and_is_one_that_telegram_takes() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert all(re.fullmatch("[a-z]{1,32}", name) for name in NAMES)


@pytest.mark.parametrize("record", COMMANDS, ids=NAMES)
def test_what_stands_in_a_menu_is_described_in_every_language(record: CommandRecord) -> None:
    if record.where is Where.NOWHERE:
        assert record.says is None
    else:
        assert record.says is not None
        assert len({record.says(texts) for texts in LANGUAGES.values()}) == len(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(set(NAMES) - {"start", "help", "go"}))
def test_help_names_every_command_where_it_is_of_use(name: str, language: str) -> None:
    texts, record = LANGUAGES[language], BY_NAME[name]
    assert f"/{name}" in texts.help_group or record.where is Where.EVERYWHERE
    assert f"/{name}" in texts.help or record.where is Where.GROUPS


def test_menus_keep_the_order_of_the_table() -> None:
    for menu in (private_menu, group_menu, admin_menu):
        names = [command.command for command in menu(COMMANDS, EN)]
        assert names == [name for name in NAMES if name in names]


def test_what_only_admins_set_stands_in_their_menu_alone() -> None:
    (limits,) = [record for record in COMMANDS if record.who is Who.ADMINS]
    assert limits.name not in [command.command for command in group_menu(COMMANDS, EN)]
    assert limits.name in [command.command for command in admin_menu(COMMANDS, EN)]


def test_what_may_follow_other_commands_says_how_and_what_to_paint() -> None:
    assert {"content", "style", "strength", "blend", "size", "quick", "go", "again"} == ANYWHERE


def test_nothing_that_deletes_may_follow_other_commands() -> None:
    instead = {record.name for record in COMMANDS if record.under_picture is UnderPicture.INSTEAD}
    assert instead == {"demo", "forget", "dream", "texture", "layers", "save", "try", "surprise"}
    assert not instead & ANYWHERE
