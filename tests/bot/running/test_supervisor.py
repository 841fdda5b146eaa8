"""bot.running.supervisor: a worker that is always there, and gone when the bot is."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.running.supervisor import (
    WORKER_COMMAND,
    WorkerSupervisor,
    all_running,
    read_while_it_speaks,
    worker_environment,
)
from tests.support.patience import patience
from tests.support.queue_bench import LONG_S
from tests.support.stand_ins import BEAT_S, BEATING, OBEYING, STAND_IN
from tests.support.until import eventually, until


def supervisor(notes: Path, *how: str, **settings: Any) -> WorkerSupervisor:
    return WorkerSupervisor(
        worker_environment(os.environ, "gpu-0"),
        command=(sys.executable, "-c", STAND_IN, str(notes), *how),
        **{"first_wait_s": 0.01, "longest_wait_s": 5, **settings},
    )


def started(notes: Path) -> list[int]:
    """Return the process ids of all starts so far."""
    lines = notes.read_text().splitlines() if notes.exists() else []
    assert {line.split()[1] for line in lines} <= {"gpu-0"}
    return [int(line.split()[0]) for line in lines]


async def starts_in(notes: Path, count: int) -> list[int]:
    """Wait for so many starts; return the process ids."""
    async with asyncio.timeout(patience(20)):
        while len(started(notes)) < count:  # noqa: ASYNC110 (it happens in another process)
            await asyncio.sleep(0.01)
    return started(notes)


def is_alive(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError, FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def wait_until(fact: Callable[[], Any]) -> None:
    deadline = time.monotonic() + patience(20)
    while not fact():
        assert time.monotonic() < deadline
        time.sleep(0.01)


async def test_killed_worker_is_started_again_under_the_same_name(tmp_path: Path) -> None:
    async with supervisor(tmp_path / "notes", "stay") as running:
        (first,) = await starts_in(tmp_path / "notes", 1)
        os.kill(first, signal.SIGKILL)
        _, second = await starts_in(tmp_path / "notes", 2)
        assert (second != first, running.starts) == (True, 2)


async def test_worker_that_keeps_ending_is_started_ever_later(tmp_path: Path, caplog: Any) -> None:
    async with supervisor(tmp_path / "notes", "exit", "1"):
        await starts_in(tmp_path / "notes", 4)
    waits = [record.args[-1] for record in caplog.records if "starts again" in record.msg]
    assert waits[:3] == [0.01, 0.02, 0.04]


async def test_misconfigured_worker_is_not_hurried(tmp_path: Path, caplog: Any) -> None:
    async with supervisor(tmp_path / "notes", "exit", "2", longest_wait_s=0.2):
        await starts_in(tmp_path / "notes", 2)
    assert next(record.args[-1] for record in caplog.records if "starts again" in record.msg) == 0.2


async def test_worker_that_cannot_be_started_is_tried_again(tmp_path: Path) -> None:
    program = tmp_path / "program"
    running = WorkerSupervisor(
        worker_environment(os.environ, "gpu-0"), command=(str(program), str(tmp_path / "notes")), first_wait_s=0.01
    )
    async with running, asyncio.timeout(patience(20)):
        while running.starts < 2:  # noqa: ASYNC110 (no event tells of a start)
            await asyncio.sleep(0.01)
        program.write_text('#!/bin/sh\necho "$$ $WORKER_ID" >> "$1"\n')
        program.chmod(0o700)
        await starts_in(tmp_path / "notes", 1)


async def test_worker_gets_the_signals_that_are_handed_on_once_it_can_obey_them(tmp_path: Path) -> None:
    notes, told = tmp_path / "notes", tmp_path / "told"
    command = (sys.executable, "-c", OBEYING, str(notes), str(told))
    async with WorkerSupervisor(worker_environment(os.environ, "gpu-0"), command=command) as running:
        await starts_in(notes, 1)
        running.send(signal.SIGUSR1)
        told.touch()
        await until(lambda: told.read_text() == "drained ")
        running.send(signal.SIGUSR1)
        await until(lambda: told.read_text() == "drained drained ")
        assert running.starts == 1
    running.send(signal.SIGUSR1)  # nobody is there


async def test_worker_stops_with_the_bot(tmp_path: Path) -> None:
    async with supervisor(tmp_path / "notes", "stay"):
        (pid,) = await starts_in(tmp_path / "notes", 1)
    assert not is_alive(pid)


async def test_worker_that_does_not_stop_is_killed(tmp_path: Path) -> None:
    async with supervisor(tmp_path / "notes", "deaf", stop_s=0.2):
        (pid,) = await starts_in(tmp_path / "notes", 1)
    assert not is_alive(pid)


def beating(notes: Path, **settings: Any) -> WorkerSupervisor:
    command = (sys.executable, "-c", BEATING, str(notes))
    return WorkerSupervisor(
        worker_environment(os.environ, "gpu-0"), command=command, first_wait_s=0.01, longest_wait_s=5, **settings
    )


async def test_worker_that_stands_still_is_replaced(tmp_path: Path) -> None:
    async with beating(tmp_path / "notes", silent_s=patience(1)):
        (first,) = await starts_in(tmp_path / "notes", 1)
        os.kill(first, signal.SIGSTOP)
        await starts_in(tmp_path / "notes", 2)
        assert not is_alive(first)


async def test_worker_that_gives_signs_of_life_stays(tmp_path: Path) -> None:
    """It lives for twice as long as it may be silent."""
    silent_s = patience(1)

    async def has_outlived_it() -> bool:
        return (tmp_path / "notes.beats").stat().st_size * BEAT_S > 2 * silent_s

    async with beating(tmp_path / "notes", silent_s=silent_s) as running:
        (first,) = await starts_in(tmp_path / "notes", 1)
        await eventually(has_outlived_it)
        assert (running.pid, running.starts) == (first, 1)


async def test_worker_that_stands_still_does_not_hold_up_the_end(tmp_path: Path) -> None:
    async with beating(tmp_path / "notes", stop_s=LONG_S, still_s=0.2):
        (pid,) = await starts_in(tmp_path / "notes", 1)
        os.kill(pid, signal.SIGSTOP)
    assert not is_alive(pid)


@pytest.mark.parametrize("steps", range(6))
async def test_a_sign_of_life_at_the_end_does_not_keep_the_bot(steps: int) -> None:
    """The bot ends so many steps of the event loop after the worker's last sign of life."""
    signs = asyncio.StreamReader()
    reading = asyncio.create_task(read_while_it_speaks(signs, silent_s=LONG_S))
    await asyncio.sleep(0)
    signs.feed_data(b"\n")
    for _ in range(steps):
        await asyncio.sleep(0)
    reading.cancel()
    await asyncio.wait([reading], timeout=patience(5))
    assert reading.cancelled()


