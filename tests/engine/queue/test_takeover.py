"""engine.queue.takeover: jobs whose worker died or froze go on, from their last level, and are not tried for ever."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import math
import signal
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.errors import QueueUnavailable
from engine.queue.job import Job, JobStatus
from engine.queue.job_queue import JobQueue
from engine.queue.takeover import put_back, take_over
from engine.queue.worker_side import Runs
from engine.queue.workflow import open_client
from tests.support.fakes import style_request
from tests.support.office import Office
from tests.support.queue_bench import DEADLINE_S, House
from tests.support.until import eventually
from tests.support.workers import NewWorker


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
    assert f"job {job.id}: attempt 2" in other.log.read_text()
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
        assert await worker.exit_code() == -signal.SIGKILL
        worker.start()
    assert (await house.ended(harmless)).status is JobStatus.DONE
    job = await house.ended(poison)  # DBOS may hand out the other one first
    assert (job.status, job.attempt) == (JobStatus.GIVEN_UP, 4)
    assert f"job {poison.id}: given up" in worker.log.read_text()


@pytest.mark.slow
async def test_attempts_are_counted_across_take_overs(house: House, new_worker: NewWorker) -> None:
    poison = await house.submit("ann", request=style_request(recipe="poison"))
    async with house.maintained():
        for number in range(4):
            assert await new_worker(f"gpu-{number}").exit_code() == -signal.SIGKILL
        new_worker("gpu-last")
        assert (await house.reaches(poison, JobStatus.GIVEN_UP)).attempt == 4


async def test_job_whose_workflow_is_gone_is_queued_again(house: House, new_worker: NewWorker, tmp_path: Path) -> None:
    job = await house.submit()
    with contextlib.closing(sqlite3.connect(tmp_path / "queue.sqlite")) as connection, connection:
        connection.execute("DELETE FROM workflow_status")
    new_worker()
    async with house.maintained():
        assert (await house.ended(job)).status is JobStatus.DONE


async def test_job_that_its_workers_next_process_is_not_given_again_goes_on(
    house: House, new_worker: NewWorker, tmp_path: Path
) -> None:
    """DBOS may not give it back; the worker lives, and to DBOS the run is still at work there."""
    worker = new_worker()
    job = await nearly_painted(house)
    worker.kill()
    with contextlib.closing(sqlite3.connect(tmp_path / "queue.sqlite")) as connection, connection:
        connection.execute("UPDATE workflow_status SET application_version = 'another'")
    worker.start()
    await eventually(lambda: worker.has_logged("waits for jobs", times=2))
    async with house.maintained():
        job = await house.ended(job)
    assert (job.status, job.attempt) == (JobStatus.DONE, 2)
    assert (await house.queue.result_of(job.id)).report["done"] == 7


def test_worker_puts_back_its_own_jobs_only(office: Office) -> None:
    other = Runs(office.engine, open_client(office.engine), "gpu-1")
    jobs = [office.submit("ann-1"), office.submit("ann-2")]
    office.claim(office.run_of(jobs[0]))
    other.claim(office.run_of(jobs[1]), started_at=1.0)
    put_back(office.engine, "gpu-0")
    stand = [office.jobs.get(job.id) for job in jobs]
    assert [(job.status, job.attempt) for job in stand] == [(JobStatus.QUEUED, 1), (JobStatus.RUNNING, 1)]
    assert office.claim(office.run_of(jobs[0])) is not None  # as DBOS has it do


def test_job_that_was_put_back_goes_to_any_worker_while_its_own_is_still_being_built(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    job = office.submit()
    office.claim(office.run_of(job))
    office.runs.beat("starting")
    with office.engine.begin() as connection:
        taken = "UPDATE workflow_status SET status = 'PENDING', executor_id = 'gpu-0', started_at_epoch_ms = 1"
        connection.execute(sa.text(taken))
    look = functools.partial(take_over, office.engine, open_client(office.engine), office.standing, dead_after_s=20)
    assert look() == []
    put_back(office.engine, "gpu-0")
    assert look() == [job.id]
    assert f"job {job.id}: its worker is gone or was started again, queued again" in caplog.text


async def test_nobody_is_taken_for_dead_right_after_the_start(database_url: str, tmp_path: Path) -> None:
    """The bot may have been started anew because the database was away, from the living as well."""
    async with JobQueue(database_url) as earlier:
        await House(earlier).submit()
    with contextlib.closing(sqlite3.connect(tmp_path / "queue.sqlite", isolation_level=None)) as other:
        other.execute("DELETE FROM workflow_status")
        before = other.execute("SELECT run FROM jobs").fetchall()
        async with JobQueue(database_url, dead_after_s=3600) as queue:
            await queue.maintain()
        assert other.execute("SELECT run FROM jobs").fetchall() == before


async def test_nobody_is_taken_for_dead_right_after_an_outage(database_url: str, tmp_path: Path) -> None:
    """The living could not say that they are; they can before the grace is over."""
    with contextlib.closing(sqlite3.connect(tmp_path / "queue.sqlite", isolation_level=None)) as other:
        async with JobQueue(database_url) as patient:
            await House(patient).submit()
        async with JobQueue(database_url, timeout_s=0.3, dead_after_s=3600) as queue:
            queue._grace._began_at = -math.inf  # long after its start
            other.execute("DELETE FROM workflow_status")
            before = other.execute("SELECT run FROM jobs").fetchall()
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(QueueUnavailable):
                await queue.maintain()
            other.execute("ROLLBACK")
            await queue.maintain()
            assert other.execute("SELECT run FROM jobs").fetchall() == before
