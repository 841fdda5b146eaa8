"""Updates of one chat in order, of different chats in parallel.

Knows nothing of what handlers do. Timers that touch a chat's draft take the same turn: see turn_in.
"""

from __future__ import annotations

import asyncio
import inspect
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

MAX_WAITING_UPDATES = 4096  # in all chats together; a chat's waiting updates must not hold up other chats
REMEMBERED_UPDATES = 4096  # Telegram brings one again when our answer to its webhook was lost on the way


@dataclass(frozen=True, kw_only=True)
class GivenUp:
    """What is not done when the bot ends, in the order in which it came.

    Attributes:
        not_begun: Nothing has come of these, and nothing will.
        in_hand: The handlers of these were running: how far they came is not known.
    """

    not_begun: tuple[Update, ...]
    in_hand: tuple[Update, ...]


class PerChatProcessor(BaseUpdateProcessor):
    """Runs the updates of each chat one after the other."""

    def __init__(self) -> None:
        super().__init__(MAX_WAITING_UPDATES)
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._users: Counter[int] = Counter()
        self._seen: dict[int, None] = {}  # update ids in the order in which they came
        self._held: dict[int, Update] = {}  # by their ids, those that nothing has come of yet
        self._in_hand: dict[int, Update] = {}  # by their ids, those whose handlers are running

    async def initialize(self) -> None:
        """Do nothing; nothing is needed before the first update."""

    async def shutdown(self) -> None:
        """Do nothing; nothing outlives the last update."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Run the update's handlers when it is its turn in its chat; once, however often it comes."""
        try:
            if not isinstance(update, Update):
                await coroutine
            elif not self._has_come_before(update.update_id):
                self.hold(update)  # for good where the bot ends before its turn comes
                async with self.turn_in(update.effective_chat.id if update.effective_chat else 0):
                    if self.let_go(update):
                        await self._handle(update, coroutine)
        finally:
            if inspect.iscoroutine(coroutine):
                coroutine.close()

    async def _handle(self, update: Update, coroutine: Awaitable[Any]) -> None:
        """Run the update's handlers; it stays in hand where they are cancelled, because the bot ends."""
        task = asyncio.current_task()
        self._in_hand[update.update_id] = update
        try:
            await coroutine
        finally:
            if task is None or not task.cancelling():
                self._in_hand.pop(update.update_id, None)

    def hold(self, update: Update) -> None:
        """Count an update among those that nothing has come of yet."""
        self._in_hand.pop(update.update_id, None)
        self._held[update.update_id] = update

    def is_held(self, update: Update) -> bool:
        """Return whether it is among them, and has not been given up."""
        return update.update_id in self._held

    def let_go(self, update: Update) -> bool:
        """Count it among them no more; return whether it was, or has been given up."""
        return self._held.pop(update.update_id, None) is not None

    def give_up(self) -> GivenUp:
        """Return the updates that nothing will come of, and those that something may have come of."""
        given_up = GivenUp(not_begun=_in_order(self._held), in_hand=_in_order(self._in_hand))
        self._held.clear()
        self._in_hand.clear()
        return given_up

    def _has_come_before(self, update_id: int) -> bool:
        if update_id in self._seen:
            return True
        self._seen[update_id] = None
        if len(self._seen) > REMEMBERED_UPDATES:
            del self._seen[next(iter(self._seen))]
        return False

    @asynccontextmanager
    async def turn_in(self, chat_id: int) -> AsyncIterator[None]:
        """Wait for the turn in this chat and hold it. Not to be asked for while it is held."""
        self._users[chat_id] += 1
        try:
            async with self._locks[chat_id]:
                yield
        finally:
            self._users[chat_id] -= 1
            if not self._users[chat_id]:
                del self._users[chat_id], self._locks[chat_id]


def _in_order(updates: dict[int, Update]) -> tuple[Update, ...]:
    """Return updates as they came; one that was held again had moved behind later ones."""
    return tuple(update for _, update in sorted(updates.items()))
