"""One message tells how a picture is doing, as often as the chat's budget allows."""

from __future__ import annotations

import asyncio
from typing import Any

from telegram.error import BadRequest, NetworkError, TelegramError

from bot.domain.order import Ticket
from bot.intervals import Pace
from bot.orders.progress import Progress
from bot.telegram.limiter import ChatRateLimiter
from tests.support.clock import Clock


class FakeBot:
    """Notes the edits; raises what it is told to."""

    def __init__(self, *faults: TelegramError) -> None:
        self.edits: list[tuple[str, str]] = []
        self._faults = list(faults)

    async def _edit(self, kind: str, words: str) -> None:
        if self._faults:
            raise self._faults.pop(0)
        self.edits.append((kind, words))

    async def edit_message_text(self, words: str, *_: Any, **__: Any) -> None:
        await self._edit("text", words)

    async def edit_message_caption(self, *_: Any, caption: str, **__: Any) -> None:
        await self._edit("caption", caption)

    async def edit_message_media(self, media: Any, *_: Any, **__: Any) -> None:
        await self._edit("media", media.caption)

    async def delete_message(self, *_: Any) -> None:
        await self._edit("delete", "")


def progress_of(bot: FakeBot, clock: Clock, *, chat_id: int = 7, **ticket: Any) -> Progress:
    facts = {"person_id": 1, "message_id": 2, "language": "en", "is_private": chat_id > 0, "progress_id": 3, **ticket}
    return Progress(  # type: ignore[arg-type]
        bot, Ticket(chat_id=chat_id, **facts), limiter=ChatRateLimiter(), pace=Pace(), clock=clock
    )


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_edits_come_no_faster_than_the_chat_allows() -> None:
    bot, clock = FakeBot(), Clock()
    progress = progress_of(bot, clock)
    for clock.now in (0.0, 0.5, 1.9, 2.0, 3.9, 4.0):
        progress.tell(f"at {clock.now}")
        await settle()
    assert [words for _, words in bot.edits] == ["at 0.0", "at 2.0", "at 4.0"]


async def test_groups_hear_less_often() -> None:
    bot, clock = FakeBot(), Clock()
    progress = progress_of(bot, clock, chat_id=-7)
    for clock.now in (0.0, 4.0, 8.0):
        progress.tell(f"at {clock.now}")
        await settle()
    assert [words for _, words in bot.edits] == ["at 0.0", "at 8.0"]


async def test_the_same_words_are_not_said_twice() -> None:
    bot, clock = FakeBot(), Clock()
    progress = progress_of(bot, clock)
    for clock.now in (0.0, 10.0):
        progress.tell("waiting")
        await settle()
    assert len(bot.edits) == 1


async def test_after_a_preview_the_caption_is_edited() -> None:
    bot, clock = FakeBot(), Clock()
    progress = progress_of(bot, clock)
    for clock.now, preview in ((0.0, None), (10.0, b"jpeg"), (20.0, None)):
        progress.tell(f"at {clock.now}", preview=preview)
        await settle()
    assert [kind for kind, _ in bot.edits] == ["text", "media", "caption"]


async def test_a_picture_from_before_a_restart_gets_a_caption() -> None:
    bot, clock = FakeBot(BadRequest("There is no text in the message to edit")), Clock()
    progress_of(bot, clock).tell("going on")
    await settle()
    assert bot.edits == [("caption", "going on")]


async def test_a_message_that_is_gone_is_left_alone() -> None:
    bot, clock = FakeBot(BadRequest("Message to edit not found")), Clock()
    progress = progress_of(bot, clock)
    for clock.now in (0.0, 10.0):
        progress.tell(f"at {clock.now}")
        await settle()
    assert bot.edits == []


async def test_a_failed_edit_is_skipped_and_the_next_one_made() -> None:
    bot, clock = FakeBot(NetworkError("Bad Gateway")), Clock()
    progress = progress_of(bot, clock)
    for clock.now in (0.0, 10.0):
        progress.tell(f"at {clock.now}")
        await settle()
    assert bot.edits == [("text", "at 10.0")]


async def test_without_a_message_nothing_is_told() -> None:
    bot = FakeBot()
    assert not progress_of(bot, Clock(), progress_id=None).tell("hello")


async def test_nothing_is_told_after_the_end() -> None:
    bot, clock = FakeBot(), Clock()
    progress = progress_of(bot, clock)
    await progress.remove()
    assert not progress.tell("late")
    assert bot.edits == [("delete", "")]


async def test_a_progress_message_is_deleted_once_however_often_the_result_is_retried() -> None:
    bot = FakeBot()
    progress = progress_of(bot, Clock())
    for _ in range(3):
        await progress.remove()
    assert bot.edits == [("delete", "")]


async def test_what_could_not_be_reached_is_deleted_the_next_time_and_what_is_gone_is_not() -> None:
    unreached, gone = FakeBot(NetworkError("away")), FakeBot(BadRequest("message to delete not found"))
    for bot in (unreached, gone):
        progress = progress_of(bot, Clock())
        for _ in range(3):
            await progress.remove()
    assert (unreached.edits, gone.edits) == ([("delete", "")], [])
