"""Updates of one chat in order, of different chats in parallel.

Knows nothing of what handlers do. Timers that touch a chat's draft take the same turn: see turn_in.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

MAX_WAITING_UPDATES = 4096  # in all chats together; a chat's waiting updates must not hold up other chats


class PerChatProcessor(BaseUpdateProcessor):
    """Runs the updates of each chat one after the other."""

    def __init__(self, max_concurrent_updates: int = MAX_WAITING_UPDATES) -> None:
        super().__init__(max_concurrent_updates)
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._users: Counter[int] = Counter()

    async def initialize(self) -> None:
        """Do nothing; nothing is needed before the first update."""

    async def shutdown(self) -> None:
        """Do nothing; nothing outlives the last update."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Run the update's handlers when it is its turn in its chat."""
        chat = update.effective_chat if isinstance(update, Update) else None
        async with self.turn_in(chat.id if chat else 0):
            await coroutine

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
