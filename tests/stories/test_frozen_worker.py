"""A worker that stands still in the middle of a transaction: nobody can write, people are told, nothing is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.localchat import LocalChat, Person
from engine.queue.job_queue import JobQueue
from tests.support.patience import patience
from tests.support.studio import PHOTO, STYLE, is_result, running_bot
from tests.support.until import eventually
from tests.support.workers import WorkerProcess

PATIENCE_S = patience(60)
ANSWER_S = 15  # the bot gives a database up after 10 s


@dataclass
class Scene:
    """A bot with the real queue, its only worker, and Ann."""

    chat: LocalChat
    worker: WorkerProcess
    ann: Person

    async def says(self, *words: str, within_s: float = PATIENCE_S) -> None:
        await self.chat.wait_for(self.ann.id, lambda m: any(word in (m.words or "") for word in words), within_s)


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    url = f"sqlite:///{tmp_path}/stylegram.sqlite"
    async with LocalChat() as chat, JobQueue(url, dead_after_s=2, poll_s=0.05) as queue:
        with WorkerProcess(url, "gpu-0", tmp_path / "worker.log") as worker:
            async with running_bot(tmp_path, chat, queue):
                yield Scene(chat=chat, worker=worker, ann=chat.person("Ann"))
                worker.wake()  # where the test failed: else it holds the database's lock, and the bot waits to end


@pytest.mark.slow  # the bot's patience with its database is ten seconds
@pytest.mark.parametrize("is_killed", [False, True])
async def test_people_are_told_and_their_pictures_painted_when_it_goes_on(scene: Scene, is_killed: bool) -> None:
    """Whether the worker goes on or is killed and started again."""
    ann = scene.ann
    ann.send_photo(ann.id, PHOTO)
    await scene.says("Got your photo")
    await eventually(lambda: scene.worker.has_logged("waits for jobs"), 60)
    await scene.worker.freeze_inside()
    ann.send_photo(ann.id, STYLE)
    await scene.says("I go on with your picture", within_s=patience(ANSWER_S))
    if is_killed:
        scene.worker.kill()
        scene.worker.start()
    else:
        scene.worker.wake()
    await scene.chat.wait_for(ann.id, is_result, PATIENCE_S)
