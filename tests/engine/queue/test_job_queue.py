"""engine.queue.job_queue on a database: what only a database can do to it. The contract is in contract/."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sqlite3
import threading
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engine.errors import QueueUnavailable, UnknownJob
from engine.queue.job_queue import UNDELIVERED_S, JobQueue
from engine.queue.preparation import _prepare_file, prepare
from engine.request import StyleRequest
from tests.support.clock import Clock
from tests.support.fakes import picture, style_request
from tests.support.patience import patience
from tests.support.queue_bench import House


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "queue.sqlite"


@pytest.fixture
async def house(path: Path) -> AsyncIterator[House]:
    async with JobQueue(f"sqlite:///{path}", timeout_s=0.6) as queue:
        yield House(queue)


async def test_stalled_database_is_named_in_time(house: House, path: Path, caplog: pytest.LogCaptureFixture) -> None:
    job = await house.submit()
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        started_at = time.monotonic()
        for _ in range(2):
            with pytest.raises(QueueUnavailable, match="database is locked"):
                await house.submit()
        assert time.monotonic() - started_at < 5
        holder.execute("ROLLBACK")
    assert len([record for record in caplog.records if record.levelname == "ERROR"]) == 1
    assert (await house.submit()).id != job.id


async def test_watching_survives_a_stalled_database(house: House, path: Path) -> None:
    job = await house.submit()

    async def watched() -> int:
        return len([iterate async for iterate in house.queue.watch(job.id)])

    watching = asyncio.create_task(watched())
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(QueueUnavailable):
            await house.submit()
        holder.execute("ROLLBACK")
    await house.queue.cancel(job.id)
    async with asyncio.timeout(patience(10)):
        assert await watching == 0


async def test_place_that_is_no_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(QueueUnavailable, match="check DATA_DIR"):
        async with JobQueue(f"sqlite:///{tmp_path}/file/queue.sqlite"):
            pass


async def test_what_was_submitted_outlives_the_queue(house: House, path: Path) -> None:
    job = await house.submit(chat_id=5)
    async with JobQueue(f"sqlite:///{path}") as later:
        assert await later.undelivered() == [job]
        assert await later.request_of(job.id) == style_request()


async def test_many_may_open_a_new_database_at_once(path: Path) -> None:
    async with contextlib.AsyncExitStack() as stack:
        queues = [JobQueue(f"sqlite:///{path}", timeout_s=30) for _ in range(4)]
        await asyncio.gather(*(stack.enter_async_context(queue) for queue in queues))
        assert [await queue.unfinished() for queue in queues] == [[], [], [], []]


def test_new_files_are_prepared_by_many_threads_at_once(tmp_path: Path) -> None:
    """One in twelve such files refused somebody when nobody tried again."""
    for number in range(60):
        file, start = tmp_path / f"{number}.sqlite", threading.Barrier(8)

        def prepare_file(file: Path = file, start: threading.Barrier = start) -> None:
            start.wait()
            _prepare_file(file)

        with ThreadPoolExecutor(8) as threads:
            assert [each.result() for each in [threads.submit(prepare_file) for _ in range(8)]] == [None] * 8


async def test_nothing_in_the_database_is_pickled(house: House, path: Path) -> None:
    await house.submit()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (serialization,) = connection.execute("SELECT DISTINCT serialization FROM workflow_status").fetchone()
        (inputs,) = connection.execute("SELECT inputs FROM workflow_input").fetchone()
    assert serialization == "portable_json"
    assert json.loads(inputs)["positionalArgs"][0].startswith("ann-1.")


def test_database_can_be_read_by_its_owner_only(path: Path) -> None:
    prepare(f"sqlite:///{path}")
    assert path.stat().st_mode & 0o077 == 0


def test_a_file_that_was_there_keeps_its_mode(path: Path) -> None:
    path.touch()
    path.chmod(0o644)
    prepare(f"sqlite:///{path}")
    assert path.stat().st_mode & 0o777 == 0o644


async def test_forgotten_photo_is_nowhere_in_the_file(house: House, path: Path) -> None:
    photo = picture("navy") + os.urandom(30_000)
    await house.submit(request=StyleRequest(content_image=photo, style_images=(picture("red"),)))
    assert photo[-3000:-1000] in everything_in(path)
    await house.queue.forget("ann")
    assert photo[-3000:-1000] not in everything_in(path)


def everything_in(path: Path) -> bytes:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.read_bytes()


async def test_what_ended_while_the_submitter_was_away_for_long_is_kept_until_it_can_be_handed_over(path: Path) -> None:
    url, clock = f"sqlite:///{path}", Clock(1_000_000.0)
    async with JobQueue(url, keep_s=7200, clock=clock) as queue:
        house = House(queue)
        told, untold = await house.submit(), await house.submit()
        for job in (told, untold):
            await queue.cancel(job.id)
        await queue.mark_delivered(told.id)
    clock.now += 3 * 86400
    async with JobQueue(url, keep_s=7200, clock=clock) as queue:
        await queue.maintain()
        with pytest.raises(UnknownJob):
            await queue.get(told.id)
        assert await queue.undelivered() == [await queue.get(untold.id)]
        clock.now += UNDELIVERED_S
        await queue.maintain()
        assert await queue.undelivered() == []
