"""engine.queue.watch: one look for all who watch."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from engine.queue.watch import Watchers
from tests.support.patience import patience
from tests.support.until import eventually


class Board:
    """What a look shows, and how often somebody looked."""

    def __init__(self, **numbers: int) -> None:
        self.numbers: dict[str, int] = numbers
        self.looks = 0
        self.fault: Exception | None = None

    async def was_looked_at(self) -> bool:
        return self.looks > 3

    async def look(self) -> Mapping[str, int] | None:
        self.looks += 1
        if self.fault:
            raise self.fault
        return dict(self.numbers)


async def test_watcher_waits_for_the_next_iterate() -> None:
    board = Board(a=1)
    watchers = Watchers(board.look, poll_s=0.001)
    with watchers.watching():
        waiting = asyncio.create_task(watchers.news("a", seen=1))
        await eventually(board.was_looked_at)
        assert not waiting.done()
        board.numbers["a"] = 2
        async with asyncio.timeout(patience(5)):
            await waiting


async def test_job_that_is_not_unfinished_is_news() -> None:
    watchers = Watchers(Board().look, poll_s=0.001)
    with watchers.watching():
        async with asyncio.timeout(patience(5)):
            await watchers.news("gone", seen=7)


async def nobody_is_at_work() -> bool:
    return asyncio.all_tasks() == {asyncio.current_task()}


async def test_nobody_looks_while_nobody_watches() -> None:
    board = Board()
    watchers = Watchers(board.look, poll_s=0.001)
    with watchers.watching():
        await watchers.news("a", seen=0)
    await eventually(nobody_is_at_work)
    with watchers.watching():
        async with asyncio.timeout(patience(5)):
            await watchers.news("a", seen=0)


async def test_look_that_fails_is_not_waited_for() -> None:
    board = Board(a=0)
    watchers = Watchers(board.look, poll_s=0.001)
    with watchers.watching():
        waiting = [asyncio.create_task(watchers.news("a", seen=0)) for _ in range(3)]
        await asyncio.sleep(0)
        board.fault = ValueError("a mistake")
        for watcher in waiting:
            with pytest.raises(ValueError, match="a mistake"):
                async with asyncio.timeout(patience(5)):
                    await watcher
