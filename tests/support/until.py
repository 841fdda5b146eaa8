"""Waiting for a fact that has no event of its own."""

import asyncio
from collections.abc import Callable


async def until(fact: Callable[[], object], timeout_s: float = 10.0) -> None:
    async with asyncio.timeout(timeout_s):
        while not fact():  # noqa: ASYNC110  (turns of the loop, not a time)
            await asyncio.sleep(0)
