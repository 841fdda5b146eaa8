import asyncio

import pytest

from bot.localchat.world.errors import Refused
from bot.localchat.world.updates import UpdateQueue


@pytest.fixture
def updates():
    return UpdateQueue(first_id=10)


def ids(pending):
    return [update["update_id"] for update in pending]


async def test_updates_stay_until_an_offset_confirms_them(updates):
    for _ in range(3):
        updates.add("message", {})
    assert ids(await updates.poll(offset=0, limit=100, timeout_s=0)) == [10, 11, 12]
    assert ids(await updates.poll(offset=12, limit=100, timeout_s=0)) == [12]


async def test_negative_offset_keeps_the_last_ones(updates):
    for _ in range(3):
        updates.add("message", {})
    assert ids(await updates.poll(offset=-1, limit=100, timeout_s=0)) == [12]


async def test_limit_holds_back_the_rest(updates):
    for _ in range(3):
        updates.add("message", {})
    assert ids(await updates.poll(offset=0, limit=2, timeout_s=0)) == [10, 11]


async def test_poll_waits_for_the_first_update(updates):
    polling = asyncio.create_task(updates.poll(offset=0, limit=100, timeout_s=30))
    await asyncio.sleep(0)
    assert not polling.done()
    updates.add("message", {})
    assert ids(await polling) == [10]


async def test_poll_without_updates_ends_empty(updates):
    assert await updates.poll(offset=0, limit=100, timeout_s=0.01) == []


async def test_second_poller_ends_the_first_with_a_conflict(updates):
    first = asyncio.create_task(updates.poll(offset=0, limit=100, timeout_s=30))
    await asyncio.sleep(0)
    second = asyncio.create_task(updates.poll(offset=0, limit=100, timeout_s=30))
    with pytest.raises(Refused, match=r"409: Conflict: terminated by other getUpdates request"):
        await first
    updates.add("message", {})
    assert ids(await second) == [10]


async def test_webhook_and_polling_exclude_each_other(updates):
    updates.webhook = {"url": "https://bot.example"}
    with pytest.raises(Refused, match="can't use getUpdates method while webhook is active"):
        await updates.poll(offset=0, limit=100, timeout_s=0)


async def test_kinds_not_asked_for_are_dropped(updates):
    updates.allow(["callback_query"])
    updates.add("message", {})
    updates.add("callback_query", {})
    assert [set(update) - {"update_id"} for update in updates.pending] == [{"callback_query"}]


async def test_member_changes_of_others_come_only_on_request(updates):
    updates.add("chat_member", {})
    assert updates.pending == ()
    updates.allow(["chat_member"])
    updates.add("chat_member", {})
    assert ids(updates.pending) == [10]
