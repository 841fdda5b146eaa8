"""Killed without a goodbye, bot or worker: the picture still arrives, once. With the real queue and decoder."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.localchat import LocalChat, Message, Person
from bot.store.store import Store
from tests.support.bots import BotProcess
from tests.support.patience import patience
from tests.support.studio import PHOTO, SECOND_STYLE, STYLE, is_result
from tests.support.until import eventually
from tests.support.workers import WorkerProcess

pytestmark = pytest.mark.slow

PATIENCE_S = patience(60)  # processes start
PAINTER = {"iterates": 40, "pace_s": 0.05}  # 2 s a picture


@pytest.fixture
async def chat() -> AsyncIterator[LocalChat]:
    async with LocalChat() as opened:
        yield opened


@pytest.fixture
def ann(chat: LocalChat) -> Person:
    return chat.person("Ann")


@pytest.fixture
def bot(chat: LocalChat, tmp_path: Path) -> Iterator[BotProcess]:
    with BotProcess(chat, tmp_path) as process:
        yield process


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[WorkerProcess]:
    url = f"sqlite:///{tmp_path}/stylegram.sqlite"
    with WorkerProcess(url, "gpu-0", tmp_path / "worker.log", painter=PAINTER) as process:
        yield process


async def says(chat: LocalChat, ann: Person, words: str) -> Message:
    return await chat.wait_for(ann.id, lambda m: words in (m.words or ""), PATIENCE_S)


async def send_two(chat: LocalChat, ann: Person) -> None:
    ann.send_photo(ann.id, PHOTO)
    await says(chat, ann, "Got your photo")
    ann.send_photo(ann.id, STYLE)


async def only_result(chat: LocalChat, ann: Person) -> Message:
    """Return the result, once nothing is under way any more."""
    result = await chat.wait_for(ann.id, is_result, PATIENCE_S)
    ann.send_text(ann.id, "/status")
    await says(chat, ann, "not painting anything")
    assert [m for m in chat.messages(ann.id) if is_result(m)] == [result]
    return result


async def test_a_bot_killed_while_painting_delivers_after_its_restart(
    chat: LocalChat, ann: Person, bot: BotProcess, worker: WorkerProcess
) -> None:
    await send_two(chat, ann)
    progress = await says(chat, ann, "Painting")
    bot.kill()
    bot.start()
    await only_result(chat, ann)
    async with asyncio.timeout(PATIENCE_S):  # the new one took over the old one's message
        while progress in chat.messages(ann.id):
            await chat.world.change()


async def test_a_bot_that_is_away_when_the_picture_is_finished_delivers_it_later(
    chat: LocalChat, ann: Person, bot: BotProcess, worker: WorkerProcess
) -> None:
    await send_two(chat, ann)
    await says(chat, ann, "Painting")
    bot.kill()
    await eventually(lambda: worker.has_logged("done"), 60)
    bot.start()
    await only_result(chat, ann)


async def test_a_bot_killed_right_after_the_second_photo_paints_it(
    chat: LocalChat, ann: Person, bot: BotProcess, worker: WorkerProcess
) -> None:
    await send_two(chat, ann)
    await says(chat, ann, "I start painting")
    bot.kill()
    bot.start()
    await only_result(chat, ann)


async def test_an_album_survives_a_kill_before_it_is_complete(
    chat: LocalChat, ann: Person, bot: BotProcess, worker: WorkerProcess, tmp_path: Path
) -> None:
    ann.send_album(ann.id, [PHOTO, STYLE, SECOND_STYLE])
    database = tmp_path / "stylegram.sqlite"

    async def is_made() -> bool:
        return database.exists()

    await eventually(is_made, 60)
    async with Store(f"sqlite:///{database}") as store:

        async def is_written_down() -> bool:
            draft = await store.drafts.load(ann.id, ann.id)
            return len(draft.unsorted) == 3 or draft.is_complete

        await eventually(is_written_down, 60)
    bot.kill()
    bot.start()
    await only_result(chat, ann)


async def test_a_worker_killed_while_painting_begins_again_and_one_picture_arrives(
    chat: LocalChat, ann: Person, bot: BotProcess, worker: WorkerProcess
) -> None:
    await send_two(chat, ann)
    await says(chat, ann, "Painting")
    worker.kill()
    worker.start()
    await only_result(chat, ann)


async def test_both_killed_at_once_and_one_picture_arrives(
    chat: LocalChat, ann: Person, bot: BotProcess, worker: WorkerProcess
) -> None:
    await send_two(chat, ann)
    await says(chat, ann, "Painting")
    worker.kill()
    bot.kill()
    worker.start()
    bot.start()
    await only_result(chat, ann)


async def test_the_bot_stops_within_ten_seconds_while_a_picture_is_painted(
    chat: LocalChat, ann: Person, bot: BotProcess, worker: WorkerProcess
) -> None:
    await send_two(chat, ann)
    await says(chat, ann, "Painting")
    assert await asyncio.to_thread(bot.stop, 10) == 0
    bot.start()
    await only_result(chat, ann)
