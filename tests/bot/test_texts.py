"""Every language says everything, with the same facts in it."""

from __future__ import annotations

import dataclasses
import re
import string
from pathlib import Path

import pytest

import bot
from bot.handlers.commands import BY_NAME, COMMANDS
from bot.texts import LANGUAGES, language_of, texts_in
from bot.wording.menu import admin_menu, group_menu, private_menu

KEYS = [field.name for field in dataclasses.fields(texts_in("en"))]
MESSAGES_ALONE = {"help"}  # sent by themselves, never as a caption


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("key", KEYS)
def test_all_languages_have_the_same_placeholders(key: str) -> None:
    found = {language: placeholders(getattr(texts, key)) for language, texts in LANGUAGES.items()}
    assert len(set(map(frozenset, found.values()))) == 1, found


def length(sentence: str) -> int:
    """Return the length as Telegram counts it, in UTF-16 units."""
    return len(sentence.encode("utf-16-le")) // 2


@pytest.mark.parametrize("key", KEYS)
def test_no_sentence_is_empty_or_too_long_for_a_message(key: str) -> None:
    for texts in LANGUAGES.values():
        assert 0 < length(getattr(texts, key)) <= 4096


@pytest.mark.parametrize("key", sorted(set(KEYS) - MESSAGES_ALONE))
def test_every_sentence_that_may_stand_under_a_picture_fits_there(key: str) -> None:
    for texts in LANGUAGES.values():
        assert length(getattr(texts, key)) <= 1024


@pytest.mark.parametrize("language", LANGUAGES)
def test_menus_and_descriptions_are_within_telegrams_limits(language: str) -> None:
    texts = texts_in(language)
    assert len(texts.profile) <= 512
    assert len(texts.profile_short) <= 120
    for command in (*private_menu(COMMANDS, texts), *group_menu(COMMANDS, texts)):
        assert 1 <= len(command.description) <= 256


def test_the_menu_of_a_groups_admins_holds_every_command_but_start() -> None:
    assert {command.command for command in admin_menu(COMMANDS, texts_in("en"))} == BY_NAME.keys() - {"start"}


def test_every_sentence_of_the_bot_is_used_somewhere() -> None:
    files = [path for path in Path(bot.__file__).parent.rglob("*.py") if "texts" not in path.parts]
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    named = set(re.findall(r"texts(?:_in\([^()]*\)|\w*)\.(\w+)", source))  # texts.go, asker.texts.go, texts_in(code).go
    assert set(KEYS) - named == set()


@pytest.mark.parametrize(
    ("code", "language"), [("zh-hans", "zh"), ("ZH-TW", "zh"), ("en-GB", "en"), ("de", "en"), (None, "en"), ("", "en")]
)
def test_a_language_code_finds_the_nearest_language(code: str | None, language: str) -> None:
    assert language_of(code) == language


def test_an_unknown_language_falls_back_to_english() -> None:
    assert texts_in("xx") is LANGUAGES["en"]
