"""What every job queue keeps to: one suite for the queue in memory, on SQLite and on PostgreSQL.

The two on a database share one worker process a module; every test cleans up behind itself.
"""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from engine.errors import QueueFull, TooManyJobs
from engine.options.experiment_choice import ExperimentChoice, ExperimentKind
from engine.options.style_options import StyleOptions
from engine.queue.job import JobStatus
from engine.request import Iterate, StyleRequest
from tests.support.fakes import picture, style_request
from tests.support.queue_bench import DEADLINE_S, LONG_S, House
from tests.support.until import eventually


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


@pytest.mark.parametrize(
    ("choice", "content", "pictures"),
    [
        (ExperimentChoice(kind=ExperimentKind.LAYERS), picture("navy"), 3),
        (ExperimentChoice(kind=ExperimentKind.NEURONS, layer="relu1_1"), b"", 1),
    ],
    ids=["on a photo", "on nothing"],
)
async def test_experiment_stands_in_the_same_queue_and_may_show_several_pictures(
    house: House, choice: ExperimentChoice, content: bytes, pictures: int
) -> None:
    request = StyleRequest(
        content_image=content, style_images=(), options=StyleOptions(edge_size=64, experiment=choice)
    )
    await house.busy()
    job = await house.submit("ann", request=request)
    assert await house.queue.request_of(job.id) == request
    assert [each.owner for each in await house.queue.unfinished()] == ["busy", "ann"]
    await house.queue.cancel("busy-1")
    job = await house.ended(job)
    assert (job.status, job.styles) == (JobStatus.DONE, 0)
    assert len((await house.queue.result_of(job.id)).more_pngs) == pictures - 1


async def test_workers_say_which_layers_there_are_to_look_at(house: House) -> None:
    async def layers() -> list[int]:
        return [worker.layers["relu2_1"] for worker in await house.queue.workers() if worker.layers]

    await eventually(layers)
    assert await layers() == [128]


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
    line = await house.queue.line()
    assert [line[job.id].position for job in unfinished] == [0, 1, 2, 3, 4, 5, 6]


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
