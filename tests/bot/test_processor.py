"""Updates of one chat in order, of different chats in parallel."""

from __future__ import annotations

import asyncio
import datetime as dtm

from telegram import Chat, Message, Update

from bot.processor import PerChatProcessor


def update_in(chat_id: int) -> Update:
    now = dtm.datetime.now(tz=dtm.UTC)
    return Update(1, message=Message(1, now, Chat(chat_id, "private")))


async def test_a_chats_updates_wait_for_each_other() -> None:
    processor, order = PerChatProcessor(), []

    async def slow() -> None:
        await asyncio.sleep(0.02)
        order.append("slow")

    async def quick() -> None:
        order.append("quick")

    await asyncio.gather(
        processor.process_update(update_in(5), slow()), processor.process_update(update_in(5), quick())
    )
    assert order == ["slow", "quick"]


async def test_another_chat_does_not_wait() -> None:
    processor, other_is_done = PerChatProcessor(), asyncio.Event()

    async def waits_for_the_other() -> None:
        await asyncio.wait_for(other_is_done.wait(), 5)

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
