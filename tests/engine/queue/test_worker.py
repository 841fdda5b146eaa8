"""engine.queue.worker, engine.queue.runner, engine.queue.takeover: worker processes that die, freeze, stop and hang."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from engine.commands.worker import _painter, healthcheck
from engine.database.opening import open_database
from engine.errors import DeviceUnavailable, PictureGone
from engine.painting.network_choice import NetworkChoice
from engine.queue.heartbeats import seen_s_ago
from engine.queue.job_queue import Job, JobQueue, JobStatus
from engine.queue.runner import PaintsPictures
from engine.queue.worker import serve
from tests.support.fakes import FakePainter, style_request
from tests.support.patience import patience
from tests.support.queue_bench import DEADLINE_S, LONG_S, House
from tests.support.until import eventually
from tests.support.workers import ROOT, NewWorker, WorkerProcess


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with JobQueue(database_url, poll_s=0.02, dead_after_s=1) as queue:
        yield House(queue, url=database_url)


async def exit_code(worker: WorkerProcess) -> int:
    return await asyncio.to_thread(worker.process.wait, patience(20))


async def nearly_painted(house: House) -> Job:
    """Return a job that stands at nine tenths, in the last of four levels: it gets no further in this attempt."""
    job = await house.submit(request=style_request(recipe="stuck"))
    async with asyncio.timeout(DEADLINE_S):
        async for iterate in house.queue.watch(job.id):
            if iterate.fraction >= 0.9:
                break

    async def is_kept() -> bool:
        return await house.checkpoints() == [b"7"]  # of ten: the last level's start

    await eventually(is_kept)
    return job


async def test_killed_worker_goes_on_from_the_last_level_when_it_is_back(house: House, new_worker: NewWorker) -> None:
    worker = new_worker()
    job = await nearly_painted(house)
    worker.kill()
    worker.start()
    job = await house.ended(job)
    assert (job.status, job.attempt) == (JobStatus.DONE, 2)
    assert (await house.queue.result_of(job.id)).report["done"] == 7


async def test_dead_workers_job_goes_on_at_another_from_the_last_level(house: House, new_worker: NewWorker) -> None:
    dead = new_worker("gpu-0")
    job = await nearly_painted(house)
    new_worker("gpu-1")
    dead.kill()
    async with house.maintained():
        job = await house.ended(job)
    assert (job.status, job.attempt) == (JobStatus.DONE, 2)
    assert (await house.queue.result_of(job.id)).report["done"] == 7


async def test_worker_that_wakes_up_after_its_job_was_taken_over_drops_it(
    house: House, new_worker: NewWorker, tmp_path: Path
) -> None:
    job, frozen = await house.submit(request=style_request(budget_s=0.5)), new_worker("gpu-0")
    await house.reaches(job, JobStatus.RUNNING)
    await frozen.freeze(tmp_path / "queue.sqlite")
    other = new_worker("gpu-1")
    async with house.maintained():
        await house.reaches(job, JobStatus.DONE)
    other.kill()
    frozen.wake()
    next_job = await house.ended(await house.submit())
    assert next_job.status is JobStatus.DONE  # the frozen one goes on, healthy
    assert (await house.queue.get(job.id)).attempt == 2
    assert f"job {job.id}: done" not in frozen.log.read_text()


async def test_living_workers_keep_their_jobs(house: House, new_worker: NewWorker) -> None:
    new_worker()
    running = await house.busy()
    for _ in range(5):
        await house.queue.maintain()
    job = await house.queue.get(running.id)
    assert (job.status, job.attempt) == (JobStatus.RUNNING, 1)


@pytest.mark.slow
async def test_job_that_kills_its_worker_is_given_up(house: House, new_worker: NewWorker) -> None:
    poison = await house.submit("ann", request=style_request(recipe="poison"))
    harmless = await house.submit("ben")
    worker = new_worker()
    for _ in range(4):
        assert await exit_code(worker) == -signal.SIGKILL
        worker.start()
    assert (await house.ended(harmless)).status is JobStatus.DONE
    job = await house.queue.get(poison.id)
    assert (job.status, job.attempt) == (JobStatus.GIVEN_UP, 4)
    assert f"job {poison.id}: given up" in worker.log.read_text()


@pytest.mark.slow
async def test_attempts_are_counted_across_take_overs(house: House, new_worker: NewWorker) -> None:
    poison = await house.submit("ann", request=style_request(recipe="poison"))
    async with house.maintained():
        for number in range(4):
            assert await exit_code(new_worker(f"gpu-{number}")) == -signal.SIGKILL
        new_worker("gpu-last")
        assert (await house.reaches(poison, JobStatus.GIVEN_UP)).attempt == 4


async def test_stopped_worker_hands_its_job_back(house: House, new_worker: NewWorker) -> None:
    worker = new_worker()
    running = await house.busy()
    assert await asyncio.to_thread(worker.stop, 10) == 0
    job = await house.queue.get(running.id)
    assert (job.status, job.attempt) == (JobStatus.QUEUED, 0)
    assert await house.queue.workers() == []
    worker.start()
    assert (await house.reaches(running, JobStatus.RUNNING)).attempt == 1


@pytest.mark.slow
async def test_other_worker_takes_what_is_handed_back_at_once(house: House, new_worker: NewWorker) -> None:
    worker = new_worker("gpu-0")
    running = await house.busy()
    new_worker("gpu-1")
    await asyncio.to_thread(worker.stop, 10)
    assert (await house.reaches(running, JobStatus.RUNNING)).attempt == 1


async def test_painting_that_does_not_stop_ends_the_worker(house: House, new_worker: NewWorker) -> None:
    worker = new_worker(patience={"hang_s": 0.2})
    hung = await house.submit(request=style_request(recipe="hung"))
    await house.reaches(hung, JobStatus.RUNNING)
    await house.queue.cancel(hung.id)
    assert await exit_code(worker) == 3
    assert f"job {hung.id}: the painting does not stop" in worker.log.read_text()


@pytest.mark.slow
async def test_painting_that_does_not_move_ends_the_worker(house: House, new_worker: NewWorker) -> None:
    worker = new_worker(patience={"stall_s": 0.5})
    hung = await house.submit(request=style_request(recipe="hung"))
    assert await exit_code(worker) == 3
    assert f"job {hung.id}: no iterate" in worker.log.read_text()


async def test_database_held_by_others_only_delays(house: House, new_worker: NewWorker, tmp_path: Path) -> None:
    worker = new_worker()
    job = await house.submit(request=style_request(budget_s=0.6))
    await house.reaches(job, JobStatus.RUNNING)
    with contextlib.closing(sqlite3.connect(tmp_path / "queue.sqlite", isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        await eventually(lambda: worker.has_logged(f"job {job.id}: painted"))
        holder.execute("ROLLBACK")
    job = await house.ended(job)
    assert (job.status, job.attempt) == (JobStatus.DONE, 1)


async def test_worker_says_in_one_line_what_it_paints_with(house: House, new_worker: NewWorker) -> None:
    worker = new_worker()
    await house.ended(await house.submit())
    assert len(re.findall(r"worker gpu-0: fake, cpu, float32", worker.log.read_text())) == 1


async def test_every_line_of_a_job_names_it_and_cancelling_leaves_no_traceback(
    house: House, new_worker: NewWorker
) -> None:
    worker = new_worker()
    await house.queue.cancel((await house.busy()).id)
    await house.ended(await house.submit())
    log = worker.log.read_text()
    assert "Traceback" not in log
    assert "WARNING" not in log
    job_lines = [
        line for line in log.splitlines() if "engine.queue.runner:" in line or "tests.support.painter:" in line
    ]
    assert len([line for line in job_lines if "painting begins" in line]) == 2
    assert all("job busy-1:" in line or "job ann-2:" in line for line in job_lines)


async def test_mistake_in_the_painter_is_logged_and_survived(house: House, new_worker: NewWorker) -> None:
    worker = new_worker()
    broken = await house.ended(await house.submit(request=style_request(recipe="broken")))
    assert (await house.ended(await house.submit())).status is JobStatus.DONE
    log = worker.log.read_text()
    assert f"job {broken.id}: the painter failed" in log
    assert "ValueError: a mistake in the painter" in log


async def test_job_whose_workflow_is_gone_is_queued_again(house: House, new_worker: NewWorker, tmp_path: Path) -> None:
    job = await house.submit()
    with contextlib.closing(sqlite3.connect(tmp_path / "queue.sqlite")) as connection, connection:
        connection.execute("DELETE FROM workflow_status")
    await house.queue.maintain()
    new_worker()
    assert (await house.ended(job)).status is JobStatus.DONE


@pytest.mark.slow
async def test_two_workers_share_the_queue(house: House, new_worker: NewWorker) -> None:
    jobs = [await house.submit(f"person-{n}", request=style_request(budget_s=0.3)) for n in range(8)]
    workers = [new_worker("gpu-0"), new_worker("gpu-1")]
    ended = [await house.ended(job) for job in jobs]
    assert {(job.status, job.attempt) for job in ended} == {(JobStatus.DONE, 1)}
    assert all("done after" in worker.log.read_text() for worker in workers)


@pytest.mark.slow
async def test_cancelled_result_is_never_stored(house: House, new_worker: NewWorker) -> None:
    new_worker(patience={"report_s": LONG_S})  # it hears of the cancelling too late
    job = await house.submit(request=style_request(budget_s=0.5))
    await house.reaches(job, JobStatus.RUNNING)
    await house.queue.cancel(job.id)
    assert (await house.ended(await house.submit())).status is JobStatus.DONE
    assert (await house.queue.get(job.id)).status is JobStatus.CANCELLED
    with pytest.raises(PictureGone):
        await house.queue.result_of(job.id)


async def test_healthcheck_goes_by_the_heartbeat(
    house: House, new_worker: NewWorker, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    environ = {"DATABASE_URL": database_url, "WORKER_ID": "gpu-0"}
    assert await asyncio.to_thread(healthcheck, [], environ) == 1
    assert "worker gpu-0 was never" in capsys.readouterr().err
    new_worker("gpu-0")
    await eventually(house.queue.workers)
    assert await asyncio.to_thread(healthcheck, [], environ) == 0
    assert await asyncio.to_thread(healthcheck, ["--worker-id", "gpu-1"], environ) == 1


async def test_healthcheck_without_a_worker_id_takes_any_fresh_heartbeat(
    house: House, new_worker: NewWorker, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    environ = {"DATABASE_URL": database_url}
    assert await asyncio.to_thread(healthcheck, [], environ) == 1
    assert "any worker was never" in capsys.readouterr().err
    new_worker("gpu-7")
    await eventually(house.queue.workers)
    assert await asyncio.to_thread(healthcheck, [], environ) == 0


def test_healthcheck_without_a_database_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    environ = {"DATABASE_URL": f"sqlite:///{tmp_path}/missing/queue.sqlite"}
    assert healthcheck([], environ) == 1
    assert "DATA_DIR" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


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


def test_worker_that_cannot_paint_says_so_in_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "engine", "worker", "--network", "nosuch"]
    environ = {**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": ""}
    ended = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=patience(120), check=False
    )
    assert ended.returncode == 2
    assert "nosuch" in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr


def test_worker_that_cannot_paint_is_waited_for_by_nobody(database_url: str) -> None:
    """Else it would count as a worker for 20 s after each of its starts."""

    def no_painter() -> PaintsPictures:
        raise DeviceUnavailable("There is no CUDA device here.")

    with pytest.raises(DeviceUnavailable):
        serve(no_painter, database_url, "gpu-0", stop=threading.Event(), heartbeat_s=LONG_S)
    assert seen_s_ago(open_database(database_url, patience_s=5), None) is None


def test_worker_without_a_place_for_its_database_says_so_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    command = [sys.executable, "-m", "engine", "worker"]
    environ = {**os.environ, "DATA_DIR": str(tmp_path / "file"), "DATABASE_URL": ""}
    ended = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=patience(60), check=False
    )
    assert (ended.returncode, len(ended.stderr.splitlines())) == (2, 1)
    assert "check DATA_DIR" in ended.stderr


@pytest.mark.slow  # loads torch
async def test_worker_stops_when_its_parent_is_gone(database_url: str, house: House, tmp_path: Path) -> None:
    environ = {**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": database_url, "WORKER_ID": "gpu-0"}
    command = (sys.executable, "-m", "engine", "worker", "--exit-with-parent", "--device", "cpu", "--dtype", "float32")
    worker = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environ, stdin=asyncio.subprocess.PIPE)

    async def is_ready() -> bool:
        return [seen.description for seen in await house.queue.workers()] == ["builtin, cpu, float32"]

    await eventually(is_ready, within_s=120)
    assert worker.stdin is not None
    worker.stdin.close()
    assert await asyncio.wait_for(worker.wait(), patience(20)) == 0
    assert await house.queue.workers() == []
