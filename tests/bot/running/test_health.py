"""The health page: 200 while pictures get painted, 503 while they do not."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from bot.metrics import Metrics
from bot.orders.who_paints import LocalWorker, Painters
from bot.running.health import DOES_NOT_START, HealthPage
from bot.settings import Settings
from engine.queue.job_queue import JobQueue
from tests.support.fakes import FakePainter, FakeQueue, Misconfigured, starting_painter, style_request
from tests.support.ports import a_free_port


@pytest.fixture
async def queue() -> AsyncIterator[FakeQueue]:
    async with FakeQueue(painter=FakePainter()) as opened:
        yield opened


async def asked(queue: JobQueue, *local_workers: LocalWorker) -> tuple[int, dict[str, Any]]:
    """Return the page's status and what it says."""
    port = a_free_port()
    painters = Painters(queue, Settings(telegram_token="1:x"), local_workers)
    async with HealthPage(queue, painters, "127.0.0.1", port, Metrics()), httpx.AsyncClient() as http:
        answer = await http.get(f"http://127.0.0.1:{port}/")
        return answer.status_code, answer.json()


async def test_a_bot_with_a_worker_is_well(queue: FakeQueue) -> None:
    assert await asked(queue) == (200, {"database": True, "workers": 1, "unfinished_jobs": 0})


@pytest.mark.parametrize(("is_painted", "status"), [(True, 200), (False, 503)])
async def test_who_asks_for_the_status_alone_gets_it(queue: FakeQueue, is_painted: bool, status: int) -> None:
    queue.painter = queue.painter if is_painted else None
    port = a_free_port()
    painters = Painters(queue, Settings(telegram_token="1:x"))
    async with HealthPage(queue, painters, "127.0.0.1", port, Metrics()), httpx.AsyncClient() as http:
        answer = await http.head(f"http://127.0.0.1:{port}/")
    assert (answer.status_code, answer.content) == (status, b"")


async def test_a_worker_that_begins_nothing_more_is_told(queue: FakeQueue) -> None:
    queue.is_draining = True
    assert await asked(queue) == (200, {"database": True, "workers": 1, "draining": 1, "unfinished_jobs": 0})


async def test_a_bot_without_a_worker_is_not_well(queue: FakeQueue) -> None:
    queue.painter = None
    await queue.submit(style_request(), job_id="ann-1", owner="ann", group="g", ticket={})
    assert await asked(queue) == (503, {"database": True, "workers": 0, "unfinished_jobs": 1})


@pytest.mark.parametrize("painter", [None, starting_painter()])
async def test_a_worker_that_does_not_start_is_named(queue: FakeQueue, painter: FakePainter | None) -> None:
    """Also in the seconds of each minute in which it tries."""
    queue.painter = painter
    status, said = await asked(queue, Misconfigured())
    assert (status, said["workers"], said["trouble"]) == (503, 0, DOES_NOT_START)


async def test_a_worker_that_started_after_all_is_well(queue: FakeQueue) -> None:
    assert await asked(queue, Misconfigured()) == (200, {"database": True, "workers": 1, "unfinished_jobs": 0})


async def test_a_bot_without_its_database_is_not_well(queue: FakeQueue) -> None:
    queue.is_available = False
    status, said = await asked(queue)
    assert (status, said["database"]) == (503, False)


@pytest.mark.parametrize(
    ("pragma", "trouble"),
    [
        ("max_page_count=1", "(database or disk is full): free some space"),
        ("query_only=ON", "(attempt to write a readonly database): check that"),
    ],
)
async def test_a_disk_that_takes_nothing_is_said(tmp_path: Path, pragma: str, trouble: str) -> None:
    async with JobQueue(f"sqlite:///{tmp_path}/queue.sqlite") as queue:

        def limit(connection: sqlite3.Connection, *_: object) -> None:
            connection.execute(f"PRAGMA {pragma}")

        sa.event.listen(queue._engine, "checkout", limit)
        status, said = await asked(queue)
    assert (status, said["database"]) == (503, False)
    assert trouble in said["trouble"]
