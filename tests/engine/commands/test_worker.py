"""`python -m engine worker` and `healthcheck`: what they say to the person who runs them."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from engine.__main__ import main
from engine.commands.flags import OneLineParser, network_choice_in
from engine.commands.worker import _painter, add_worker, as_variables, end_at_signals
from engine.errors import DeviceUnavailable, NotEnoughMemory
from engine.machine.devices import choose_device
from engine.painting.network_choice import NetworkChoice
from engine.queue.job_queue import JobQueue
from tests.support.fakes import FakePainter
from tests.support.patience import patience
from tests.support.postgres import postgres_or_skip
from tests.support.processes import ROOT, Restartable
from tests.support.until import eventually
from tests.support.workers import WorkerProcess


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/queue.sqlite"


@pytest.fixture
async def queue(database_url: str) -> AsyncIterator[JobQueue]:
    async with JobQueue(database_url, poll_s=0.02) as queue:
        yield queue


@pytest.mark.parametrize(
    ("remedy", "said"),
    [
        ("check the driver or choose --device cpu.", "check the driver or choose DEVICE=cpu."),
        ("or give a local file with --weights.", "or give a local file with WEIGHTS."),
        ("nothing to set", "nothing to set"),
    ],
)
def test_a_worker_names_the_variables_that_its_operator_sets(remedy: str, said: str) -> None:
    assert as_variables(remedy) == said


def test_on_the_command_line_the_flag_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    with pytest.raises(DeviceUnavailable, match="--device cpu"):
        choose_device("cuda")


@pytest.fixture
def signals() -> Iterator[None]:
    """Put back what signals do."""
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = [(number, signal.getsignal(number)) for number in numbers]
    yield
    for number, handler in before:
        signal.signal(number, handler)


@pytest.mark.usefixtures("signals")
def test_the_end_of_the_terminal_ends_a_worker_in_order() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # these tests themselves may run under nohup
    end_at_signals(stop := threading.Event())
    os.kill(os.getpid(), signal.SIGHUP)
    assert stop.wait(patience(10))


@pytest.mark.usefixtures("signals")
def test_under_nohup_a_worker_outlives_its_terminal() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    end_at_signals(threading.Event())
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


async def test_healthcheck_goes_by_the_heartbeat(
    queue: JobQueue,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("WORKER_ID", "gpu-0")
    assert await asyncio.to_thread(main, ["healthcheck"]) == 1
    assert "worker gpu-0 was never" in capsys.readouterr().err
    with WorkerProcess(database_url, "gpu-0", tmp_path / "log"):
        await eventually(queue.workers)
        assert await asyncio.to_thread(main, ["healthcheck"]) == 0
        assert await asyncio.to_thread(main, ["healthcheck", "--worker-id", "gpu-1"]) == 1


async def test_healthcheck_without_a_worker_id_takes_any_fresh_heartbeat(
    queue: JobQueue,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert await asyncio.to_thread(main, ["healthcheck"]) == 1
    assert "any worker was never" in capsys.readouterr().err
    with WorkerProcess(database_url, "gpu-7", tmp_path / "log"):
        await eventually(queue.workers)
        assert await asyncio.to_thread(main, ["healthcheck"]) == 0


@pytest.mark.parametrize("before", [[], ["-v"]])
@pytest.mark.parametrize("file", ["queue.sqlite", "missing/queue.sqlite"])
def test_healthcheck_without_a_database_says_why_and_makes_none(
    before: list[str], file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/{file}")
    assert main([*before, "healthcheck"]) == 1
    assert "DATA_DIR" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_an_outage_of_the_database_may_be_forgiven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/missing/queue.sqlite")
    assert main(["healthcheck", "--forgive-outage"]) == 0


def test_healthcheck_of_a_database_without_tables_says_that_nobody_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "queue.sqlite").touch()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/queue.sqlite")
    assert main(["healthcheck", "--forgive-outage"]) == 1
    assert capsys.readouterr().err == "The last sign of life of any worker was never.\n"


@pytest.mark.postgres
def test_healthcheck_of_a_server_without_tables_says_that_nobody_was_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with postgres_or_skip() as server:
        monkeypatch.setenv("DATABASE_URL", server.new_url().rpartition("/")[0] + "/postgres")
        assert main(["healthcheck"]) == 1
    assert capsys.readouterr().err == "The last sign of life of any worker was never.\n"


@pytest.mark.slow  # loads torch
@pytest.mark.parametrize("fault", [None, OSError("No space left on device")])
def test_worker_gets_ready_before_its_first_job(fault: OSError | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk does not keep it from starting: a job would be told."""
    asked = []

    class Painter(FakePainter):
        def __init__(self, choice: NetworkChoice) -> None:
            super().__init__()

        def get_ready(self) -> None:
            asked.append(self)
            if fault:
                raise fault

    monkeypatch.setattr("engine.painting.painter.Painter", Painter)
    monkeypatch.setattr("engine.laboratory.studio.Studio", lambda painter: painter)
    assert [_painter(NetworkChoice())] == asked


