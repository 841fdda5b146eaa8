"""The queue on memory, SQLite and PostgreSQL: one contract for all."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.database.opening import open_database
from engine.queue.dbos import prepare
from engine.queue.job_queue import JobQueue
from engine.queue.standing import Standing
from engine.queue.submitter_side import Ledger
from engine.queue.worker_side import Runs
from engine.queue.workflow import open_client
from tests.support.fakes import FakePainter, FakeQueue
from tests.support.office import Office
from tests.support.postgres import postgres_or_skip
from tests.support.queue_bench import PEOPLE, House
from tests.support.until import eventually
from tests.support.workers import NewWorker, WorkerProcess


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


@pytest.fixture(scope="module")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "queue.sqlite"
    prepare(f"sqlite:///{path}")
    return path


@pytest.fixture
def office(empty_database: Path, tmp_path: Path) -> Iterator[Office]:
    path = Path(shutil.copy(empty_database, tmp_path))
    engine = open_database(f"sqlite:///{path}", patience_s=5)
    client = open_client(engine)
    yield Office(engine, Ledger(engine, client), Standing(engine), Runs(engine, client, "gpu-0"))
    engine.dispose()


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/queue.sqlite"


@pytest.fixture
def new_worker(database_url: str, tmp_path: Path) -> Iterator[NewWorker]:
    with contextlib.ExitStack() as stack:

        def start(worker_id: str = "gpu-0", **settings: Any) -> WorkerProcess:
            process = WorkerProcess(database_url, worker_id, tmp_path / f"{worker_id}.log", **settings)
            return stack.enter_context(process)

        yield start
