"""Who waits, who is skipped, and who goes first."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import httpx
import pytest
from telegram import InputMediaPhoto
from telegram.error import NetworkError, RetryAfter

from bot.telegram.client import Urgency
from bot.telegram.limiter import KEPT_FOR_RESULTS, ChatRateLimiter
from tests.support.clock import Clock
from tests.support.patience import patience

GROUP, PRIVATE = -100, 7
TURNS = 20  # of the event loop: a call that need not wait is made within fewer


class Calls:
    """A Bot API call that answers at once, or refuses so many times first."""

    def __init__(self, refusals: int = 0, wait_s: int = 0) -> None:
        self.count, self._refusals, self._wait_s = 0, refusals, wait_s

    async def __call__(self) -> bool:
        self.count += 1
        if self.count <= self._refusals:
            raise RetryAfter(self._wait_s)
        return True


async def call(
    limiter: ChatRateLimiter, chat_id: int, urgency: Urgency | None = None, calls: Any = None, what: str = "sendMessage"
) -> Any:
    return await limiter.process_request(calls or Calls(), (), {}, what, {"chat_id": chat_id}, urgency)


async def is_made_at_once(limiter: ChatRateLimiter, chat_id: int, calls: Calls | None = None) -> bool:
    """Return whether an answer is given without waiting; one that waits is given up."""
    asking = asyncio.create_task(call(limiter, chat_id, calls=calls))
    for _ in range(TURNS):
        await asyncio.sleep(0)
    if asking.done():
        return bool(await asking)
    asking.cancel()
    await asyncio.wait([asking])
    return False


async def test_a_result_does_not_wait_for_a_groups_budget() -> None:
    limiter = ChatRateLimiter(group_per_min=2)
    for _ in range(2):
        await call(limiter, GROUP)
    async with asyncio.timeout(patience(5)):
        for _ in range(5):
            await call(limiter, GROUP, Urgency.RESULT)


async def test_an_answer_waits_for_a_groups_budget() -> None:
    limiter = ChatRateLimiter(group_per_min=1)
    assert await is_made_at_once(limiter, GROUP)
    assert not await is_made_at_once(limiter, GROUP)


async def test_private_chats_have_no_budget_of_their_own() -> None:
    limiter = ChatRateLimiter(group_per_min=1)
    async with asyncio.timeout(patience(5)):
        for _ in range(20):
            await call(limiter, PRIVATE)


async def test_answers_to_presses_and_chat_actions_cost_nothing() -> None:
    limiter = ChatRateLimiter(group_per_min=1)
    async with asyncio.timeout(patience(5)):
        for _ in range(50):
            await call(limiter, GROUP, what="sendChatAction")


async def test_progress_has_no_room_when_results_may_need_it() -> None:
    limiter = ChatRateLimiter(group_per_min=20)
    assert limiter.has_room_for_progress(GROUP)
    for _ in range(13):
        await call(limiter, GROUP)
    assert not limiter.has_room_for_progress(GROUP)
    assert limiter.has_room_for_progress(PRIVATE)


async def test_a_refused_call_is_made_again_after_the_wait() -> None:
    calls, seconds = Calls(refusals=1, wait_s=30), itertools.count(step=31)  # each look at the clock is 31 s later
    assert await call(ChatRateLimiter(clock=seconds.__next__), PRIVATE, calls=calls) is True
    assert calls.count == 2


async def test_a_refused_call_is_not_made_again_before() -> None:
    calls = Calls(refusals=1, wait_s=30)
    assert not await is_made_at_once(ChatRateLimiter(clock=Clock()), PRIVATE, calls)
    assert calls.count == 1


async def test_refused_progress_is_not_made_again() -> None:
    limiter, calls = ChatRateLimiter(), Calls(refusals=9)
    with pytest.raises(RetryAfter):
        await call(limiter, PRIVATE, Urgency.PROGRESS, calls)
    assert calls.count == 1
    assert not limiter.has_room_for_progress(PRIVATE)


async def test_a_refusal_in_one_chat_does_not_stop_another() -> None:
    clock = Clock()
    limiter = ChatRateLimiter(clock=clock)
    with pytest.raises(RetryAfter):
        await call(limiter, PRIVATE, Urgency.PROGRESS, Calls(refusals=1, wait_s=30))
    assert await is_made_at_once(limiter, PRIVATE + 1)
    assert not await is_made_at_once(limiter, PRIVATE)
    assert not limiter.has_room_for_progress(PRIVATE)
    clock.now = 30.2
    assert await is_made_at_once(limiter, PRIVATE)
    assert limiter.has_room_for_progress(PRIVATE)


async def test_a_call_that_is_put_off_for_long_is_given_up() -> None:
    calls = Calls(refusals=9, wait_s=3600)
    with pytest.raises(RetryAfter):
        await call(ChatRateLimiter(), PRIVATE, calls=calls)
    assert calls.count == 1


async def test_later_calls_for_a_chat_that_is_put_off_for_long_are_given_up_at_once() -> None:
    clock, later = Clock(), Calls()
    limiter = ChatRateLimiter(clock=clock)
    with pytest.raises(RetryAfter):
        await call(limiter, PRIVATE, calls=Calls(refusals=1, wait_s=900))
    clock.now = 1.0
    with pytest.raises(RetryAfter, match="900"):
        await call(limiter, PRIVATE, calls=later)
    assert later.count == 0
    assert await is_made_at_once(limiter, PRIVATE + 1)
    clock.now = 901.0
    assert await is_made_at_once(limiter, PRIVATE)


async def test_calls_without_a_chat_are_made_at_once() -> None:
    calls = Calls()
    assert await ChatRateLimiter().process_request(calls, (), {}, "getMe", {}, None) is True


async def test_an_album_costs_as_much_as_its_pictures() -> None:
    """Telegram counts each picture of an album as a message."""
    limiter = ChatRateLimiter(group_per_min=20)
    album = {"chat_id": GROUP, "media": [object()] * 10}
    await limiter.process_request(Calls(), (), {}, "sendMediaGroup", album, None)
    assert limiter.has_room_for_progress(GROUP)
    await limiter.process_request(Calls(), (), {}, "sendMediaGroup", album, None)
    assert not limiter.has_room_for_progress(GROUP)
    assert not await is_made_at_once(limiter, GROUP)


async def test_the_edit_of_one_picture_costs_one_message() -> None:
    limiter = ChatRateLimiter(group_per_min=20)
    edit = {"chat_id": GROUP, "media": InputMediaPhoto(b"jpeg")}
    for _ in range(12):
        assert limiter.has_room_for_progress(GROUP)
        await limiter.process_request(Calls(), (), {}, "editMessageMedia", edit, Urgency.PROGRESS)


async def test_progress_of_many_jobs_leaves_a_group_room_for_what_matters() -> None:
    """However many pictures a group waits for, eight messages of its twenty a minute are not spent on edits."""
    limiter, edits = ChatRateLimiter(), 0
    for _ in range(100):
        if limiter.has_room_for_progress(GROUP):
            await call(limiter, GROUP, Urgency.PROGRESS, what="editMessageMedia")
            edits += 1
    assert edits == 20 - KEPT_FOR_RESULTS + 1
    async with asyncio.timeout(patience(5)):
        for _ in range(KEPT_FOR_RESULTS - 1):
            await call(limiter, GROUP)  # answers
        for _ in range(5):
            await call(limiter, GROUP, Urgency.RESULT)


class Hiccups:
    """A call that fails with these causes, one after the other, and works then."""

    def __init__(self, *causes: type[Exception] | None) -> None:
        self.count, self._causes = 0, list(causes)

    async def __call__(self) -> bool:
        self.count += 1
        if self._causes:
            cause = self._causes.pop(0)
            raise NetworkError("away") from (cause("") if cause else None)
        return True


@pytest.mark.parametrize(
    "causes", [(None, None, None), (httpx.ConnectError,), (httpx.ReadError,), (httpx.ReadError, None)]
)
async def test_an_answer_that_the_network_lost_is_given_again(causes: tuple[type[Exception] | None, ...]) -> None:
    calls = Hiccups(*causes)
    assert await call(ChatRateLimiter(retry_s=0), PRIVATE, calls=calls) is True
    assert calls.count == len(causes) + 1


@pytest.mark.parametrize("what", ["deleteMessage", "getChatMember", "answerCallbackQuery", "setMessageReaction"])
async def test_what_costs_nothing_is_given_again_too_and_waits_for_no_budget(what: str) -> None:
    limiter, calls = ChatRateLimiter(group_per_min=1, retry_s=0, clock=Clock()), Hiccups(None)
    with pytest.raises(RetryAfter):
        await call(limiter, GROUP, Urgency.PROGRESS, Calls(refusals=1, wait_s=30))
    async with asyncio.timeout(patience(5)):
        assert await call(limiter, GROUP, calls=calls, what=what) is True
    assert calls.count == 2


@pytest.mark.parametrize("what", ["answerGuestQuery", "editMessageText"])
async def test_an_answer_without_a_chat_that_the_network_lost_is_given_again(what: str) -> None:
    calls = Hiccups(None)
    assert await ChatRateLimiter(retry_s=0).process_request(calls, (), {}, what, {}, None) is True
    assert calls.count == 2


@pytest.mark.parametrize("what", ["sendChatAction", "getFile", "getMe", "setWebhook", "deleteWebhook"])
async def test_what_is_repeated_elsewhere_or_never_is_made_once(what: str) -> None:
    calls = Hiccups(None)
    with pytest.raises(NetworkError):
        await call(ChatRateLimiter(retry_s=0), PRIVATE, calls=calls, what=what)
    assert calls.count == 1


async def test_what_costs_nothing_is_not_waited_for() -> None:
    """A press is done, and a picture painted, before Telegram takes an answer again."""
    calls = Calls(refusals=1, wait_s=30)
    with pytest.raises(RetryAfter):
        await call(ChatRateLimiter(), PRIVATE, calls=calls, what="answerCallbackQuery")
    assert calls.count == 1


@pytest.mark.parametrize(
    "causes",
    [(httpx.ReadTimeout,), (httpx.ReadError, httpx.ReadError), (None, None, None, None)],
    ids=["it may have arrived", "it may have arrived twice", "enough is enough"],
)
async def test_an_answer_is_not_given_for_ever(causes: tuple[type[Exception] | None, ...]) -> None:
    calls = Hiccups(*causes)
    with pytest.raises(NetworkError):
        await call(ChatRateLimiter(retry_s=0), PRIVATE, calls=calls)
    assert calls.count == len(causes)


@pytest.mark.parametrize("urgency", [Urgency.PROGRESS, Urgency.RESULT])
async def test_only_answers_are_given_again_here(urgency: Urgency) -> None:
    """Progress is skipped, and who sends results knows better what may be repeated."""
    calls = Hiccups(None)
    with pytest.raises(NetworkError):
        await call(ChatRateLimiter(retry_s=0), PRIVATE, urgency, calls)
    assert calls.count == 1
