"""Updates of one chat in order, of different chats in parallel."""

from __future__ import annotations

import asyncio
import datetime as dtm
import itertools

import pytest
from telegram import Chat, Message, Update

from bot.telegram.turns import REMEMBERED_UPDATES, GivenUp, PerChatProcessor
from tests.support.patience import patience
from tests.support.until import until

NUMBERS = itertools.count(1)
TURNS = 20  # of the event loop: an update whose chat is free is handled within fewer


def update_in(chat_id: int) -> Update:
    now = dtm.datetime.now(tz=dtm.UTC)
    return Update(next(NUMBERS), message=Message(1, now, Chat(chat_id, "private")))


async def test_a_chats_updates_wait_for_each_other() -> None:
    processor, order, both_came = PerChatProcessor(), [], asyncio.Event()

    async def slow() -> None:
        await both_came.wait()
        order.append("slow")

    async def quick() -> None:
        order.append("quick")

    first = asyncio.create_task(processor.process_update(update_in(5), slow()))
    second = asyncio.create_task(processor.process_update(update_in(5), quick()))
    for _ in range(TURNS):
        await asyncio.sleep(0)
    both_came.set()
    await asyncio.gather(first, second)
    assert order == ["slow", "quick"]


async def test_another_chat_does_not_wait() -> None:
    processor, other_is_done = PerChatProcessor(), asyncio.Event()

    async def waits_for_the_other() -> None:
        async with asyncio.timeout(patience(5)):
            await other_is_done.wait()

    async def other() -> None:
        other_is_done.set()

    await asyncio.gather(
        processor.process_update(update_in(5), waits_for_the_other()), processor.process_update(update_in(6), other())
    )


async def test_a_turn_ends_when_its_work_fails() -> None:
    processor = PerChatProcessor()
    for _ in range(2):
        try:
            async with processor.turn_in(5):
                raise ValueError
        except ValueError:
            pass
    assert processor._locks == {}


async def test_an_update_that_comes_again_is_not_handled_again() -> None:
    processor, update, times = PerChatProcessor(), update_in(5), []

    async def handle() -> None:
        times.append(1)

    for _ in range(2):
        await processor.process_update(update, handle())
    assert len(times) == 1


async def test_updates_are_not_remembered_for_ever() -> None:
    processor = PerChatProcessor()

    async def handle() -> None:
        pass

    for _ in range(REMEMBERED_UPDATES + 10):
        await processor.process_update(update_in(5), handle())
    assert len(processor._seen) == REMEMBERED_UPDATES


async def test_what_never_had_its_turn_can_be_given_up() -> None:
    processor, is_over, handled = PerChatProcessor(), asyncio.Event(), []

    async def handle(number: int) -> None:
        handled.append(number)
        await is_over.wait()

    updates = [update_in(5) for _ in range(3)]
    tasks = [asyncio.create_task(processor.process_update(each, handle(n))) for n, each in enumerate(updates)]
    await until(lambda: len(processor._held) == 2)
    tasks[2].cancel()
    await asyncio.wait([tasks[2]])
    assert processor.give_up() == GivenUp(not_begun=tuple(updates[1:]), in_hand=(updates[0],))
    is_over.set()
    await asyncio.wait(tasks)
    assert handled == [0]


async def test_what_is_cancelled_in_hand_can_be_given_up_and_what_ends_is_done() -> None:
    processor, has_begun = PerChatProcessor(), asyncio.Event()

    async def fail() -> None:
        raise ValueError

    async def hang() -> None:
        has_begun.set()
        await asyncio.Event().wait()

    with pytest.raises(ValueError):
        await processor.process_update(update_in(5), fail())
    hung = update_in(5)
    task = asyncio.create_task(processor.process_update(hung, hang()))
    await has_begun.wait()
    task.cancel()
    await asyncio.wait([task])
    assert processor.give_up() == GivenUp(not_begun=(), in_hand=(hung,))
