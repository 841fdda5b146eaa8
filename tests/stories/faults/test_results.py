"""Telegram's faults with results and progress: nothing is lost, nothing repeated."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from engine.errors import QueueUnavailable
from engine.queue.job import JobStatus
from tests.support.fakes import FakePainter
from tests.support.faults import Faults
from tests.support.studio import PHOTO, STYLE, Studio, send_two, studio
from tests.support.until import until


@pytest.mark.parametrize("kind", ["429", "502", "cut"])
async def test_a_result_that_did_not_arrive_is_sent_again(s: Studio, faults: Faults, kind: str) -> None:
    faults.add("sendPhoto", kind)
    await send_two(s)
    await s.result()
    await s.delivered()
    assert faults.calls["sendPhoto"] == 2
    assert len(s.results()) == 1


async def test_a_result_that_arrived_without_an_answer_is_not_repeated(s: Studio, faults: Faults) -> None:
    faults.add("sendPhoto", "late")
    await send_two(s)
    await s.result()
    await s.says("did not say that it arrived")
    assert len(s.results()) == 1
    assert faults.calls["sendPhoto"] == 1


async def test_a_result_that_was_lost_comes_at_the_press_of_a_button(s: Studio, faults: Faults) -> None:
    faults.add("sendPhoto", "lost")
    await send_two(s)
    offer = await s.says("did not say that it arrived")
    assert s.results() == []
    s.ann.press(offer, "Send it again")
    await s.result()


async def asked_while_nobody_paints(s: Studio) -> None:
    """Let Ann ask for a picture; whatever the bot sends after this is about its end."""
    s.queue.painter = None
    await send_two(s)
    await s.says("Nobody is painting")


async def test_a_result_that_may_have_arrived_is_not_repeated_while_telegram_is_away(s: Studio, faults: Faults) -> None:
    """Only the sentence that offers it once more is tried until it arrives."""
    await asked_while_nobody_paints(s)
    faults.add("sendPhoto", "late")
    for method in ("editMessageText", "editMessageCaption"):
        faults.add(method, "502", times=1000)
    faults.add("sendMessage", "502", times=6)
    s.queue.painter = FakePainter()
    await s.says("did not say that it arrived")
    assert (faults.calls["sendPhoto"], len(s.results())) == (1, 1)
    assert s.services.metrics.registry.get_sample_value("stylegram_jobs_total", {"outcome": "done"}) == 1


@pytest.mark.parametrize("kind", ["late", ""])
async def test_a_result_is_not_repeated_while_the_queue_cannot_be_told(
    s: Studio, faults: Faults, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    await asked_while_nobody_paints(s)
    if kind:
        faults.add("sendPhoto", kind)
    refuse_marks(s, monkeypatch, times=2)
    s.queue.painter = FakePainter()
    await s.delivered()
    assert (faults.calls["sendPhoto"], len(s.results())) == (1, 1)


async def test_an_apology_is_not_repeated_while_the_queue_cannot_be_told(
    s: Studio, faults: Faults, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asked_while_nobody_paints(s)
    refuse_marks(s, monkeypatch, times=2)
    s.queue.jobs.end(s.queue.jobs.entries[(await s.job()).id], JobStatus.GIVEN_UP)
    await s.delivered()
    said = [message for message in s.chat.messages(s.private) if "broke me several times" in (message.words or "")]
    assert len(said) == 1


async def test_a_painting_whose_time_was_over_before_it_could_be_sent_is_told(
    s: Studio, faults: Faults, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asked_while_nobody_paints(s)
    faults.add("sendPhoto", "502", times=1000)
    s.queue.painter = FakePainter()
    await until(lambda: faults.calls["sendPhoto"])
    days_later = time.time() + s.services.settings.keep_s + 60
    monkeypatch.setattr(s.services.watch._delivery, "_clock", lambda: days_later)
    await s.queue.forget_result((await s.job()).id)
    await s.says("That picture is gone: I delete pictures after 48 hours")
    await s.delivered()
    assert s.results() == []


def refuse_marks(s: Studio, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Let the queue answer, but refuse to note so many deliveries: its disk is full."""
    mark, refusals = s.queue.mark_delivered, iter(range(times))

    async def refuse_some(*args: Any, **changes: Any) -> None:
        if next(refusals, None) is not None:
            raise QueueUnavailable("The disk is full.")
        await mark(*args, **changes)

    monkeypatch.setattr(s.queue, "mark_delivered", refuse_some)


async def test_an_album_is_not_repeated_while_its_buttons_do_not_arrive(s: Studio, faults: Faults) -> None:
    s.queue.painter = None
    s.ann.send_photo(s.private, PHOTO, "/surprise")
    await s.says("Nobody is painting")
    faults.add("sendMessage", "502", times=6)
    s.queue.painter = FakePainter()
    await s.says("Press one to paint it large")
    assert faults.calls["sendMediaGroup"] == 1


