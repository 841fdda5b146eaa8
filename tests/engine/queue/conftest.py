"""A database, its two sides, and a queue with worker processes."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.database.opening import open_database
from engine.queue.job_queue import JobQueue
from engine.queue.preparation import prepare
from engine.queue.standing import Standing
from engine.queue.submitter_side import JobRows
from engine.queue.worker_side import Runs
from engine.queue.workflow import open_client
from tests.support.office import Office
from tests.support.queue_bench import House
from tests.support.workers import NewWorker, WorkerProcess


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
    yield Office(engine, JobRows(engine, client), Standing(engine), Runs(engine, client, "gpu-0"))
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


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """A queue for which new_worker's processes paint."""
    async with JobQueue(database_url, poll_s=0.02, dead_after_s=1) as queue:
        yield House(queue, url=database_url)
