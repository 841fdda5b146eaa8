"""engine.queue.serialization: a pickle planted in the database runs nothing, in the worker or in the bot."""

from __future__ import annotations

import base64
import contextlib
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from dbos._serialization import (
    DBOSDefaultSerializer,
    DBOSPortableJSON,
    DefaultSerializer,
    deserialize_args,
    deserialize_exception,
    deserialize_value,
)

from engine.database.opening import open_database
from engine.queue.job import JobStatus
from engine.queue.job_queue import JobQueue
from engine.queue.serialization import PickleFound
from engine.queue.workflow import open_client
from tests.support.postgres import postgres_or_skip
from tests.support.queue_bench import House
from tests.support.workers import WorkerProcess


class Bomb:
    """Reading its pickle makes a file."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Path]]:
        return Path.touch, (self.trace,)


def pickled(trace: Path) -> str:
    return base64.b64encode(pickle.dumps(Bomb(trace))).decode()


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with contextlib.ExitStack() as stack:
        if request.param == "postgres":
            yield stack.enter_context(postgres_or_skip()).new_url()
        else:
            yield f"sqlite:///{tmp_path_factory.mktemp('queue')}/queue.sqlite"


@pytest.fixture
def process_with_a_client(tmp_path: Path) -> Iterator[None]:
    engine = open_database(f"sqlite:///{tmp_path}/queue.sqlite", patience_s=5)
    open_client(engine)
    yield
    engine.dispose()


def plant(database_url: str, job_id: str, trace: Path) -> None:
    """Make the job's row in DBOS's tables one that asks to be unpickled."""
    engine = open_database(database_url, patience_s=5)
    place = "" if engine.dialect.name == "sqlite" else "dbos."
    whose = {"mine": f"{job_id}.%", "inputs": pickled(trace)}
    with engine.begin() as connection:
        changed = connection.execute(
            sa.text(f"UPDATE {place}workflow_input SET inputs = :inputs WHERE workflow_uuid LIKE :mine"), whose
        )
        assert changed.rowcount == 1
        connection.execute(
            sa.text(f"UPDATE {place}workflow_status SET serialization = 'py_pickle' WHERE workflow_uuid LIKE :mine"),
            whose,
        )
    engine.dispose()


async def test_planted_pickle_runs_nothing_and_every_job_is_painted(database_url: str, tmp_path: Path) -> None:
    trace, log = tmp_path / "trace", tmp_path / "worker.log"
    async with JobQueue(database_url, poll_s=0.02, dead_after_s=1) as queue:
        house = House(queue)
        planted, other = await house.submit("ann"), await house.submit("ben")
        plant(database_url, planted.id, trace)
        with WorkerProcess(database_url, "gpu-0", log):
            async with house.maintained():
                ended = [(await house.ended(job)).status for job in (other, planted)]
    assert not trace.exists()
    assert ended == [JobStatus.DONE, JobStatus.DONE]  # the planted run is void; the job was queued anew
    assert "asks to be read as a pickle" in log.read_text()


async def test_the_bots_look_at_a_planted_row_runs_nothing(database_url: str, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    async with JobQueue(database_url, poll_s=0.02) as queue:
        job = await House(queue).submit("cyd")
        plant(database_url, job.id, trace)
        engine = open_database(database_url, patience_s=5)
        seen = open_client(engine).list_workflows()  # with its input, which the bot itself never asks for
        engine.dispose()
    assert job.id in [workflow.workflow_id.split(".")[0] for workflow in seen]
    assert not trace.exists()


@pytest.mark.usefixtures("process_with_a_client")
@pytest.mark.parametrize("reading", [deserialize_args, deserialize_value, deserialize_exception])
@pytest.mark.parametrize("serializer", [DBOSPortableJSON, DBOSDefaultSerializer, DefaultSerializer()])
def test_no_reader_of_dbos_takes_a_pickle(reading: Any, serializer: Any, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    with pytest.raises(PickleFound, match="JSON only"):
        reading(pickled(trace), "py_pickle", serializer)
    with pytest.raises((PickleFound, ValueError)):
        reading(pickled(trace), None, serializer)
    assert not trace.exists()


@pytest.mark.usefixtures("process_with_a_client")
def test_nothing_is_pickled_either() -> None:
    assert DBOSDefaultSerializer.serialize(ValueError("no")) == '"no"'
