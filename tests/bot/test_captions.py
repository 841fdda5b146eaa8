"""Commands under pictures: which are ours, and what a group's other bots may say without us."""

from __future__ import annotations

from pathlib import Path

import pytest
from telegram.ext import CommandHandler

from bot.app import build_application
from bot.drafts import Drafts
from bot.handlers.captions import COMMANDS, command_in
from bot.settings import Settings
from tests.bot.studio import PHOTO, FakeDecoder, studio
from tests.fakes import FakeQueue


def test_the_commands_under_pictures_are_those_of_the_application() -> None:
    settings = Settings(telegram_token="1:x")
    application = build_application(settings, FakeQueue(), FakeDecoder(), Drafts("sqlite:///unopened"))
    handlers = [handler for handler in application.handlers[0] if isinstance(handler, CommandHandler)]
    assert frozenset().union(*(handler.commands for handler in handlers)) == COMMANDS


@pytest.mark.parametrize("caption", ["/strength 40", "/Style", "/content@OurBot now"])
def test_a_command_of_ours_is_ours(caption: str) -> None:
    assert command_in(caption, "ourbot").is_ours


@pytest.mark.parametrize("caption", ["/ban", "/style@another_bot", "style", "", None])
def test_anything_else_is_not(caption: str | None) -> None:
    assert not command_in(caption, "ourbot").is_ours


async def test_a_photo_with_another_bots_command_is_left_alone_in_a_group(tmp_path: Path) -> None:
    async with studio(tmp_path) as s:
        group = s.chat.group("Studio", [s.ann], privacy=False)
        await s.says("", chat_id=group)  # hello
        s.ann.send_photo(group, PHOTO, caption="/ban")
        asked = s.ann.send_text(group, "/status")
        await s.says("", chat_id=group, after=asked)
        assert (await s.drafts.load(group, s.ann.id)).is_empty
