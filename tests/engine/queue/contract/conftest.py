"""The queue on memory, SQLite and PostgreSQL: one contract for all."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from engine.queue.job_queue import JobQueue
from tests.support.fakes import FakePainter, FakeQueue
from tests.support.postgres import postgres_or_skip
from tests.support.queue_bench import PEOPLE, House
from tests.support.until import eventually
from tests.support.workers import WorkerProcess


@pytest.fixture(scope="module", params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str | None]:
    """The URL of a database with a worker, None for the queue in memory."""
    if request.param == "memory":
        yield None
        return
    folder = tmp_path_factory.mktemp("queue")
    with contextlib.ExitStack() as stack:
        url = f"sqlite:///{folder}/queue.sqlite"
        if request.param == "postgres":
            url = stack.enter_context(postgres_or_skip()).new_url()
        stack.enter_context(WorkerProcess(url, "worker-1", folder / "worker.log"))
        yield url


@pytest.fixture
def new_queue(database: str | None) -> Callable[..., JobQueue]:
    def build(**settings: Any) -> JobQueue:
        if database is None:
            return FakeQueue(painter=FakePainter(), **settings)
        return JobQueue(database, **{"poll_s": 0.02, **settings})

    return build


@pytest.fixture
async def new_house(new_queue: Callable[..., JobQueue]) -> AsyncIterator[Callable[..., Any]]:
    async with contextlib.AsyncExitStack() as stack:
        queues: list[JobQueue] = []

        async def build(**settings: Any) -> House:
            queues.append(await stack.enter_async_context(new_queue(**settings)))
            await eventually(queues[-1].workers)
            return House(queues[-1])

        yield build
        for queue in queues:
            for owner in ("busy", *PEOPLE):
                await queue.forget(owner)


@pytest.fixture
async def house(new_house: Callable[..., Any]) -> House:
    built: House = await new_house()
    return built