async def test_somebody_elses_button_does_nothing(s: Studio, faults: Faults) -> None:
    ben = s.chat.person("Ben")
    group = s.chat.group("Studio", [s.ann, ben])
    photo = s.ann.send_photo(group, PHOTO)
    faults.add("sendPhoto", "lost")
    s.ann.send_text(group, "/content", reply_to=photo)
    s.ann.send_text(group, "/style", reply_to=photo)
    offer = await s.says("did not say that it arrived", chat_id=group)
    press = await s.chat.answered(ben.press(offer, "Send it again"))
    assert "somebody else" in (press.answer or "")
    assert s.results(group) == []


async def test_telegram_away_for_a_while_is_waited_for(s: Studio, faults: Faults) -> None:
    faults.add("sendPhoto", "502", times=9)
    await send_two(s)
    await s.result()
    await s.delivered()
    assert len(s.results()) == 1


async def test_a_person_who_blocked_the_bot_is_given_up(s: Studio, faults: Faults) -> None:
    faults.add("sendPhoto", "Forbidden: bot was blocked by the user")
    await send_two(s)
    await s.delivered()
    assert faults.calls["sendPhoto"] == 1


@pytest.mark.parametrize("kind", ["502", "Bad Request: FILE_PARTS_INVALID"])
async def test_a_file_that_cannot_be_uploaded_is_tried_alone(s: Studio, faults: Faults, kind: str) -> None:
    faults.add("sendDocument", kind, times=9 if kind == "502" else 2)
    s.ann.send_document(s.private, PHOTO, "photo.png", "image/png")
    s.ann.send_document(s.private, STYLE, "style.png", "image/png")
    await s.says("in full quality")
    await s.delivered()
    assert faults.calls["sendPhoto"] == 1


async def test_a_file_that_is_refused_for_ever_leaves_one_picture(s: Studio, faults: Faults) -> None:
    faults.add("sendDocument", "Bad Request: FILE_PARTS_INVALID", times=1000)
    s.ann.send_document(s.private, PHOTO, "photo.png", "image/png")
    s.ann.send_document(s.private, STYLE, "style.png", "image/png")
    await s.result()
    await s.delivered()
    assert len(s.results()) == 1


async def test_a_picture_that_is_no_photo_to_telegram_goes_as_a_file(s: Studio, faults: Faults) -> None:
    faults.add("sendPhoto", "Bad Request: PHOTO_INVALID_DIMENSIONS")
    await send_two(s)
    assert (await s.result()).document is not None


async def test_a_refusal_for_ever_is_given_up_after_a_few_attempts(s: Studio, faults: Faults) -> None:
    faults.add("sendPhoto", "Bad Request: chat not found", times=1000)
    await send_two(s)
    await s.delivered()
    assert faults.calls["sendPhoto"] <= 3


async def test_a_chat_that_takes_no_pictures_hears_so_and_has_it_by_a_button_later(s: Studio, faults: Faults) -> None:
    await asked_while_nobody_paints(s)
    faults.add("sendPhoto", "Bad Request: not enough rights to send photos to the chat", times=3)
    s.queue.painter = FakePainter()
    said = await s.says("Telegram does not take it here")
    assert s.results() == []
    s.ann.press(said, "Send it again")
    await s.result()


@pytest.mark.parametrize(
    "kind",
    ["429", "502", "cut", "Bad Request: message to edit not found", "Bad Request: message is not modified"],
)
async def test_progress_that_fails_does_not_hold_up_the_result(tmp_path: Path, faults: Faults, kind: str) -> None:
    for method in ("editMessageText", "editMessageMedia", "editMessageCaption"):
        faults.add(method, kind, times=1000)
    async with studio(tmp_path, wrap=faults.wrap, painter=FakePainter(iterates=10, pace_s=0.02)) as s:
        await send_two(s)
        await s.result()


async def test_a_progress_edit_that_hangs_does_not_hold_up_the_result(tmp_path: Path, faults: Faults) -> None:
    for method in ("editMessageText", "editMessageMedia", "editMessageCaption"):
        faults.add(method, "lost", times=1000)
    async with studio(tmp_path, wrap=faults.wrap, painter=FakePainter(iterates=10, pace_s=0.02)) as s:
        await send_two(s)
        await s.result()


async def test_a_topic_that_was_deleted_still_gets_its_answer(s: Studio, faults: Faults) -> None:
    group = s.chat.group("Studio", [s.ann], is_forum=True)
    topic = s.ann.create_topic(group, "Painting")
    photo = s.ann.send_photo(group, PHOTO, thread_id=topic)
    faults.add("sendPhoto", "Bad Request: message thread not found")
    s.ann.send_text(group, "/content", reply_to=photo, thread_id=topic)
    s.ann.send_text(group, "/style", reply_to=photo, thread_id=topic)
    await s.result(chat_id=group)


async def test_an_acknowledgement_that_fails_does_not_hold_up_the_picture(s: Studio, faults: Faults) -> None:
    s.ann.send_photo(s.private, PHOTO)
    await s.says("Got your photo")
    faults.add("sendMessage", "502", times=1)
    s.ann.send_photo(s.private, STYLE)
    await s.result()


async def test_updates_that_cannot_be_fetched_come_later(s: Studio, faults: Faults) -> None:
    faults.add("getUpdates", "502", times=2)
    await send_two(s)
    await s.result()
