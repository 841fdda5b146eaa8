"""A third language is one file: what it says is said, what it leaves out is said in English."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import bot.texts
from bot.handlers.commands import COMMANDS
from bot.texts import LANGUAGES, language_of, languages_in, texts_in
from bot.wording.menu import private_menu
from bot.wording.styles import style_called
from tests.support.studio import Studio, studio

ESPERANTO = '''"""Every sentence in Esperanto, as far as it goes."""

import dataclasses

from bot.texts.en import TEXTS as ENGLISH

TEXTS = dataclasses.replace(ENGLISH, language_name="Esperanto", start="Saluton! Sendu foton.", style_wave="ondo")
'''
EN = texts_in("en")


@pytest.fixture
async def s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Studio]:
    """The bot, with that file beside those of the other languages."""
    (tmp_path / "eo.py").write_text(ESPERANTO)
    monkeypatch.setattr(bot.texts, "__path__", [*bot.texts.__path__, str(tmp_path)])
    monkeypatch.delitem(sys.modules, "bot.texts.eo", raising=False)
    monkeypatch.setitem(LANGUAGES, "eo", languages_in(bot.texts.__path__)["eo"])
    async with studio(tmp_path) as s:
        yield s
    sys.modules.pop("bot.texts.eo", None)


async def test_a_third_language_is_found_in_its_file_and_spoken(s: Studio) -> None:
    zamenhof = s.chat.person("Zamenhof", language="eo-PL")
    zamenhof.start()
    await s.says("Saluton! Sendu foton.", chat_id=s.chat.private(zamenhof))
    zamenhof.send_text(s.chat.private(zamenhof), "/status")
    await s.says(EN.status_idle[:30], chat_id=s.chat.private(zamenhof))


async def test_everybody_can_choose_it(s: Studio) -> None:
    s.ann.send_text(s.private, "/language klingon")
    offer = await s.says("I speak English, 中文, Esperanto.")
    await s.chat.answered(s.ann.press(offer, "Esperanto"))
    s.ann.send_text(s.private, "/start")
    await s.says("Saluton! Sendu foton.")


async def test_it_answers_every_key_and_its_words_are_understood(s: Studio) -> None:
    texts = texts_in("eo")
    assert language_of("eo") == "eo"
    assert all(getattr(texts, field.name) for field in dataclasses.fields(texts))
    assert style_called("ondo") == "wave"
    assert len(private_menu(COMMANDS, texts)) == len(private_menu(COMMANDS, EN))
