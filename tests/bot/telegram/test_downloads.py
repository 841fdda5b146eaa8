"""Files are counted while they come in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from telegram import Bot, File

from bot.errors import DownloadFailed, FileTooLarge
from bot.localchat import LocalChat
from bot.telegram.downloads import Downloads
from tests.support.faults import Faults
from tests.support.studio import PHOTO


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
async def chat(faults: Faults) -> AsyncIterator[LocalChat]:
    async with LocalChat(wrap=faults.wrap) as opened:
        yield opened


@pytest.fixture
async def bot(chat: LocalChat) -> AsyncIterator[Bot]:
    async with Bot(chat.token, base_url=chat.base_url, base_file_url=chat.base_file_url) as opened:
        yield opened


def sent(chat: LocalChat) -> str:
    ann = chat.person("Ann")
    message = ann.send_document(ann.id, PHOTO, "photo.png", "image/png")
    assert message.document is not None
    return str(message.document.file.file_id)


async def test_a_file_comes_as_it_is(chat: LocalChat, bot: Bot) -> None:
    async with Downloads(bot) as downloads:
        assert await downloads.fetch(sent(chat)) == PHOTO


async def test_no_connection_outlives_the_block(chat: LocalChat, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[httpx.AsyncClient] = []

    class Remembered(httpx.AsyncClient):
        def __init__(self, **settings: Any) -> None:
            super().__init__(**settings)
            opened.append(self)

    monkeypatch.setattr("bot.telegram.downloads.httpx.AsyncClient", Remembered)
    async with Downloads(bot) as downloads:
        await downloads.fetch(sent(chat))
    assert [client.is_closed for client in opened] == [True]


async def test_a_file_longer_than_accepted_is_not_read_to_its_end(chat: LocalChat, bot: Bot) -> None:
    async with Downloads(bot, max_bytes=len(PHOTO) - 1) as downloads:
        with pytest.raises(FileTooLarge):
            await downloads.fetch(sent(chat))


async def test_a_file_that_telegram_does_not_have_is_a_named_error(chat: LocalChat, bot: Bot) -> None:
    async with Downloads(bot, retry_s=0) as downloads:
        with pytest.raises(DownloadFailed):
            await downloads.fetch("nonesuch")


async def test_the_address_with_the_token_is_in_no_error(chat: LocalChat, bot: Bot, faults: Faults) -> None:
    faults.add("getFile", "502", times=9)
    async with Downloads(bot, retry_s=0) as downloads:
        with pytest.raises(DownloadFailed) as failure:
            await downloads.fetch(sent(chat))
    assert chat.token not in str(failure.value)
    assert faults.calls["getFile"] == 3


class OwnServer:
    """A Bot API server with --local on this machine: it says where a file lies, and hands over none."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def get_file(self, file_id: str) -> File:
        return File(file_id, file_id, file_path=str(self._path))


async def test_a_file_of_a_server_on_this_machine_is_read_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(PHOTO)
    own: Any = OwnServer(tmp_path / "photo.png")
    async with Downloads(own) as downloads:
        assert await downloads.fetch("1") == PHOTO
    async with Downloads(own, max_bytes=len(PHOTO) - 1) as downloads:
        with pytest.raises(FileTooLarge):
            await downloads.fetch("1")


async def test_a_file_that_is_not_where_the_server_says_is_a_named_error(tmp_path: Path) -> None:
    own: Any = OwnServer(tmp_path / "photo.png")
    async with Downloads(own, retry_s=0) as downloads:
        with pytest.raises(DownloadFailed):
            await downloads.fetch("1")
