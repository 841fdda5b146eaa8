"""engine.queue.worker and engine.queue.runner: worker processes at work, that stop, hang and say what they do."""

from __future__ import annotations

import asyncio
import contextlib
import re
import sqlite3
import threading
from pathlib import Path

import pytest

from engine.database.opening import open_database
from engine.errors import DeviceUnavailable, PictureGone
from engine.queue.heartbeats import seen_s_ago
from engine.queue.job import JobStatus
from engine.queue.runner import PaintsPictures
from engine.queue.worker import serve
from tests.support.fakes import FakePainter, style_request
from tests.support.patience import patience
from tests.support.queue_bench import LONG_S, House
from tests.support.until import eventually
from tests.support.workers import NewWorker


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
    worker = new_worker(patience={"start_s": 0.2})
    hung = await house.submit(request=style_request(recipe="hung"))
    await house.reaches(hung, JobStatus.RUNNING)
    await house.queue.cancel(hung.id)
    assert await worker.exit_code() == 3
    assert f"job {hung.id}: the painting does not stop" in worker.log.read_text()


async def test_painting_that_takes_long_over_every_step_is_had_as_it_is(house: House, new_worker: NewWorker) -> None:
    """An evaluation of a large picture takes longer than a hung painting of a small one is waited for."""
    new_worker(patience={"hang_s": 0.0}, painter={"pace_s": 0.6, "iterates": 1000})
    job = await house.submit()
    await anext(house.queue.watch(job.id))
    await house.queue.take_as_it_is(job.id)
    job = await house.ended(job)
    assert (job.status, job.attempt) == (JobStatus.DONE, 1)


async def test_painting_that_was_called_off_before_its_first_step_stops_with_it(
    house: House, new_worker: NewWorker
) -> None:
    worker = new_worker(patience={"hang_s": 0.0}, painter={"pace_s": 0.6, "iterates": 1000})
    job = await house.submit()
    await house.reaches(job, JobStatus.RUNNING)
    await house.queue.cancel(job.id)
    await eventually(lambda: worker.has_logged("stopped, the picture as it is can be had"))


@pytest.mark.slow
async def test_painting_that_does_not_move_ends_the_worker(house: House, new_worker: NewWorker) -> None:
    worker = new_worker(patience={"stall_s": 0.5})
    hung = await house.submit(request=style_request(recipe="hung"))
    assert await worker.exit_code() == 3
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


def test_worker_that_cannot_paint_is_waited_for_by_nobody(database_url: str) -> None:
    """Else it would count as a worker for 20 s after each of its starts."""

    def no_painter() -> PaintsPictures:
        raise DeviceUnavailable("There is no CUDA device here.")

    with pytest.raises(DeviceUnavailable):
        serve(no_painter, database_url, "gpu-0", stop=threading.Event(), heartbeat_s=LONG_S)
    assert seen_s_ago(open_database(database_url, patience_s=5), None) is None


def test_worker_that_its_database_holds_for_long_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    held = threading.Event()

    def hold(_database_url: str) -> None:
        assert held.wait(patience(10))
        raise ConnectionAbortedError

    def die(why: str) -> None:
        told.append(why)
        held.set()

    monkeypatch.setattr("engine.queue.worker.prepare", hold)
    monkeypatch.setattr("engine.queue.worker.STOP_S", 0.0)
    monkeypatch.setattr("engine.queue.worker._die", die)
    stop = threading.Event()
    stop.set()
    with pytest.raises(ConnectionAbortedError):
        serve(FakePainter, "postgresql://silent", "gpu-0", stop=stop, drain_s=0.0)
    assert told == ["the worker does not stop in time"]


def test_worker_that_is_told_to_stop_before_it_can_paint_leaves_at_once(database_url: str) -> None:
    stop, is_over, built = threading.Event(), threading.Event(), []

    def painter_that_takes_long() -> PaintsPictures:
        stop.set()
        is_over.wait(patience(20))
        built.append(FakePainter())
        return built[0]

    serve(painter_that_takes_long, database_url, "gpu-0", stop=stop, heartbeat_s=LONG_S)
    assert built == []
    is_over.set()
    assert seen_s_ago(open_database(database_url, patience_s=5), None) is None