@pytest.mark.slow  # loads torch
@pytest.mark.parametrize(
    "fault", [MemoryError(), RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes")]
)
def test_memory_that_runs_out_while_a_worker_starts_is_told_in_one_sentence(
    fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exhausted(_choice: NetworkChoice) -> None:
        raise fault

    monkeypatch.setattr("engine.painting.painter.Painter", exhausted)
    with pytest.raises(NotEnoughMemory, match="The memory ran out on cpu; end other programs"):
        _painter(NetworkChoice(device="cpu"))


@pytest.mark.parametrize(("network", "chosen"), [("", None), ("vgg16", "vgg16")])
def test_a_file_of_weights_says_which_network_it_is_unless_the_operator_does(network: str, chosen: str | None) -> None:
    environ = {"NETWORK": network, "WEIGHTS": "some.pth"}  # the bot hands on an empty NETWORK where none is set
    parser = OneLineParser()
    add_worker(parser.add_subparsers(), environ)
    choice = network_choice_in(parser.parse_args(["worker"]), environ)
    assert (choice.network, choice.weights) == (chosen, Path("some.pth"))
    assert choice.cache_dir == Path("stylegram-data/cache")


@pytest.fixture
def beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a worker begin in this process, whose memory stays open to the debuggers of tests."""
    monkeypatch.setattr("engine.commands.worker.keep_memory_private", lambda: None)


@pytest.mark.usefixtures("beginning")
@pytest.mark.parametrize("before", [[], ["-v"]])
@pytest.mark.parametrize(
    ("variable", "value", "allowed"), [("LOG_LEVEL", "verbose", "DEBUG, INFO"), ("LOG_FORMAT", "xml", "text, json")]
)
def test_variable_that_cannot_be_read_takes_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    before: list[str],
    variable: str,
    value: str,
    allowed: str,
) -> None:
    monkeypatch.setenv(variable, value)
    assert main([*before, "worker"]) == 2
    said = capsys.readouterr().err
    assert f"{variable} is '{value}'" in said
    assert allowed in said
    assert said.count("\n") == 1


@pytest.mark.usefixtures("beginning")
@pytest.mark.parametrize("command", ["worker", "healthcheck"])
def test_what_is_no_address_of_a_database_takes_one_line(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "localhost:secret/db")
    assert main([command]) == 2
    said = capsys.readouterr().err
    assert "postgresql://user:password@host:5432/name" in said
    assert "secret" not in said
    assert said.count("\n") == 1


@pytest.mark.usefixtures("beginning")
def test_priority_that_may_not_be_had_takes_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(_by: int) -> int:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "nice", refused)
    assert main(["worker", "--nice", "-5"]) == 2
    said = capsys.readouterr().err
    assert "--nice is -5" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("seconds", ["nan", "inf", "-1", "1e12", "soon"])
def test_worker_that_would_never_end_in_time_is_refused(seconds: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["worker", "--drain", seconds])
    said = capsys.readouterr().err
    assert (caught.value.code, said.count("\n")) == (2, 1)
    assert f"--drain: {seconds!r} is" in said


def test_worker_that_cannot_paint_says_so_in_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "engine", "worker", "--network", "nosuch"]
    environ = {**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": ""}
    ended = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=patience(120), check=False
    )
    assert ended.returncode == 2
    assert "nosuch" in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr


def test_worker_without_a_place_for_its_database_says_so_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    command = [sys.executable, "-m", "engine", "worker"]
    environ = {**os.environ, "DATA_DIR": str(tmp_path / "file"), "DATABASE_URL": ""}
    ended = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=patience(60), check=False
    )
    assert (ended.returncode, len(ended.stderr.splitlines())) == (2, 1)
    assert "check DATA_DIR" in ended.stderr


async def test_worker_whose_database_is_away_stops_when_told_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://ann@127.0.0.1:1/stylegram")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    with Restartable([sys.executable, "-m", "engine", "worker"], tmp_path / "log") as worker:

        async def has_said_so() -> bool:
            return "check that the server in DATABASE_URL runs" in await asyncio.to_thread(worker.log.read_text)

        await eventually(has_said_so)
        assert await asyncio.to_thread(worker.stop) == 1
    log = worker.log.read_text()
    assert "CRITICAL" not in log
    assert "Traceback" not in log


@pytest.mark.slow  # loads torch
async def test_worker_stops_when_its_parent_is_gone(database_url: str, queue: JobQueue, tmp_path: Path) -> None:
    environ = {**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": database_url, "WORKER_ID": "gpu-0"}
    environ |= {"OMP_NUM_THREADS": "1"}
    command = (sys.executable, "-m", "engine", "worker", "--exit-with-parent", "--device", "cpu", "--dtype", "float32")
    worker = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environ, stdin=asyncio.subprocess.PIPE)

    async def is_ready() -> bool:
        return [seen.description for seen in await queue.workers()] == ["builtin, cpu (1 core), float32"]

    await eventually(is_ready, within_s=120)
    assert worker.stdin is not None
    worker.stdin.close()
    async with asyncio.timeout(patience(20)):
        assert await worker.wait() == 0
    assert await queue.workers() == []
