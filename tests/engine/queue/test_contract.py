"""What every job queue keeps to: one suite for the queue in memory, on SQLite and on PostgreSQL.

The two on a database share one worker process a module; every test cleans up behind itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from PIL import Image

from engine.errors import PictureGone, QueueFull, TooManyJobs, UnknownJob
from engine.queue.job_queue import JobQueue, JobStatus
from engine.request import Iterate, StyleRequest
from tests.support.fakes import FakePainter, FakeQueue, picture, style_request
from tests.support.postgres import postgres_or_skip
from tests.support.queue_bench import DEADLINE_S, LONG_S, House
from tests.support.until import eventually
from tests.support.workers import WorkerProcess

PEOPLE = ("ann", "ben", "cyd")


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


async def test_submitted_job_waits_its_turn(house: House) -> None:
    await house.busy()
    job = await house.submit()
    assert job.status is JobStatus.QUEUED
    assert await house.queue.get(job.id) == job
    assert job.attempt == 0


async def test_submitted_job_says_what_it_was_given(house: House) -> None:
    before = time.time()
    job = await house.submit("ann", "studio", style_request(strength=12.5), chat_id=-100, words=["a", None])
    assert (job.owner, job.group, job.styles) == ("ann", "studio", 1)
    assert job.ticket == {"chat_id": -100, "words": ["a", None]}
    assert job.options == style_request(strength=12.5).options
    assert before <= job.created_at <= time.time()


async def test_same_id_is_one_job(house: House) -> None:
    await house.busy()
    requests = [style_request(seed=seed) for seed in range(5)]
    jobs = await asyncio.gather(
        *(house.queue.submit(r, job_id="ann-again", owner="ann", group="g", ticket={}) for r in requests)
    )
    assert len({(job.created_at, job.options.seed) for job in jobs}) == 1
    assert len(await house.queue.unfinished(owner="ann")) == 1


async def test_job_is_painted(house: House) -> None:
    job = await house.submit(request=style_request("navy", "orange", strength=100, edge_size=80))
    job = await house.ended(job)
    result = await house.queue.result_of(job.id)
    painted = Image.open(io.BytesIO(result.image_png))
    assert (job.status, job.attempt, job.error) == (JobStatus.DONE, 1, None)
    assert painted.size == (result.width, result.height) == (80, 53)
    assert painted.convert("RGB").getpixel((0, 0)) == (255, 165, 0)  # orange
    assert result.report["network"] == "fake"


async def test_request_comes_back_as_it_was_given(house: House) -> None:
    request = StyleRequest(
        content_image=picture("navy"), style_images=(picture("red"), picture("blue"), picture("red"))
    )
    job = await house.submit(request=request)
    assert await house.queue.request_of(job.id) == request


async def test_watching_shows_iterates_in_order_and_ends_with_the_job(house: House) -> None:
    job = await house.submit(request=style_request(budget_s=0.5))
    iterates = [iterate async for iterate in house.queue.watch(job.id)]
    evaluations = [iterate.evaluation for iterate in iterates]
    assert evaluations == sorted(set(evaluations))
    assert len(evaluations) >= 2
    assert any(iterate.preview_jpeg for iterate in iterates)
    assert (await house.queue.get(job.id)).status is JobStatus.DONE


async def test_many_watch_one_job(house: House) -> None:
    job = await house.submit(request=style_request(budget_s=0.3))

    async def watched() -> list[Iterate]:
        return [iterate async for iterate in house.queue.watch(job.id)]

    async with asyncio.timeout(DEADLINE_S):
        assert all(await asyncio.gather(*(watched() for _ in range(20))))


async def test_watching_an_ended_job_shows_its_last_iterate_at_most(house: House) -> None:
    job = await house.ended(await house.submit(request=style_request(budget_s=0.3)))
    assert len([iterate async for iterate in house.queue.watch(job.id)]) <= 1


async def test_a_person_has_at_most_so_many_jobs(new_house: Callable[..., Any]) -> None:
    house = await new_house(per_owner_limit=2)
    await house.busy()
    first, _ = await house.submit("ann"), await house.submit("ann")
    with pytest.raises(TooManyJobs) as refused:
        await house.submit("ann")
    assert refused.value.limit == 2
    assert (await house.submit("ben")).status is JobStatus.QUEUED
    await house.queue.cancel(first.id)
    assert (await house.submit("ann")).status is JobStatus.QUEUED


async def test_known_id_is_no_further_job(new_house: Callable[..., Any]) -> None:
    house = await new_house(per_owner_limit=1)
    job = await house.submit("ann", request=style_request(budget_s=LONG_S))
    again = await house.queue.submit(style_request(), job_id=job.id, owner="ann", group="studio", ticket={})
    assert again.id == job.id


async def test_queue_holds_at_most_so_many_jobs(new_house: Callable[..., Any]) -> None:
    house = await new_house(total_limit=2)
    await house.busy()
    await house.submit("ann")
    with pytest.raises(QueueFull) as refused:
        await house.submit("ben")
    assert refused.value.limit == 2


async def test_persons_are_served_in_turn(house: House) -> None:
    await house.busy()
    for owner in ("ann", "ann", "ann", "ben", "ben", "cyd"):
        await house.submit(owner)
    unfinished = await house.queue.unfinished()
    assert [job.owner for job in unfinished] == ["busy", "ann", "ben", "cyd", "ann", "ben", "ann"]
    assert [await house.queue.position(job.id) for job in unfinished] == [0, 1, 2, 3, 4, 5, 6]


async def test_jobs_are_painted_in_the_order_that_was_told(house: House) -> None:
    busy = await house.busy()
    for owner in ("ann", "ann", "ben", "cyd", "ann"):
        await house.submit(owner, request=style_request(budget_s=0.2))
    told = [job.id for job in await house.queue.unfinished()][1:]
    painted: list[str] = []

    async def note(job_id: str) -> None:
        async for _ in house.queue.watch(job_id):
            if job_id not in painted:
                painted.append(job_id)

    watches = [asyncio.create_task(note(job_id)) for job_id in told]
    await house.queue.cancel(busy.id)
    async with asyncio.timeout(DEADLINE_S):
        await asyncio.gather(*watches)
    assert painted == told


async def test_cancelled_queued_job_never_runs(house: House) -> None:
    busy = await house.busy()
    cancelled, next_one = await house.submit("ann"), await house.submit("ann")
    assert (await house.queue.cancel(cancelled.id)).status is JobStatus.CANCELLED
    assert await house.queue.position(next_one.id) == 1
    await house.queue.cancel(busy.id)
    await house.ended(next_one)
    assert (await house.queue.get(cancelled.id)).attempt == 0


async def test_cancelled_running_job_makes_room_and_has_no_result(house: House) -> None:
    running = await house.busy()
    assert (await house.queue.cancel(running.id)).status is JobStatus.CANCELLED
    after = await house.ended(await house.submit("ann"))
    assert after.status is JobStatus.DONE
    assert (await house.queue.get(running.id)).status is JobStatus.CANCELLED
    with pytest.raises(PictureGone):
        await house.queue.result_of(running.id)


async def test_watching_ends_when_the_job_is_cancelled(house: House) -> None:
    job = await house.busy()
    async with asyncio.timeout(DEADLINE_S):
        async for _ in house.queue.watch(job.id):
            await house.queue.cancel(job.id)
    assert (await house.queue.get(job.id)).status is JobStatus.CANCELLED


async def test_job_that_has_ended_cannot_be_cancelled(house: House) -> None:
    job = await house.ended(await house.submit())
    assert (await house.queue.cancel(job.id)).status is JobStatus.DONE


@pytest.mark.parametrize(("recipe", "error"), [("refused", "NotEnoughMemory"), ("broken", "UnexpectedError")])
async def test_failed_job_names_the_error(house: House, recipe: str, error: str) -> None:
    job = await house.ended(await house.submit(request=style_request(recipe=recipe)))
    assert (job.status, job.error, job.attempt) == (JobStatus.FAILED, error, 1)
    with pytest.raises(PictureGone):
        await house.queue.result_of(job.id)


async def test_jobs_are_undelivered_until_marked(house: House) -> None:
    busy = await house.busy()
    job = await house.submit(chat_id=7)
    await house.queue.cancel(busy.id)
    done = await house.ended(job)
    assert [j.id for j in await house.queue.undelivered()] == [busy.id, job.id]
    await house.queue.mark_delivered(job.id, message_id=99)
    assert [j.id for j in await house.queue.undelivered()] == [busy.id]
    delivered = await house.queue.get(job.id)
    assert (delivered.is_delivered, delivered.ticket) == (True, {"chat_id": 7, "message_id": 99})
    assert done.is_delivered is False


async def test_latest_is_the_persons_last_job_here(house: House) -> None:
    await house.busy()
    await house.submit("ann", "studio")
    last = await house.submit("ann", "studio")
    await house.submit("ann", "elsewhere")
    await house.submit("ben", "studio")
    assert await house.queue.latest(owner="ann", group="studio") == last
    assert await house.queue.latest(owner="cyd", group="studio") is None


async def test_latest_of_a_status_passes_over_the_others(house: House) -> None:
    await house.busy()
    stopped = await house.submit("ann", "studio")
    await house.queue.cancel(stopped.id)
    await house.submit("ann", "studio")
    latest = await house.queue.latest(owner="ann", group="studio", status=JobStatus.CANCELLED)
    assert latest is not None
    assert latest.id == stopped.id


async def test_unfinished_jobs_by_owner_and_group(house: House) -> None:
    await house.busy()
    ann_here, ann_there = await house.submit("ann", "here"), await house.submit("ann", "there")
    ben_here = await house.submit("ben", "here")
    assert await house.queue.unfinished(owner="ann") == [ann_here, ann_there]
    assert await house.queue.unfinished(group="here") == [ann_here, ben_here]
    assert await house.queue.unfinished(owner="ben", group="there") == []


async def test_ended_jobs_are_not_unfinished(house: House) -> None:
    await house.ended(await house.submit("ann"))
    assert await house.queue.unfinished(owner="ann") == []


async def test_seconds_left_count_the_jobs_before(house: House) -> None:
    running = await house.busy()
    first = await house.submit("ann", request=style_request(budget_s=3))
    second = await house.submit("ben", request=style_request(budget_s=4))

    async def is_known() -> bool:
        return await house.queue.seconds_left(second.id) is not None

    await eventually(is_known)
    left_s = await house.queue.seconds_left(running.id) or 0.0
    assert LONG_S - DEADLINE_S < left_s <= LONG_S
    assert await house.queue.seconds_left(first.id) == pytest.approx(left_s + 3, abs=1)
    assert await house.queue.seconds_left(second.id) == pytest.approx(left_s + 7, abs=1)


async def test_ended_job_has_no_seconds_left(house: House) -> None:
    job = await house.ended(await house.submit())
    assert await house.queue.seconds_left(job.id) == 0
    assert await house.queue.position(job.id) == 0


async def test_unknown_job_is_named_so(house: House) -> None:
    queue = house.queue
    for ask in (queue.get, queue.position, queue.seconds_left, queue.cancel, queue.mark_delivered):
        with pytest.raises(UnknownJob, match="nobody-1"):
            await ask("nobody-1")
    with pytest.raises(UnknownJob):
        await anext(queue.watch("nobody-1"))
    for fetch in (queue.request_of, queue.result_of):
        with pytest.raises(PictureGone):
            await fetch("nobody-1")


async def test_jobs_and_pictures_are_deleted_after_their_time(new_house: Callable[..., Any]) -> None:
    late_s = 0.0
    house = await new_house(keep_s=3600, clock=lambda: time.time() + late_s)
    job = await house.ended(await house.submit())
    late_s = 3500.0
    await house.queue.maintain()
    assert (await house.queue.result_of(job.id)).width == 64
    late_s = 3700.0
    await house.queue.maintain()
    for fetch in (house.queue.request_of, house.queue.result_of):
        with pytest.raises(PictureGone):
            await fetch(job.id)
    with pytest.raises(UnknownJob):
        await house.queue.get(job.id)


async def test_unfinished_jobs_are_never_too_old(new_house: Callable[..., Any]) -> None:
    house = await new_house(keep_s=3600, clock=lambda: time.time() + 1e6)
    running = await house.busy()
    queued = await house.submit()
    await house.queue.maintain()
    assert [job.id for job in await house.queue.unfinished()] == [running.id, queued.id]


async def test_a_forgotten_result_leaves_the_job_its_pictures_and_the_other_paintings(house: House) -> None:
    """Also where another job has made the very same picture: each stands once in the database."""
    first, second = await house.ended(await house.submit()), await house.ended(await house.submit())
    for _ in range(2):
        await house.queue.forget_result(first.id)
    with pytest.raises(PictureGone):
        await house.queue.result_of(first.id)
    assert await house.queue.request_of(first.id) == style_request()
    assert (await house.queue.get(first.id)).status is JobStatus.DONE
    assert (await house.queue.result_of(second.id)).width == 64


async def test_forgetting_a_person_leaves_the_others(house: House) -> None:
    done = await house.ended(await house.submit("ann"))
    await house.busy()
    queued, other = await house.submit("ann"), await house.submit("ben")
    assert await house.queue.forget("ann") == 2
    for job in (done, queued):
        with pytest.raises(UnknownJob):
            await house.queue.get(job.id)
    assert await house.queue.request_of(other.id) == style_request()  # the same pictures as those deleted
    assert await house.queue.forget("ann") == 0


async def test_forgetting_a_person_stops_their_running_job(house: House) -> None:
    await house.busy()
    assert await house.queue.forget("busy") == 1
    assert (await house.ended(await house.submit("ann"))).status is JobStatus.DONE


async def test_forgotten_id_may_be_used_again(house: House) -> None:
    first = await house.ended(await house.submit("ann"))
    await house.queue.forget("ann")
    again = await house.queue.submit(style_request(), job_id=first.id, owner="ann", group="g", ticket={})
    assert (await house.ended(again)).status is JobStatus.DONE


async def test_workers_say_what_they_paint_with(house: House) -> None:
    async def is_ready() -> bool:
        return [worker.description for worker in await house.queue.workers()] == ["fake, cpu, float32"]

    await eventually(is_ready)
    assert (await house.queue.workers())[0].seen_s_ago < DEADLINE_S
