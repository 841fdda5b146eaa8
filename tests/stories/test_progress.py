"""A picture under way: what is told of it, and how it is stopped."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.order import Order, ticket_of
from bot.texts import texts_in
from engine.queue.job import JobStatus, Place
from tests.support.fakes import FakePainter
from tests.support.studio import PHOTO, SECOND_STYLE, STYLE, Studio, send_two, studio


@pytest.fixture
async def slow(tmp_path: Path) -> AsyncIterator[Studio]:
    """A studio whose painter takes longer than any test waits, unless it is hurried or stopped."""
    async with studio(tmp_path, painter=FakePainter(iterates=2000, pace_s=0.01)) as opened:
        yield opened


async def test_the_progress_message_goes_when_the_result_is_there(s: Studio) -> None:
    await send_two(s)
    result = await s.result()
    while any("start painting" in (m.words or "") or "Painting" in (m.words or "") for m in s.chat.messages(s.private)):
        await s.chat.world.change()
    assert s.results() == [result]


async def test_photos_before_the_result_are_styles_for_the_next_picture(slow: Studio) -> None:
    await send_two(slow)
    await slow.says("Painting")
    slow.ann.send_photo(slow.private, SECOND_STYLE)
    await slow.says("Kept as style 2")
    slow.ann.send_text(slow.private, "/blend 70 30")
    await slow.says("1: 70 %, 2: 30 %")
    slow.queue.painter.iterates = 3
    slow.ann.send_text(slow.private, "/cancel")
    await slow.says("Stopped")
    slow.ann.send_text(slow.private, "/go")
    assert "1: 70 %, 2: 30 %" in ((await slow.result()).words or "")


async def test_a_sixth_style_is_refused_and_five_are_kept(slow: Studio) -> None:
    await send_two(slow)
    await slow.says("Painting")
    for _ in range(4):
        slow.ann.send_photo(slow.private, SECOND_STYLE)
    await slow.says("Kept as style 5")
    slow.ann.send_photo(slow.private, SECOND_STYLE)
    await slow.says("I mix at most 5 styles")


async def test_progress_is_told_with_a_preview_in_one_message(slow: Studio) -> None:
    await send_two(slow)
    progress = await slow.says("Painting")
    while not progress.photo:
        await slow.chat.world.change()
    bot_messages = [m for m in slow.chat.messages(slow.private) if m.is_from_bot]
    assert [m.id for m in bot_messages if "Painting" in (m.words or "")] == [progress.id]


async def test_cancel_stops_a_running_picture_and_keeps_the_draft(slow: Studio) -> None:
    await send_two(slow)
    await slow.says("Painting")
    slow.ann.send_text(slow.private, "/cancel")
    stopped = await slow.says("Stopped")
    slow.queue.painter.iterates = 2
    slow.ann.send_text(slow.private, "/go")
    await slow.result(after=stopped)
    assert len(slow.results()) == 1


async def test_the_stop_button_stops(slow: Studio) -> None:
    await send_two(slow)
    progress = await slow.says("Painting")
    press = await slow.chat.answered(slow.ann.press(progress, "Stop"))
    assert "Stopped" in (press.answer or "")
    assert await slow.queue.unfinished() == []


async def test_the_stop_button_stops_a_job_whose_order_a_crash_has_left(slow: Studio) -> None:
    await send_two(slow)
    progress = await slow.says("Painting")
    job = await slow.job()
    await slow.store.orders.accept(
        Order(job_id=job.id, ticket=ticket_of(job), options=job.options, created_at=job.created_at)
    )
    press = await slow.chat.answered(slow.ann.press(progress, "Stop"))
    assert "Stopped" in (press.answer or "")
    assert (await slow.store.orders.all(), await slow.queue.unfinished()) == ([], [])


async def test_status_tells_the_place_and_the_time_left(slow: Studio) -> None:
    await send_two(slow)
    await slow.says("Painting")
    slow.ann.send_text(slow.private, "/again")
    slow.ann.send_text(slow.private, "/status")
    await slow.says("I am painting your picture; ready in about 20 s")
    await slow.says("You are next; ready in about 40 s")


async def test_status_tells_no_time_while_none_is_known(slow: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    async def line() -> dict[str, Place]:
        return {job.id: Place(position=0, seconds_left=None) for job in await slow.queue.unfinished()}

    await send_two(slow)
    await slow.says("Painting")
    monkeypatch.setattr(slow.queue, "line", line)
    slow.ann.send_text(slow.private, "/status")
    assert (await slow.says("I am painting your picture")).words == "I am painting your picture."


async def test_a_painting_is_kept_as_it_is_by_its_button(slow: Studio) -> None:
    await send_two(slow)
    progress = await slow.says("Painting")
    press = await slow.chat.answered(slow.ann.press(progress, "Keep it as it is"))
    assert press.answer == texts_in("en").as_it_is
    result = await slow.result()
    assert "More…" in [button["text"] for button in result.all_buttons()]
    assert (await slow.queue.latest(owner=str(slow.ann.id), group=str(slow.private))).status is JobStatus.DONE


async def test_a_cancelled_painting_can_be_had_as_it_was(slow: Studio) -> None:
    await send_two(slow)
    await slow.says("Painting")
    slow.ann.send_text(slow.private, "/cancel")
    stopped = await slow.says(texts_in("en").cancelled)
    assert slow.results() == []
    await slow.chat.answered(slow.ann.press(stopped, "Keep it as it is"))
    await slow.result(after=stopped)
    press = await slow.chat.answered(slow.ann.press(stopped, "Keep it as it is"))
    assert press.answer in (texts_in("en").too_late, texts_in("en").as_it_is)  # delivered, or just being marked so
    assert len(slow.results()) == 1


async def test_nobody_else_takes_a_painting_as_it_is(slow: Studio) -> None:
    group = slow.chat.group("Friends", [slow.ann, ben := slow.chat.person("Ben")])
    slow.ann.send_photo(group, PHOTO, "/content")
    slow.ann.send_photo(group, STYLE, "/style")
    progress = await slow.says("Painting", chat_id=group)
    press = await slow.chat.answered(ben.press(progress, "Keep it as it is"))
    assert press.answer == texts_in("en").not_yours
    assert [job.status for job in await slow.queue.unfinished()] == [JobStatus.RUNNING]


async def test_what_has_not_begun_has_no_button_to_keep_it(s: Studio) -> None:
    s.queue.painter = None
    await send_two(s)
    waiting = await s.says("Nobody is painting")
    assert [button["text"] for button in waiting.all_buttons()] == ["Stop"]
