"""The fourth picture waits in line by itself, says so, and starts when there is room for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import ProgrammingError

from bot.domain.order import Order, Ticket
from bot.errors import StoreUnavailable
from bot.localchat import LocalChat
from bot.localchat.world.messages import Message
from bot.orders import accept, waiting
from engine.options.style_options import StyleOptions
from tests.support.fakes import FakePainter, FakeQueue, picture
from tests.support.studio import Studio, is_result, running_bot, send_two, studio
from tests.support.until import eventually, until

BUSY = "already painting 1 pictures for you. This one waits in line and starts by itself"


async def busy_with_one(s: Studio) -> Message:
    """Let Ann send one picture that nobody paints, and another that has to wait; return what was said of that."""
    s.queue.painter = None
    await send_two(s)
    await s.says("Nobody is painting")
    s.ann.send_photo(s.private, picture("red"), "/style wave")
    return await s.says(BUSY)


async def test_what_waits_starts_by_itself_in_order(tmp_path: Path) -> None:
    async with studio(tmp_path, jobs_per_person=1) as s:
        waits = await busy_with_one(s)
        s.ann.send_photo(s.private, picture("green"), "/style ink")
        await s.says(BUSY, after=waits)
        assert len(await s.queue.unfinished()) == 1
        s.queue.painter = FakePainter()
        await until(lambda: len(s.results()) == 3)
        told = [entry.job.ticket["progress_id"] for entry in s.queue.jobs.entries.values()]
        assert told[1:] == [waits.id, waits.id + 2]  # in the order in which they were sent


async def test_status_counts_what_waits_and_stop_takes_it_out(tmp_path: Path) -> None:
    async with studio(tmp_path, jobs_per_person=1) as s:
        waits = await busy_with_one(s)
        s.ann.send_text(s.private, "/status")
        await s.says("In line, to start by itself when there is room: 1.")
        answered = await s.chat.answered(s.ann.press(waits, "Stop"))
        assert "Stopped" in (answered.answer or "")
        assert waits not in s.chat.messages(s.private)
        assert await s.store.orders.all() == []


async def test_clear_says_what_is_still_in_line(tmp_path: Path) -> None:
    async with studio(tmp_path, jobs_per_person=1) as s:
        waits = await busy_with_one(s)
        s.ann.send_text(s.private, "/clear")
        await s.says("Empty, but for what is in line and starts by itself: 2. /cancel stops that", after=waits)


async def test_clear_counts_what_the_queue_has_not_begun(s: Studio) -> None:
    s.queue.painter = None
    await send_two(s)
    waits = await s.says("Nobody is painting")
    s.ann.send_text(s.private, "/clear")
    await s.says("Empty, but for what is in line and starts by itself: 1.", after=waits)


async def test_clear_empties_the_draft_while_the_queue_is_away(s: Studio) -> None:
    s.ann.send_photo(s.private, picture("red"))
    got = await s.says("Got your photo")
    s.queue.is_available = False
    s.ann.send_text(s.private, "/clear")
    await s.says("Empty: nothing waits", after=got)
    assert (await s.store.drafts.load(s.private, s.ann.id)).is_empty
    s.queue.is_available = True


async def test_cancel_stops_what_waits_as_well(tmp_path: Path) -> None:
    async with studio(tmp_path, jobs_per_person=1) as s:
        waits = await busy_with_one(s)
        s.ann.send_text(s.private, "/cancel")
        await s.says("Stopped", after=waits)
        assert (await s.store.orders.all(), await s.queue.unfinished()) == ([], [])


@pytest.mark.parametrize(("words", "style"), [("/again", "wave"), ("now in ink", "ink")])
async def test_what_is_said_after_a_stop_means_the_photo_that_waited(tmp_path: Path, words: str, style: str) -> None:
    async with studio(tmp_path, jobs_per_person=1) as s:
        waits = await busy_with_one(s)
        assert "Stopped" in ((await s.chat.answered(s.ann.press(waits, "Stop"))).answer or "")
        s.queue.painter = FakePainter()
        first = await s.result(after=waits)
        s.ann.send_text(s.private, words)
        await s.result(after=first)
        one, other = s.queue.jobs.entries.values()
        assert other.request.content_image != one.request.content_image
        assert other.job.ticket["style_names"] == [style]


async def test_again_after_a_stop_and_a_later_picture_means_that_picture(tmp_path: Path) -> None:
    async with studio(tmp_path, jobs_per_person=1) as s:
        waits = await busy_with_one(s)
        await s.chat.answered(s.ann.press(waits, "Stop"))
        s.queue.painter = FakePainter()
        first = await s.result(after=waits)
        s.ann.send_text(s.private, "/dream")
        dream = await s.chat.wait_for(s.private, lambda m: m.is_from_bot and bool(m.photo), 60, after=first.id)
        s.ann.send_text(s.private, "/again")
        await s.chat.wait_for(s.private, lambda m: m.is_from_bot and bool(m.photo), 60, after=dream.id)
        assert len({entry.job.options.experiment for entry in list(s.queue.jobs.entries.values())[1:]}) == 1


async def test_again_after_a_stop_and_a_press_under_an_older_picture_means_what_was_pressed_for(tmp_path: Path) -> None:
    async with studio(tmp_path, jobs_per_person=1) as s:
        s.ann.send_photo(s.private, picture("green"), "/style wave")
        oldest = await s.result()
        waits = await busy_with_one(s)
        await s.chat.answered(s.ann.press(waits, "Stop"))
        s.queue.painter = FakePainter()
        before = await s.result(after=waits)
        await s.chat.answered(s.ann.press(oldest, "Stronger"))
        stronger = await s.result(after=before)
        s.ann.send_text(s.private, "/again")
        await s.result(after=stronger)
        first, _, *later = [entry.request.content_image for entry in s.queue.jobs.entries.values()]
        assert later == [first, first]


async def test_what_waits_survives_a_restart(tmp_path: Path) -> None:
    async with LocalChat() as chat, FakeQueue() as queue:
        ann = chat.person("Ann")
        async with running_bot(tmp_path, chat, queue, jobs_per_person=1) as services:
            await busy_with_one(Studio(chat=chat, queue=queue, store=services.store, services=services, ann=ann))
        queue.painter = FakePainter()
        async with running_bot(tmp_path, chat, queue, jobs_per_person=1):
            await until(lambda: sum(map(is_result, chat.messages(chat.private(ann)))) == 2)


async def test_who_has_ten_waiting_is_told_to_come_back(tmp_path: Path) -> None:
    async with studio(tmp_path, jobs_per_person=1) as s:
        await busy_with_one(s)
        for _ in range(9):
            s.ann.send_photo(s.private, picture("green"), "/style wave")
        await eventually(lambda: has_waiting(s, 10))
        s.ann.send_photo(s.private, picture("green"), "/style wave")
        await s.says("10 pictures of yours wait in line already")
        assert await has_waiting(s, 10)


async def has_waiting(s: Studio, count: int) -> bool:
    return len(await s.services.waiting.of(s.ann.id)) == count


async def test_what_waits_is_not_counted_as_a_start(tmp_path: Path) -> None:
    async with studio(tmp_path, jobs_per_10_min=1) as s:
        await send_two(s)
        first = await s.result()
        s.ann.send_text(s.private, "/again")
        await s.says("waits in line and starts by itself within 10 minutes", after=first)
        assert await s.store.orders.starts_since(0, person_id=s.ann.id) == 1


async def test_what_was_written_down_after_all_is_painted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database answered too late: Ann was told of a failure, and yet her order stands."""
    monkeypatch.setattr(waiting, "ACKNOWLEDGED_S", 0.0)
    async with studio(tmp_path) as s:
        accept = s.store.orders.accept

        async def accept_late(*args: Any) -> None:
            monkeypatch.setattr(s.store.orders, "accept", accept)
            await accept(*args)
            raise StoreUnavailable("The database does not answer.")

        monkeypatch.setattr(s.store.orders, "accept", accept_late)
        s.ann.send_photo(s.private, picture("red"), "/style wave")
        await s.result()

        async def is_done() -> bool:
            return await s.store.orders.all() == []

        await eventually(is_done)


