"""How a job can end besides well, and what the person hears then."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.texts import texts_in
from engine.queue.job import Job, JobStatus, Refusal
from engine.request import StyleResult
from tests.support.fakes import FakePainter, picture
from tests.support.studio import PATIENCE_S, PHOTO, STYLE, Studio, is_result, send_two, studio
from tests.support.until import until


@pytest.fixture
async def slow(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path, painter=FakePainter(iterates=2000, pace_s=0.01)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (JobStatus.GIVEN_UP, None, "broke me several times"),
        (JobStatus.FAILED, Refusal.NOT_ENOUGH_MEMORY, "small as it is"),
        (JobStatus.FAILED, Refusal.INVALID_OPTION, "/reset"),
        (JobStatus.FAILED, Refusal.UNEXPECTED, "/again tries once more"),
    ],
)
async def test_a_job_that_ends_badly_is_excused(
    s: Studio, status: JobStatus, error: Refusal | None, words: str
) -> None:
    s.queue.painter = None
    await send_two(s)
    entry = s.queue.jobs.entries[(await s.job()).id]
    s.queue.jobs.end(entry, status, error=error)
    await s.says(words)
    assert s.results() == []


async def test_an_unusable_picture_is_not_said_to_be_the_photo(s: Studio) -> None:
    s.queue.painter = None
    await send_two(s)
    s.queue.jobs.end(s.queue.jobs.entries[(await s.job()).id], JobStatus.FAILED, error=Refusal.PICTURE_TOO_SMALL)
    await s.says("too few pixels in one of the pictures")


async def test_a_result_whose_pictures_are_gone_is_passed_over(s: Studio) -> None:
    s.queue.painter = None
    await send_two(s)
    job_id = (await s.job()).id
    s.queue.jobs.end(s.queue.jobs.entries[job_id], JobStatus.DONE)  # done, and no result is there
    await s.delivered()


async def test_cancelling_in_reply_to_a_progress_message_stops_only_that_job(slow: Studio) -> None:
    await send_two(slow)
    first = await slow.says("Painting")
    slow.ann.send_photo(slow.private, picture("red"), "/content")
    slow.ann.send_photo(slow.private, STYLE, "/style")
    await slow.says("You are next", after=first)
    kept = await slow.queue.latest(owner=str(slow.ann.id), group=str(slow.private))
    slow.ann.send_text(slow.private, "/cancel", reply_to=first)
    await slow.says(texts_in("en").stopped)
    assert [job.id for job in await slow.queue.unfinished()] == [kept.id]


async def test_cancelling_in_reply_to_a_finished_painting_stops_nothing(slow: Studio) -> None:
    await send_two(slow)
    await slow.chat.answered(slow.ann.press(await slow.says("Painting"), "Keep it as it is"))
    result = await slow.result()
    slow.ann.send_photo(slow.private, picture("red"), "/style wave")
    await slow.says("Painting", after=result)
    slow.ann.send_text(slow.private, "/cancel", reply_to=result)
    await slow.says(texts_in("en").too_late)
    assert len(await slow.queue.unfinished()) == 1


async def test_forgetting_while_painting_stops_and_takes_the_progress_away(slow: Studio) -> None:
    await send_two(slow)
    progress = await slow.says("Painting")
    slow.ann.send_text(slow.private, "/forget yes")
    await slow.says("Done: your pictures")
    while progress in slow.chat.messages(slow.private):
        await slow.chat.world.change()
    assert await slow.queue.unfinished() == []


async def test_a_result_follows_its_group_to_the_supergroup(slow: Studio) -> None:
    old = slow.chat.group("Studio", [slow.ann], kind="group")
    photo = slow.ann.send_photo(old, PHOTO)
    slow.ann.send_text(old, "/content", reply_to=photo)
    slow.ann.send_text(old, "/style", reply_to=photo)
    await slow.says("Painting", chat_id=old)
    new = slow.chat.migrate(old, by=slow.ann)
    slow.queue.painter.iterates = 1
    for job in await slow.queue.unfinished():
        await slow.queue.cancel(job.id)
    slow.ann.send_text(new, "/go")
    await slow.result(chat_id=new)


async def asked_before_the_move(s: Studio) -> int:
    """Let Ann ask in a group that moves then, while nobody paints; return the new group."""
    s.queue.painter = None
    old = s.chat.group("Studio", [s.ann], kind="group")
    photo = s.ann.send_photo(old, PHOTO)
    s.ann.send_text(old, "/content", reply_to=photo)
    s.ann.send_text(old, "/style", reply_to=photo)
    await s.says("Nobody is painting", chat_id=old)
    return s.chat.migrate(old, by=s.ann)


async def test_a_result_of_before_the_move_arrives_after_it(tmp_path: Path) -> None:
    async with studio(tmp_path, painter=None) as s:
        new = await asked_before_the_move(s)
        s.queue.painter = FakePainter()
        await s.chat.wait_for(new, is_result, PATIENCE_S)


async def test_a_painting_of_before_the_move_is_found_after_it(s: Studio) -> None:
    new = await asked_before_the_move(s)
    s.ann.send_text(new, "/cancel")
    await s.says(texts_in("en").cancelled, chat_id=new)
    assert await s.queue.unfinished() == []
    s.queue.painter = FakePainter()
    s.ann.send_text(new, "/again")
    await s.result(chat_id=new)


async def test_a_person_who_blocked_the_bot_costs_nothing_more(s: Studio) -> None:
    s.queue.painter = None
    await send_two(s)
    await s.job()
    s.ann.block_bot()
    s.queue.painter = FakePainter()
    await s.delivered()


async def test_a_picture_longer_than_telegrams_photos_comes_as_a_file(s: Studio) -> None:
    s.queue.painter = None
    await send_two(s)
    entry = s.queue.jobs.entries[(await s.job()).id]
    entry.result = StyleResult(image_png=picture("red", (2000, 90)), width=2000, height=90)
    s.queue.jobs.end(entry, JobStatus.DONE)
    assert (await s.result()).document is not None


async def test_style_and_photo_may_come_in_any_order_in_a_group(s: Studio) -> None:
    group = s.chat.group("Studio", [s.ann])
    photo, style = s.ann.send_photo(group, PHOTO), s.ann.send_photo(group, STYLE)
    s.ann.send_text(group, "/style", reply_to=style)
    await s.says("Now reply /content", chat_id=group)
    s.ann.send_text(group, "/content", reply_to=photo)
    await s.result(chat_id=group)


async def test_a_result_that_cannot_be_read_is_excused_and_not_tried_for_ever(s: Studio) -> None:
    s.queue.painter = None
    await send_two(s)
    job_id = (await s.job()).id
    entry = s.queue.jobs.entries[job_id]
    entry.result = StyleResult(image_png=b"no picture", width=1, height=1)
    s.queue.jobs.end(entry, JobStatus.DONE)
    await s.says("I could not paint this one")
    assert (await s.queue.get(job_id)).is_delivered


async def test_the_courier_goes_on_after_a_mistake(s: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    look, mistakes = s.services.watch._look, iter([ValueError("a mistake")])

    async def look_once_wrongly() -> int:
        for mistake in mistakes:
            raise mistake
        return await look()

    monkeypatch.setattr(s.services.watch, "_look", look_once_wrongly)
    await send_two(s)
    await s.result()


async def test_a_list_read_before_the_delivery_does_not_deliver_again(
    s: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    await send_two(s)
    await s.result()
    job = await s.queue.latest(owner=str(s.ann.id), group=str(s.private))
    await s.services.watch.is_told(job)
    stale = [dataclasses.replace(job, is_delivered=False, status=JobStatus.DONE)]

    async def undelivered() -> list[Job]:
        return [stale.pop()] if stale else []

    monkeypatch.setattr(s.queue, "undelivered", undelivered)
    await until(lambda: not stale and not s.services.watch._in_hand)
    assert len(s.results()) == 1
