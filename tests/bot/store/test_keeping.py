"""Nothing of people outlives its time, in any table; the clock is the test's."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import sqlalchemy as sa

from bot.domain.draft import Draft
from bot.domain.order import Card, Order, Ticket
from bot.store import tables
from bot.store.store import Store
from engine.options.style_options import StyleOptions
from engine.queue.job_queue import JobQueue
from engine.queue.tables import METADATA
from tests.support.clock import Clock
from tests.support.fakes import style_request

KEEP_S = 3600.0
LASTING = {
    "bot_preferences",  # until they are set otherwise, or /forget
    "bot_saved_styles",  # until their owner deletes them, or /forget
    "bot_blocked",  # until the operator lets them in again
    "bot_switches",  # the operator's own
    "bot_moved_chats",  # ids of groups; what was asked for under the old one is found by it
}
COUNTED = {"bot_starts", "bot_slow_pictures"}  # for limits, and only as long as those look back
TICKET = Ticket(chat_id=7, person_id=1, message_id=2, language="en", is_private=True)


def rows(engine: sa.Engine) -> dict[str, int]:
    """Return how many rows each table of ours has."""
    found = [*METADATA.sorted_tables, *tables.metadata.sorted_tables]
    with engine.connect() as connection:
        return {t.name: connection.scalar(sa.select(sa.func.count()).select_from(t)) or 0 for t in found}


async def live(queue: JobQueue, store: Store, clock: Clock) -> None:
    """Let people and the operator leave something in every table."""
    await store.orders.accept(
        Order(job_id="a", ticket=TICKET, options=StyleOptions(), created_at=clock()), Draft(job_id="a")
    )
    await store.cards.set(Card(chat_id=7, message_id=3, person_id=1, job_id="a", options=StyleOptions()))
    await store.orders.note_slow("b", 1)
    await store.preferences.change(7, 1, strength=80)
    await store.saved.add(1, "dunes", b"jpeg")
    await store.chats.move(-5, -100)
    await store.operator.block(2, is_blocked=True)
    await store.operator.turn("paused", is_on=True)
    await queue.submit(style_request(), job_id="a", owner="1", group="7", ticket={})
    await queue.cancel("a")


async def test_every_table_is_empty_when_the_time_is_over(tmp_path: Path) -> None:
    """But those that last for a reason; a table of the bot's that nothing here writes into fails this test."""
    url, clock = f"sqlite:///{tmp_path}/stylegram.sqlite", Clock(1_000_000.0)
    async with JobQueue(url, keep_s=KEEP_S, clock=clock) as queue, Store(url, keep_s=KEEP_S, clock=clock) as store:
        await live(queue, store, clock)
        engine = sa.create_engine(url)
        filled = {name for name, count in rows(engine).items() if count}
        assert {*tables.metadata.tables, "jobs", "job_pictures", "pictures"} <= filled
        clock.now += KEEP_S - 1
        await queue.maintain()
        await store.delete_old()
        assert {name for name, count in rows(engine).items() if count} == filled - COUNTED
        clock.now += 2
        await queue.maintain()
        await store.delete_old()
        assert {name for name, count in rows(engine).items() if count} == LASTING
        engine.dispose()


async def test_what_was_deleted_stands_in_no_file_of_sqlite(tmp_path: Path) -> None:
    """The log holds a picture for as long as nobody empties it, wherever its row has gone."""
    url, secret = f"sqlite:///{tmp_path}/stylegram.sqlite", b"what Ann has sent" * 1000
    async with JobQueue(url, keep_s=KEEP_S) as queue, Store(url, keep_s=KEEP_S) as store:
        request = dataclasses.replace(style_request(), content_image=secret)
        await queue.submit(request, job_id="a", owner="1", group="7", ticket={})
        await queue.forget("1")
        assert files_with(b"what Ann has sent", tmp_path) == ["stylegram.sqlite-wal"]
        await store.overwrite_deleted()
        assert files_with(b"what Ann has sent", tmp_path) == []


def files_with(words: bytes, folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if words in file.read_bytes())