async def test_a_bot_that_stood_still_itself_hears_first_what_came_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped in its terminal or paused with its container: its clock has gone on, and the pipe is full of signs."""
    loop, signs = asyncio.get_running_loop(), asyncio.StreamReader()
    heard: list[float] = []
    reading = asyncio.create_task(read_while_it_speaks(signs, LONG_S, lambda: heard.append(loop.time())))
    await asyncio.sleep(0)
    clock = loop.time
    monkeypatch.setattr(loop, "time", lambda: clock() + 2 * LONG_S)
    await asyncio.sleep(0)  # the time is over now
    signs.feed_data(b"\n")
    await until(lambda: heard)
    signs.feed_eof()
    await reading


def test_worker_ends_when_the_bot_is_killed(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    bot = f"""
import asyncio
from pathlib import Path
from tests.bot.running.test_supervisor import supervisor
from tests.support.patience import patience
async def main():
    async with supervisor(Path({str(notes)!r}), "stay"):
        await asyncio.sleep(60)
asyncio.run(main())
"""
    process = subprocess.Popen([sys.executable, "-c", bot], cwd=Path(__file__).parents[3])
    wait_until(lambda: started(notes))
    process.kill()
    process.wait()
    wait_until(lambda: not is_alive(started(notes)[0]))


def test_worker_never_sees_the_token() -> None:
    environment = worker_environment({"TELEGRAM_TOKEN": "1:x", "PATH": "/bin"}, "gpu-0", DEVICE="cpu")
    assert environment == {"PATH": "/bin", "DEVICE": "cpu", "WORKER_ID": "gpu-0"}


def test_worker_runs_at_a_lower_priority() -> None:
    assert WORKER_COMMAND[-2:] == ("--nice", "10")


async def test_workers_end_side_by_side(tmp_path: Path) -> None:
    """Each notes that it was told to end, and ends when both were."""
    patient = """
import os, signal, sys, time
def end(*_):
    open(sys.argv[1] + "/" + sys.argv[2], "w").close()
    while len(os.listdir(sys.argv[1])) < 2: time.sleep(0.01)
    os._exit(0)
signal.signal(signal.SIGTERM, end)
while True:
    os.write(1, b"\\n")
    time.sleep(0.02)
"""
    told = tmp_path / "told"
    told.mkdir()
    workers = [
        WorkerSupervisor(
            worker_environment(os.environ, f"gpu-{number}"),
            command=(sys.executable, "-c", patient, str(told), str(number)),
            stop_s=patience(20),
            still_s=patience(20),
        )
        for number in range(2)
    ]
    async with all_running(workers):
        await until(lambda: all(worker._has_spoken for worker in workers), 20)
        processes = [worker._process for worker in workers]
    assert [process.returncode for process in processes if process] == [0, 0]
