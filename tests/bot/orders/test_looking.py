"""The loop that looks for work: what it outlives, and what it says of it."""

from __future__ import annotations

import asyncio

from bot.background import end
from bot.orders.looking import look_again_and_again
from tests.support.hurry import HURRY
from tests.support.until import until


async def test_looks_that_fail_are_told_once_in_a_row_and_the_next_is_made() -> None:
    told, looks = [], 0

    async def look() -> int:
        nonlocal looks
        looks += 1
        if looks in (1, 2, 4):
            raise ValueError(looks)
        return 0

    looking = asyncio.create_task(look_again_and_again(look, asyncio.Event(), HURRY, told.append))
    await until(lambda: looks > 5)
    await end(looking)
    assert [fault.args for fault in told] == [(1,), (4,)]
