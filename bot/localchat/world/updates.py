"""The bot's updates: queued until it has confirmed them, handed out by long polling.

One poller at a time, as with Telegram: a second getUpdates ends the first one with 409.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any

from bot.localchat.world.errors import conflict

KINDS_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})  # Bot API, getUpdates
MAX_LIMIT = 100  # Bot API, getUpdates
MAX_TIMEOUT_S = 50.0  # what Telegram really waits at most

Update = dict[str, Any]


class UpdateQueue:
    """Updates not yet confirmed, and the one poller that waits for more."""

    def __init__(self, first_id: int = 1) -> None:
        self._pending: deque[Update] = deque()
        self._next_id = first_id
        self._allowed: frozenset[str] = frozenset()
        self._waiting: asyncio.Future[bool] | None = None
        self.webhook: dict[str, Any] = {}

    @property
    def pending(self) -> tuple[Update, ...]:
        """The updates that no offset has confirmed yet."""
        return tuple(self._pending)

    @property
    def is_polled(self) -> bool:
        """Whether somebody waits for updates at this moment."""
        return self._waiting is not None

    @property
    def allowed(self) -> list[str]:
        """The kinds asked for; empty means Telegram's default."""
        return sorted(self._allowed)

    def allow(self, kinds: Sequence[str] | None) -> None:
        """Queue only these kinds from now on; None keeps what was asked for before."""
        if kinds is not None:
            self._allowed = frozenset(kinds)

    def add(self, kind: str, content: dict[str, Any]) -> None:
        """Queue an update, unless its kind is not asked for, and wake the poller."""
        wanted = kind in self._allowed if self._allowed else kind not in KINDS_ON_REQUEST
        if not wanted:
            return
        self._pending.append({"update_id": self._next_id, kind: content})
        self._next_id += 1
        self._wake(is_conflict=False)

    def restore(self, updates: Sequence[Update]) -> None:
        """Queue updates that an earlier run has left unconfirmed; their ids are below the new ones."""
        self._pending.extendleft(reversed(updates))

    def clear(self) -> None:
        """Drop every pending update."""
        self._pending.clear()

    async def poll(self, *, offset: int, limit: int, timeout_s: float) -> list[Update]:
        """Return pending updates, waiting for the first one; those below the offset are confirmed.

        Raises:
            Refused: A webhook is set, or another poll began while this one waited.
        """
        if self.webhook:
            raise conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        self._wake(is_conflict=True)
        self._confirm(offset)
        if not self._pending and timeout_s > 0:
            await self._wait(min(timeout_s, MAX_TIMEOUT_S))
        return list(self._pending)[: max(1, min(limit, MAX_LIMIT))]

    def _confirm(self, offset: int) -> None:
        if offset < 0:  # the last -offset updates; those before them are forgotten
            while len(self._pending) > -offset:
                self._pending.popleft()
        while self._pending and self._pending[0]["update_id"] < offset:
            self._pending.popleft()

    async def _wait(self, timeout_s: float) -> None:
        waiting = asyncio.get_running_loop().create_future()
        self._waiting = waiting
        try:
            async with asyncio.timeout(timeout_s):
                is_conflict = await waiting
        except TimeoutError:
            is_conflict = False
        finally:
            if self._waiting is waiting:
                self._waiting = None
        if is_conflict:
            raise conflict("terminated by other getUpdates request; make sure that only one bot instance is running")

    def _wake(self, *, is_conflict: bool) -> None:
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(is_conflict)
