"""engine.queue.job_queue: what ends, is delivered, forgotten and deleted, on every implementation."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from engine.errors import PictureGone, UnknownJob
from engine.queue.job import JobStatus
from tests.support.fakes import style_request
from tests.support.queue_bench import DEADLINE_S, LONG_S, House
from tests.support.until import eventually


async def test_cancelled_queued_job_never_runs(house: House) -> None:
    busy = await house.busy()
    cancelled, next_one = await house.submit("ann"), await house.submit("ann")
    assert (await house.queue.cancel(cancelled.id)).status is JobStatus.CANCELLED
    assert (await house.queue.line())[next_one.id].position == 1
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


async def test_recent_are_the_persons_last_jobs_here_the_last_first(house: House) -> None:
    await house.busy()
    first, second = [await house.submit("ann", "studio") for _ in range(2)]
    await house.submit("ann", "elsewhere")
    await house.submit("ben", "studio")
    assert await house.queue.recent(owner="ann", group="studio", count=9) == [second, first]
    assert await house.queue.recent(owner="ann", group="studio", count=1) == [second]
    assert await house.queue.recent(owner="cyd", group="studio", count=2) == []


async def test_unfinished_jobs_of_an_owner_are_those_of_all_groups(house: House) -> None:
    await house.busy()
    ann_here, ann_there = await house.submit("ann", "here"), await house.submit("ann", "there")
    await house.submit("ben", "here")
    assert await house.queue.unfinished(owner="ann") == [ann_here, ann_there]


async def test_ended_jobs_are_not_unfinished(house: House) -> None:
    await house.ended(await house.submit("ann"))
    assert await house.queue.unfinished(owner="ann") == []


async def test_seconds_left_count_the_jobs_before(house: House) -> None:
    running = await house.busy()
    first = await house.submit("ann", request=style_request(budget_s=3))
    second = await house.submit("ben", request=style_request(budget_s=4))

    async def is_known() -> bool:
        return (await house.queue.line())[second.id].seconds_left is not None

    await eventually(is_known)
    line = await house.queue.line()
    left_s = line[running.id].seconds_left or 0.0
    assert LONG_S - DEADLINE_S < left_s <= LONG_S
    assert line[first.id].seconds_left == pytest.approx(left_s + 3, abs=1)
    assert line[second.id].seconds_left == pytest.approx(left_s + 7, abs=1)


async def test_ended_job_has_no_place(house: House) -> None:
    job = await house.ended(await house.submit())
    assert job.id not in await house.queue.line()


async def test_unknown_job_is_named_so(house: House) -> None:
    queue = house.queue
    for ask in (queue.get, queue.cancel, queue.mark_delivered):
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
    for fetch in (house.queue.request_of, house.queue.result_of, house.queue.snapshots_of):
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


async def test_the_way_to_a_painting_is_kept_in_order_and_lives_as_long_as_it_does(house: House) -> None:
    job = await house.ended(await house.submit())
    snapshots = await house.queue.snapshots_of(job.id)
    orange = [Image.open(io.BytesIO(jpeg)).getpixel((0, 0))[0] for jpeg in snapshots]
    assert len(orange) == 3
    assert orange == sorted(orange)
    await house.queue.forget_result(job.id)
    with pytest.raises(PictureGone):
        await house.queue.snapshots_of(job.id)


async def test_forgotten_pictures_are_all_of_them_and_leave_other_jobs_theirs(house: House) -> None:
    first, second = await house.ended(await house.submit()), await house.ended(await house.submit())
    await house.queue.forget_pictures(first.id)
    for pictures_of in (house.queue.request_of, house.queue.result_of):
        with pytest.raises(PictureGone):
            await pictures_of(first.id)
    assert (await house.queue.get(first.id)).status is JobStatus.DONE
    assert await house.queue.request_of(second.id) == style_request()


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


async def test_forgetting_a_group_leaves_the_others(house: House) -> None:
    await house.busy()
    gone, stays = await house.submit("ann", "studio-2"), await house.submit("ann")
    assert await house.queue.forget_group("studio-2") == 1
    with pytest.raises(UnknownJob):
        await house.queue.get(gone.id)
    assert (await house.queue.get(stays.id)).status is JobStatus.QUEUED


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
