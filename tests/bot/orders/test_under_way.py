"""What is under way: orders and jobs as one, for a person, in a chat, under every id that it has had."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.asker import Asker
from bot.domain.order import Order, Ticket
from bot.orders.under_way import UnderWay
from engine.options.style_options import StyleOptions
from engine.queue.job import Job
from tests.support.fakes import style_request
from tests.support.studio import Studio, studio

ANN = Asker(chat_id=-5, person_id=1, message_id=2, is_private=False, language="en")
BEN = dataclasses.replace(ANN, person_id=2)
ANN_ELSEWHERE = dataclasses.replace(ANN, chat_id=1, is_private=True)


@pytest.fixture
async def s(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        opened.queue.painter = None  # jobs stay in the queue
        yield opened


@pytest.fixture
def under_way(s: Studio) -> UnderWay:
    return s.services.under_way


async def promise(s: Studio, job_id: str, asker: Asker) -> None:
    """Write an order down, as accepting does."""
    await s.store.orders.accept(Order(job_id=job_id, ticket=Ticket.of(asker), options=StyleOptions()))


async def submit(s: Studio, job_id: str, asker: Asker) -> Job:
    """Put a job into the queue, as the intake does."""
    ticket, group = Ticket.of(asker).to_json(), str(asker.chat_id)
    job: Job = await s.queue.submit(
        style_request(), job_id=job_id, owner=str(asker.person_id), group=group, ticket=ticket
    )
    return job


async def test_orders_and_jobs_are_found_for_a_person_in_a_chat_or_both(s: Studio, under_way: UnderWay) -> None:
    await promise(s, "promised", ANN)
    await submit(s, "queued", ANN)
    await submit(s, "elsewhere", ANN_ELSEWHERE)
    await submit(s, "bens", BEN)
    assert await under_way.ids(person_id=1, chat_id=-5) == {"promised", "queued"}
    assert await under_way.ids(person_id=1) == {"promised", "queued", "elsewhere"}
    assert await under_way.ids(chat_id=-5) == {"promised", "queued", "bens"}
    assert await under_way.elsewhere(ANN) == 1
    assert await under_way.elsewhere(ANN_ELSEWHERE) == 2


async def test_what_is_just_handed_over_counts_once(s: Studio, under_way: UnderWay) -> None:
    await promise(s, "job", ANN)
    await submit(s, "job", ANN)
    pending = await under_way.find(person_id=1)
    assert pending.ids == {"job"}
    assert pending.only_promised == ()


async def test_what_ended_is_not_under_way(s: Studio, under_way: UnderWay) -> None:
    await submit(s, "job", ANN)
    await s.queue.cancel("job")
    assert await under_way.ids(person_id=1) == frozenset()


async def test_a_group_that_moved_is_found_under_its_new_id(s: Studio, under_way: UnderWay) -> None:
    await submit(s, "job", ANN)
    await submit(s, "groups", dataclasses.replace(ANN, person_id=-5))
    await s.store.chats.move(-5, -100)
    assert await under_way.ids(chat_id=-100) == {"job", "groups"}
    assert await under_way.ids(person_id=-100) == {"groups"}  # written in the group's name
    latest = await under_way.latest(dataclasses.replace(ANN, chat_id=-100))
    assert latest is not None
    assert latest.id == "job"


async def test_while_the_queue_is_away_what_is_promised_counts(s: Studio, under_way: UnderWay) -> None:
    await promise(s, "promised", ANN)
    await submit(s, "queued", ANN)
    s.queue.is_available = False
    assert await under_way.ids(person_id=1) == {"promised"}
    s.queue.is_available = True


async def test_an_order_or_a_job_is_to_come_and_what_nobody_knows_is_not(s: Studio, under_way: UnderWay) -> None:
    await promise(s, "promised", ANN)
    await submit(s, "queued", ANN)
    assert await under_way.is_to_come("promised")
    assert await under_way.is_to_come("queued")
    assert not await under_way.is_to_come("nonesuch")
    assert not await under_way.is_to_come(None)


async def test_an_order_and_a_job_are_found_by_their_ids(s: Studio, under_way: UnderWay) -> None:
    await promise(s, "promised", ANN)
    job = await submit(s, "queued", ANN)
    order = await under_way.order("promised")
    assert order is not None
    assert order.ticket == Ticket.of(ANN)
    assert await under_way.order("queued") is None
    assert await under_way.job("queued") == job
    assert await under_way.job("promised") is None


async def test_whom_each_is_for_is_told(s: Studio, under_way: UnderWay) -> None:
    await promise(s, "promised", ANN)
    await submit(s, "queued", ANN)
    pending = await under_way.find(person_id=1)
    assert dict(pending.tickets()) == {"promised": Ticket.of(ANN), "queued": Ticket.of(ANN)}
