"""What operators are told of the queue: how much there is to do, what failed, which version works."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.queue.drain import DRAINING
from engine.queue.job import Job, JobStatus, Load, Refusal
from engine.queue.job_queue import JobQueue
from engine.queue.tables import JOBS, PROGRESS, VERSION_MARK
from engine.queue.worker_side import Runs
from tests.support.fakes import style_request
from tests.support.office import ITERATE, Office

NOW = 5000.0


@pytest.fixture
async def queue(tmp_path: Path) -> AsyncIterator[JobQueue]:
    async with JobQueue(f"sqlite:///{tmp_path}/queue.sqlite", clock=lambda: NOW) as opened:
        for name in ("first", "second", "third"):
            await opened.submit(style_request(), job_id=name, owner=name, group="g", ticket={})
        yield opened


def change(queue: JobQueue, job_id: str, **changes: object) -> None:
    with queue._engine.begin() as connection:
        connection.execute(sa.update(JOBS).where(JOBS.c.id == job_id).values(changes))


async def test_load_counts_what_waits_and_what_is_painted(queue: JobQueue) -> None:
    change(queue, "first", status=JobStatus.RUNNING, created_at=NOW - 900)
    change(queue, "second", created_at=NOW - 42)
    assert await queue.load() == Load(waiting=2, running=1, oldest_wait_s=42)


async def test_nothing_to_do_is_no_wait(queue: JobQueue) -> None:
    for name in ("first", "second", "third"):
        change(queue, name, status=JobStatus.DONE, ended_at=NOW)
    assert await queue.load() == Load(waiting=0, running=0, oldest_wait_s=0)


async def test_failures_come_latest_first_and_not_from_before(queue: JobQueue) -> None:
    failed = {"status": JobStatus.FAILED, "error": Refusal.NOT_ENOUGH_MEMORY}
    change(queue, "first", **failed, ended_at=NOW - 20)
    change(queue, "second", status=JobStatus.GIVEN_UP, ended_at=NOW - 10)
    change(queue, "third", **failed, ended_at=NOW - 100)
    found = await queue.failed_since(NOW - 50)
    assert [(job.id, job.error, job.ended_at) for job in found] == [
        ("second", None, NOW - 10),
        ("first", Refusal.NOT_ENOUGH_MEMORY, NOW - 20),
    ]


@pytest.mark.parametrize("drains", ["", DRAINING])
@pytest.mark.parametrize("version", ["0.2.0", ""])
async def test_a_worker_says_its_version_and_whether_it_drains(queue: JobQueue, version: str, drains: str) -> None:
    said = f"builtin, cpu, float32{VERSION_MARK}{version}" if version else "builtin, cpu, float32"
    Runs(queue._engine, queue._client, "w").beat(said + drains)
    (worker,) = await queue.workers()
    assert (worker.description, worker.version) == ("builtin, cpu, float32", version)
    assert worker.is_draining == bool(drains)


HOUR_S = 3600.0


@pytest.mark.parametrize("clock_went_by_s", [-HOUR_S, HOUR_S])
def test_a_clock_that_was_set_does_not_move_the_time_left_beyond_what_was_reported(
    office: Office, clock_went_by_s: float
) -> None:
    office.runs.beat("fake, cpu, float32")
    job = office.submit()
    office.claim(office.run_of(job))
    office.runs.report(office.run_of(job), ITERATE)
    with office.engine.begin() as connection:
        moved = {JOBS.c.started_at: JOBS.c.started_at - clock_went_by_s}
        connection.execute(sa.update(JOBS).values(moved))
        connection.execute(sa.update(PROGRESS).values(written_at=PROGRESS.c.written_at - clock_went_by_s))
    assert 0 <= (office.left_s(job) or 0) <= ITERATE.seconds_left


def test_a_clock_that_was_set_in_the_middle_of_a_painting_does_not_change_what_the_next_are_expected_to_take(
    office: Office,
) -> None:
    for number, seconds in enumerate([20.0, 20.0 + HOUR_S, 20.0 - HOUR_S, 22.0]):
        end(office, office.submit(f"ann-{number}"), seconds)
    office.runs.beat("fake, cpu, float32")
    assert office.left_s(office.submit("next")) == 22.0


def test_a_painting_that_was_had_as_it_was_does_not_say_what_the_next_is_expected_to_take(office: Office) -> None:
    end(office, office.submit("whole"), 300.0)
    for number in range(3):
        end(office, office.submit(f"early-{number}"), 10.0, is_enough=True)
    office.runs.beat("fake, cpu, float32")
    assert office.left_s(office.submit("next")) == 300.0


def end(office: Office, job: Job, after_s: float, **changes: object) -> None:
    ended = {"status": JobStatus.DONE, "started_at": NOW, "ended_at": NOW + after_s, **changes}
    with office.engine.begin() as connection:
        connection.execute(sa.update(JOBS).where(JOBS.c.id == job.id).values(ended))
