"""Waiting for a fact that has no event of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from tests.support.patience import patience


async def until(fact: Callable[[], object], within_s: float = 10.0) -> None:
    """Wait for a fact of this process."""
    async with asyncio.timeout(patience(within_s)):
        while not fact():  # noqa: ASYNC110  (turns of the loop, not a time)
            await asyncio.sleep(0)


async def eventually(fact: Callable[[], Awaitable[Any]], within_s: float = 15.0) -> None:
    """Wait until the fact, a coroutine function that asks another process or thread, returns something true."""
    async with asyncio.timeout(patience(within_s)):
        while not await fact():  # noqa: ASYNC110 (the fact is elsewhere)
            await asyncio.sleep(0.01)