async def test_what_nobody_foresaw_does_not_end_the_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A backup is restored, say: the tables are not there for a moment."""
    async with studio(tmp_path) as s:
        every_order, calls = s.store.orders.all, 0

        async def all_or_fail() -> list[Order]:
            nonlocal calls
            calls += 1
            if calls == 1:
                raise ProgrammingError("SELECT", None, Exception('relation "bot_orders" does not exist'))
            return await every_order()

        monkeypatch.setattr(s.store.orders, "all", all_or_fail)
        s.services.waiting.wake()
        await until(lambda: calls > 1)


async def test_who_has_waited_for_too_long_is_told(tmp_path: Path) -> None:
    """No new pictures are taken for longer than orders are kept."""
    async with studio(tmp_path) as s:
        asked = s.ann.send_text(s.private, "/start")
        ticket = Ticket(chat_id=s.private, person_id=s.ann.id, message_id=asked.id, language="en", is_private=True)
        order = Order(job_id="ann-1", ticket=ticket, options=StyleOptions(), is_waiting=True, created_at=1.0)
        await s.services.operator.pause(is_paused=True)
        await s.store.orders.accept(order)
        await s.services.intake.delete_old()
        await s.says("That picture is gone: I delete pictures after 48 hours")
        assert await s.store.orders.all() == []


@pytest.mark.parametrize(
    ("words", "later"), [("/style ink", "What you sent stays here: send /go"), ("/dream", "Ask for it again")]
)
async def test_one_too_many_stays_where_it_is_kept(
    s: Studio, monkeypatch: pytest.MonkeyPatch, words: str, later: str
) -> None:
    monkeypatch.setattr(accept, "MAX_WAITING", 0)
    s.ann.send_photo(s.private, picture("red"), words)
    await s.says(f"pictures of yours wait in line already. {later}")


@pytest.mark.parametrize(
    ("words", "later"), [("/style ink", "What you sent stays here: send /go"), ("/dream", "Ask for it again")]
)
async def test_what_a_full_queue_refuses_stays_where_it_is_kept(tmp_path: Path, words: str, later: str) -> None:
    async with studio(tmp_path, queue=FakeQueue(total_limit=0)) as s:
        s.ann.send_photo(s.private, picture("red"), words)
        await s.says(f"Very many people want a picture right now. {later}")
