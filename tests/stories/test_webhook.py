"""The same bot when Telegram brings the updates: faults, repetitions and order are as with polling."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.app import build_application, services_of
from bot.localchat import LocalChat
from bot.localchat.world.messages import Message
from bot.localchat.world.people import Person
from bot.running.serving import serving
from bot.settings import Settings
from bot.store.store import Store
from tests.support.fakes import FakePainter, FakeQueue
from tests.support.faults import Faults
from tests.support.hurry import HURRY
from tests.support.ports import a_free_port
from tests.support.studio import PATIENCE_S, PHOTO, STYLE, FakeDecoder, is_result

SECRET = "a-long-secret"


class Telegram:
    """Posts the local chat's updates to the bot, as Telegram does: until it answers 200, and sometimes twice."""

    def __init__(self, chat: LocalChat, url: str, times: int = 1) -> None:
        self._chat, self._url, self._times = chat, url, times
        self.posted: list[int] = []

    async def bring(self) -> None:
        async with httpx.AsyncClient() as http:
            while True:
                for update in self._chat.world.updates.pending:
                    if update["update_id"] not in self.posted:
                        self.posted.append(update["update_id"])
                        for _ in range(self._times):
                            await self._post(http, update)
                await self._chat.world.change()

    async def _post(self, http: httpx.AsyncClient, update: dict[str, Any]) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        assert (await http.post(self._url, json=update, headers=headers)).status_code == 200


@pytest.fixture
def faults() -> Faults:
    return Faults()


@contextlib.asynccontextmanager
async def bot_with_webhook(folder: Path, faults: Faults, times: int = 1) -> AsyncIterator[LocalChat]:
    port = a_free_port()
    async with LocalChat(wrap=faults.wrap) as chat, FakeQueue(painter=FakePainter()) as queue:
        settings = Settings(
            data_dir=folder,
            edge_size=64,
            telegram_token=chat.token,
            webhook_url=f"https://127.0.0.1:{port}/updates",
            webhook_secret=SECRET,
            webhook_port=port,
        )
        async with Store(settings.database_url) as store:
            application = build_application(
                settings,
                queue,
                FakeDecoder(),
                store,
                base_url=chat.base_url,
                base_file_url=chat.base_file_url,
                pace=HURRY,
            )
            assert services_of(application).queue is queue
            async with application, serving(application, settings):
                telegram = Telegram(chat, f"http://127.0.0.1:{port}/updates", times)
                bringing = asyncio.create_task(telegram.bring())
                yield chat
                bringing.cancel()


async def painted(chat: LocalChat, ann: Person) -> list[Message]:
    """Let Ann send a photo and a style; return the results once nothing is under way."""
    ann.send_photo(ann.id, PHOTO)
    ann.send_photo(ann.id, STYLE)
    result = await chat.wait_for(ann.id, is_result, PATIENCE_S)
    ann.send_text(ann.id, "/status")
    await chat.wait_for(ann.id, lambda m: "not painting" in (m.words or ""), PATIENCE_S, after=result.id)
    return [message for message in chat.messages(ann.id) if is_result(message)]


@pytest.mark.parametrize("kind", ["429", "502", "cut"])
@pytest.mark.parametrize("method", ["sendPhoto", "sendMessage"])
async def test_a_fault_loses_and_repeats_nothing(tmp_path: Path, faults: Faults, method: str, kind: str) -> None:
    faults.add(method, kind)
    async with bot_with_webhook(tmp_path, faults) as chat:
        assert len(await painted(chat, chat.person("Ann"))) == 1
    assert faults.calls["sendPhoto"] == (2 if method == "sendPhoto" else 1)


async def test_an_update_that_comes_twice_makes_one_picture(tmp_path: Path, faults: Faults) -> None:
    """Telegram brings an update again when the answer to it was late or lost."""
    async with bot_with_webhook(tmp_path, faults, times=2) as chat:
        assert len(await painted(chat, chat.person("Ann"))) == 1


UNREADABLE = {"update_id": 1, "message": {"date": 1, "chat": {"id": 5, "type": "private"}, "text": "what Ann wrote"}}


@pytest.mark.parametrize(
    ("posted", "status"), [(UNREADABLE, 200), ({"message": {}}, 400), ([], 400), ({"update_id": 2, "new": {}}, 200)]
)
async def test_an_update_that_cannot_be_read_is_passed_over(
    tmp_path: Path, faults: Faults, caplog: pytest.LogCaptureFixture, posted: Any, status: int
) -> None:
    """Telegram would bring one that is refused again and again, and hold back all that comes after it in its chat."""
    async with bot_with_webhook(tmp_path, faults) as chat, httpx.AsyncClient() as http:
        url = chat.world.updates.webhook["url"].replace("https", "http")
        answer = await http.post(url, json=posted, headers={"X-Telegram-Bot-Api-Secret-Token": SECRET})
    passed_over = [record.getMessage() for record in caplog.records if record.name == "bot.telegram.client"]
    assert answer.status_code == status
    assert ("An update (message) is passed over" in "".join(passed_over)) == (posted is UNREADABLE)
    assert "what Ann wrote" not in caplog.text


@pytest.mark.parametrize("secret", ["", "another", SECRET + "\xe9"])
async def test_who_does_not_know_the_secret_brings_nothing(tmp_path: Path, faults: Faults, secret: str) -> None:
    async with bot_with_webhook(tmp_path, faults) as chat, httpx.AsyncClient() as http:
        url = chat.world.updates.webhook["url"].replace("https", "http")
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret.encode()}
        assert (await http.post(url, json={"update_id": 1}, headers=headers)).status_code == 403


async def test_updates_are_not_asked_for(tmp_path: Path, faults: Faults) -> None:
    async with bot_with_webhook(tmp_path, faults) as chat:
        await painted(chat, chat.person("Ann"))
    assert faults.calls["getUpdates"] == 0
    assert faults.calls["setWebhook"] == 1
