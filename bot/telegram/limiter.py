"""Telegram's limits on messages: who waits, who is skipped, and who goes first.

A group may get 20 messages a minute. Progress is told with what is left of that; a result never waits for it.
Differs from telegram.ext.AIORateLimiter: a refusal in one chat does not stop all others, calls have an urgency, and
an answer that the network has lost is given again.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine
from typing import Any

import httpx
from aiolimiter import AsyncLimiter
from telegram._utils.types import JSONDict
from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import BaseRateLimiter

from bot.telegram.client import Urgency

OVERALL_PER_S = 30  # Telegram's documented limit for a bot
GROUP_PER_MIN = 20  # and for a group
KEPT_FOR_RESULTS = 8  # of a group's 20; progress is skipped when fewer are left
KEPT_FOR_ANSWERS = 15  # of the 30 a second; with many at once, being answered counts more than progress
MAX_WAIT_S = 60  # a call that Telegram puts off for longer is given up; results are tried again later
RETRIES = 3
# Never made again here: nothing is lost with it, or whoever makes it does so.
_ONCE = frozenset({"sendChatAction", "getFile", "getMe", "setWebhook", "deleteWebhook"})
# Costs its chat nothing, and waits for nothing.
_FREE = frozenset({"answerCallbackQuery", "getChatMember", "deleteMessage", "setMessageReaction"})

logger = logging.getLogger(__name__)
_Answer = bool | JSONDict | list[JSONDict]


class ChatRateLimiter(BaseRateLimiter[Urgency]):
    """Spreads calls over time, each chat by itself.

    Args:
        group_per_min: Messages and edits that a group gets a minute.
        retry_s: Seconds before a lost answer is given again; twice that before the next time.
        clock: Seconds that only go forward.
        on_put_off: Told of each call that Telegram put off.
    """

    def __init__(
        self,
        *,
        group_per_min: int = GROUP_PER_MIN,
        retry_s: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
        on_put_off: Callable[[], None] = lambda: None,
    ) -> None:
        self._retry_s = retry_s
        self._overall = AsyncLimiter(OVERALL_PER_S, 1)
        self._group_per_min = group_per_min
        self._groups: defaultdict[int, AsyncLimiter] = defaultdict(lambda: AsyncLimiter(group_per_min, 60))
        self._paused_until: dict[int, float] = {}
        self._clock, self._on_put_off = clock, on_put_off

    async def initialize(self) -> None:
        """Do nothing; nothing is needed before the first call."""

    async def shutdown(self) -> None:
        """Do nothing; nothing outlives the last call."""

    def has_room_for_progress(self, chat_id: int) -> bool:
        """Return whether an edit now would leave enough of the chat's budget for results."""
        if self._paused_until.get(chat_id, 0) > self._clock() or not self._overall.has_capacity(KEPT_FOR_ANSWERS):
            return False
        return chat_id > 0 or self._groups[chat_id].has_capacity(KEPT_FOR_RESULTS)

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, _Answer]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Urgency | None,
    ) -> _Answer:
        """Make the call when its chat may have it; see BaseRateLimiter."""
        if endpoint in _ONCE:
            return await callback(*args, **kwargs)
        chat_id = None if endpoint in _FREE else _chat_id(data)  # whose budget it is made from
        urgency = rate_limit_args or Urgency.USUAL
        for attempt in range(RETRIES + 1):
            if chat_id is not None:
                await self._wait_out(chat_id)
                await self._take(chat_id, urgency, _messages_in(data))
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as refusal:
                wait_s = self._put_off(chat_id, refusal)
                if chat_id is None or urgency is Urgency.PROGRESS or attempt == RETRIES or wait_s > MAX_WAIT_S:
                    raise
                logger.info("Telegram asks to wait %.0f s with %s", wait_s, endpoint)
            except NetworkError as fault:
                if urgency is not Urgency.USUAL or attempt == RETRIES or not _is_lost(fault, attempt):
                    raise
                logger.info("%s failed (%s), attempt %d", endpoint, type(fault).__name__, attempt + 1)
                await asyncio.sleep((attempt + 1) * self._retry_s)
        raise AssertionError("the last attempt returns or raises")

    async def _wait_out(self, chat_id: int) -> None:
        """Wait until Telegram takes calls for the chat again.

        Raises:
            RetryAfter: That is too long for a call to wait.
        """
        left_s = self._paused_until.get(chat_id, 0) - self._clock()
        if left_s > MAX_WAIT_S:
            raise RetryAfter(math.ceil(left_s))
        await asyncio.sleep(max(0.0, left_s))

    def _put_off(self, chat_id: int | None, refusal: RetryAfter) -> float:
        """Let the chat's next calls wait as long as Telegram asks; return the seconds."""
        self._on_put_off()
        wait_s = retry_after_s(refusal)
        if chat_id is not None:
            self._pause(chat_id, wait_s)
        return wait_s

    async def _take(self, chat_id: int, urgency: Urgency, messages: int) -> None:
        await self._overall.acquire(messages)
        if chat_id > 0:
            return
        group, messages = self._groups[chat_id], min(messages, self._group_per_min)
        if urgency is not Urgency.RESULT or group.has_capacity(messages):
            await group.acquire(messages)

    def _pause(self, chat_id: int, wait_s: float) -> None:
        now = self._clock()
        self._paused_until = {chat: until for chat, until in self._paused_until.items() if until > now}
        self._paused_until[chat_id] = now + wait_s
        if len(self._groups) > 1024:  # forget groups whose budget is full again
            full = [chat for chat, group in self._groups.items() if group.has_capacity(self._group_per_min)]
            for chat in full:
                del self._groups[chat]


def retry_after_s(refusal: RetryAfter) -> float:
    """Return the seconds that Telegram asks to wait, with a moment on top."""
    return refusal._retry_after.total_seconds() + 0.1  # the public attribute warns of its coming change of type


def _is_lost(fault: NetworkError, attempt: int) -> bool:
    """Return whether a call is to be made again: a refusal is final, and what may have arrived is doubted once."""
    if isinstance(fault, BadRequest) or isinstance(fault.__cause__, httpx.ReadTimeout):
        return False
    return attempt == 0 or not isinstance(fault.__cause__, (httpx.ReadError, httpx.RemoteProtocolError))


def _messages_in(data: dict[str, Any]) -> int:
    """Return what Telegram charges a call as: each picture of an album is a message."""
    media = data.get("media")
    return len(media) if isinstance(media, (list, tuple)) else 1


def _chat_id(data: dict[str, Any]) -> int | None:
    try:
        return int(data["chat_id"])
    except (KeyError, TypeError, ValueError):
        return None
