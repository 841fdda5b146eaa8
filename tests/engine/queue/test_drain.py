"""engine.queue.drain: a worker that is to end, or to rest, finishes what is nearly finished and loses nothing."""

from __future__ import annotations

import asyncio
import signal
import threading

import pytest

from engine.__main__ import main
from engine.queue.drain import Drain
from engine.queue.job import Job, JobStatus
from engine.queue.wishes import Wish, ask
from engine.queue.worker_side import Runs
from engine.queue.workflow import open_client
from tests.support.fakes import style_request
from tests.support.office import Office
from tests.support.queue_bench import House
from tests.support.until import eventually
from tests.support.workers import NewWorker


async def begun(house: House, seconds: float) -> Job:
    """Return a job of which a first iterate was seen: only then its worker knows how long it takes."""
    job = await house.submit(request=style_request(budget_s=seconds))
    async for _ in house.queue.watch(job.id):
        break
    return await house.reaches(job, JobStatus.RUNNING)


async def test_worker_that_is_to_end_finishes_what_takes_little_time(house: House, new_worker: NewWorker) -> None:
    worker = new_worker(drain_s=20)
    nearly, next_one = await begun(house, 2), await house.submit()
    assert await asyncio.to_thread(worker.stop, 20) == 0
    assert [(await house.queue.get(job.id)).status for job in (nearly, next_one)] == [JobStatus.DONE, JobStatus.QUEUED]
    assert (await house.queue.get(nearly.id)).attempt == 1
    assert await house.queue.workers() == []


async def test_worker_that_is_to_end_hands_back_what_takes_longer(house: House, new_worker: NewWorker) -> None:
    worker = new_worker(drain_s=1)
    long = await begun(house, 30)
    assert await asyncio.to_thread(worker.stop, 8) == 0
    job = await house.queue.get(long.id)
    assert (job.status, job.attempt) == (JobStatus.QUEUED, 0)


async def test_worker_that_is_to_end_waits_no_longer_than_it_was_told(house: House, new_worker: NewWorker) -> None:
    """A painting may take longer than it promises."""
    worker = new_worker(drain_s=1)
    job = await house.submit(request=style_request(recipe="stuck"))
    async for iterate in house.queue.watch(job.id):
        if iterate.fraction >= 0.9:
            break
    assert await asyncio.to_thread(worker.stop, 8) == 0
    assert (await house.queue.get(job.id)).status is JobStatus.QUEUED


async def test_resting_worker_begins_nothing_says_so_and_goes_on_when_told_to(
    house: House,
    new_worker: NewWorker,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    worker = new_worker()
    running = await begun(house, 1)

    async def is_draining() -> bool:
        return [seen.is_draining for seen in await house.queue.workers()] == [True]

    worker.process.send_signal(signal.SIGUSR1)
    await eventually(is_draining)
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert main(["healthcheck"]) == 0
    assert capsys.readouterr().out == "draining\n"
    await house.ended(running)
    waiting = await house.submit()
    assert [seen.description for seen in await house.queue.workers()] == ["fake, cpu, float32"]
    assert await house.has_status(waiting, JobStatus.QUEUED)
    worker.process.send_signal(signal.SIGUSR2)
    ended = await house.ended(waiting)
    assert (ended.status, ended.attempt) == (JobStatus.DONE, 1)


async def test_worker_rests_and_goes_on_as_it_is_asked_through_the_database(
    house: House, new_worker: NewWorker
) -> None:
    """It may run on another machine, where the bot can send no signal."""
    worker = new_worker()
    await eventually(lambda: worker.has_logged("waits for jobs"))

    async def is_draining() -> bool:
        return [seen.is_draining for seen in await house.queue.workers()] == [True]

    assert await house.queue.ask_worker("gpu-0", Wish.DRAIN)
    await eventually(is_draining)
    waiting = await house.submit()
    await eventually(lambda: worker.has_logged("left to another worker"))
    assert await house.has_status(waiting, JobStatus.QUEUED)
    assert await house.queue.ask_worker("gpu-0", Wish.GO_ON)
    assert (await house.ended(waiting)).status is JobStatus.DONE
    assert not await house.queue.ask_worker("gpu-9", Wish.DRAIN)


def test_who_is_about_to_end_is_not_let_go_on() -> None:
    drain = Drain()
    drain.begin_for_good()
    drain.end()
    assert drain.is_on


def test_who_is_told_to_end_while_it_is_let_go_on_stays_at_rest() -> None:
    drain = Drain()
    ending = threading.Thread(target=drain.begin_for_good)

    class Interrupted(threading.Event):
        def set(self) -> None:
            ending.start()
            ending.join(0.1)  # it waits for its turn, which comes after this
            super().set()

    drain._is_off = Interrupted()
    drain.end()
    ending.join()
    assert drain.is_on


def test_a_new_process_does_not_do_what_the_one_before_was_asked_and_did_not_read(office: Office) -> None:
    office.runs.beat("fake, cpu, float32")
    assert ask(office.engine, "gpu-0", Wish.DRAIN)
    replaced = Runs(office.engine, open_client(office.engine), "gpu-0")
    assert [replaced.beat("starting"), replaced.beat("starting")] == [None, None]
    assert ask(office.engine, "gpu-0", Wish.DRAIN)
    assert replaced.beat("fake, cpu, float32") is Wish.DRAIN


async def test_what_a_resting_worker_is_given_goes_to_another(house: House, new_worker: NewWorker) -> None:
    resting = new_worker("gpu-0")
    await eventually(house.queue.workers)
    await eventually(lambda: resting.has_logged("waits for jobs"))
    resting.process.send_signal(signal.SIGUSR1)

    async def is_draining() -> bool:
        return [seen.is_draining for seen in await house.queue.workers()] == [True]

    await eventually(is_draining)
    job = await house.submit()
    await eventually(lambda: resting.has_logged("left to another worker"))
    new_worker("gpu-1")
    ended = await house.ended(job)
    assert (ended.status, ended.attempt) == (JobStatus.DONE, 1)
    assert resting.log.read_text().count("left to another worker") == 1  # it does not hand on what it is given for ever
    assert await asyncio.to_thread(resting.stop, 8) == 0
