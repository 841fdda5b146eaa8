"""Telegram's faults with files, cards, albums and answers."""

from __future__ import annotations

import pytest

from bot.localchat.world.messages import Message
from tests.support.faults import Faults
from tests.support.studio import PHOTO, STYLE, Studio, send_two
from tests.support.until import until


async def send_two_files(s: Studio) -> None:
    s.ann.send_document(s.private, PHOTO, "photo.png", "image/png")
    s.ann.send_document(s.private, STYLE, "style.png", "image/png")


def files(s: Studio) -> list[Message]:
    return [message for message in s.chat.messages(s.private) if message.is_from_bot and message.document]


@pytest.mark.parametrize("kind", ["429", "502", "cut"])
async def test_a_file_that_did_not_arrive_is_sent_again_and_the_picture_is_not(
    s: Studio, faults: Faults, kind: str
) -> None:
    faults.add("sendDocument", kind)
    await send_two_files(s)
    await s.says("in full quality")
    await s.delivered()
    assert (faults.calls["sendPhoto"], faults.calls["sendDocument"]) == (1, 2)
    assert (len(s.results()), len(files(s))) == (1, 1)


@pytest.mark.parametrize(("kind", "arrived"), [("late", 1), ("lost", 0)])
async def test_a_file_that_may_have_arrived_is_not_repeated(s: Studio, faults: Faults, kind: str, arrived: int) -> None:
    """The button under the picture gives the file once more."""
    faults.add("sendDocument", kind)
    await send_two_files(s)
    await s.delivered()
    assert faults.calls["sendDocument"] == 1
    assert len(files(s)) == arrived


async def test_a_person_who_blocks_the_bot_before_the_file_costs_no_more_calls(s: Studio, faults: Faults) -> None:
    faults.add("sendDocument", "Forbidden: bot was blocked by the user", times=1000)
    await send_two_files(s)
    await s.delivered()
    assert (faults.calls["sendPhoto"], faults.calls["sendDocument"]) == (1, 1)


@pytest.mark.parametrize(
    "kind",
    ["429", "502", "cut", "Bad Request: message is not modified", "Bad Request: message to edit not found"],
)
async def test_a_card_that_telegram_does_not_redraw_still_counts(s: Studio, faults: Faults, kind: str) -> None:
    """The press is kept and answered, and the next picture is painted with it."""
    await send_two(s)
    result = await s.opened(await s.result())
    faults.add("editMessageCaption", kind)
    s.ann.press(result, "+")
    await s.chat.answered(s.ann.press(result, "Paint again"))
    assert "strength 70" in ((await s.result(after=result)).words or "")
    assert faults.calls_on["editMessageCaption", result.id] <= 2


@pytest.mark.parametrize("kind", ["429", "502", "cut"])
async def test_a_press_whose_answer_is_lost_counts_all_the_same(s: Studio, faults: Faults, kind: str) -> None:
    await send_two(s)
    result = await s.opened(await s.result())
    faults.add("answerCallbackQuery", kind)
    s.ann.press(result, "Paint again")
    await s.result(after=result)
    assert len(s.results()) == 2


@pytest.mark.parametrize("kind", ["429", "502", "cut"])
async def test_an_album_that_did_not_arrive_is_sent_again(s: Studio, faults: Faults, kind: str) -> None:
    faults.add("sendMediaGroup", kind)
    s.ann.send_text(s.private, "/styles")
    await s.says("These are mine")
    assert faults.calls["sendMediaGroup"] == 2
    assert len({message.album for message in s.chat.messages(s.private) if message.album}) == 1


@pytest.mark.parametrize("kind", ["429", "502", "cut"])
async def test_an_answer_that_did_not_arrive_is_given_again(s: Studio, faults: Faults, kind: str) -> None:
    """Nobody is left without an answer because the network hiccups."""
    faults.add("sendMessage", kind)
    s.ann.send_text(s.private, "/strength 80")
    await s.says("Strength is now 80")
    assert faults.calls["sendMessage"] == 2


async def test_telegram_away_for_an_answer_is_no_storm(s: Studio, faults: Faults) -> None:
    faults.add("sendMessage", "502", times=1000)
    s.ann.send_text(s.private, "/strength 80")
    await until(lambda: faults.calls["sendMessage"] >= 4)
    faults.faults.clear()
    s.ann.send_text(s.private, "/status")
    await s.says("not painting")
    assert faults.calls["sendMessage"] == 5
