"""The Bot API's client: what Telegram sends that nobody expects stops nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.localchat import LocalChat
from tests.support.fakes import FakeQueue
from tests.support.patience import patience
from tests.support.studio import running_bot


@pytest.mark.parametrize(
    "odd",
    [
        {"date": 1, "chat": {"id": 5, "type": "private"}, "text": "no message_id"},
        {"message_id": 7, "date": 2**62, "chat": {"id": 5, "type": "private"}, "text": "a date that there is not"},
        {"message_id": 7, "date": 1, "chat": [], "text": "no chat"},
        "no object",
    ],
)
async def test_an_update_that_cannot_be_read_is_passed_over(
    tmp_path: Path, odd: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async with LocalChat() as chat, FakeQueue() as queue, running_bot(tmp_path, chat, queue):
        ann = chat.person("Ann")
        chat.world.updates.add("message", odd)
        ann.send_text(ann.id, "/styles")
        await chat.wait_for(ann.id, lambda message: message.is_from_bot, patience(30))
    passed_over = [record.getMessage() for record in caplog.records if record.name == "bot.telegram.client"]
    assert len(passed_over) == 1
    assert "no message_id" not in caplog.text
