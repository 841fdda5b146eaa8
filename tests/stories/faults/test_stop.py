"""Messages that nothing has come of when the bot is stopped: who sent them is told so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.app import build_application
from bot.errors import StoreUnavailable
from bot.localchat import LocalChat
from bot.running.serving import serving
from bot.settings import Settings
from bot.store.store import Store
from bot.telegram.turns import PerChatProcessor
from tests.support.fakes import FakeQueue
from tests.support.hurry import HURRY
from tests.support.studio import PATIENCE_S, PHOTO, FakeDecoder
from tests.support.until import until


async def fail(*_args: Any) -> None:
    raise StoreUnavailable("The disk is full.")


async def test_what_waits_for_the_database_is_to_be_sent_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.running.serving.HANDLING_S", 0.05)
    async with LocalChat() as chat, FakeQueue() as queue:
        settings = Settings(data_dir=tmp_path, telegram_token=chat.token)
        async with Store(settings.database_url) as store:
            monkeypatch.setattr(store.drafts, "save", fail)
            urls = {"base_url": chat.base_url, "base_file_url": chat.base_file_url}
            application = build_application(settings, queue, FakeDecoder(), store, pace=HURRY, **urls)
            ann = chat.person("Ann")
            async with application, serving(application, settings):
                ann.send_photo(ann.id, PHOTO)
                await chat.wait_for(ann.id, lambda m: "I cannot write anything down" in (m.words or ""), PATIENCE_S)
                last = ann.send_text(ann.id, "/strength 80")
                turns = application.update_processor
                assert isinstance(turns, PerChatProcessor)
                await until(lambda: len(turns._held) == 2)
            said = [message for message in chat.messages(ann.id) if "have not begun with this" in (message.words or "")]
    assert [message.reply_to for message in said] == [last]
