"""What the bot does again and again goes on whatever the database says."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa

from bot.running.at_work import _again_and_again
from tests.support.until import until


async def test_a_chore_outlives_what_nobody_foresaw_and_says_it_once(caplog: pytest.LogCaptureFixture) -> None:
    calls = 0

    async def chore() -> None:
        nonlocal calls
        calls += 1
        if calls < 3:
            raise sa.exc.ProgrammingError("SELECT", None, Exception('relation "jobs" does not exist'))

    task = asyncio.create_task(_again_and_again(chore, 0.0))
    await until(lambda: calls > 3)
    task.cancel()
    await asyncio.wait([task])
    assert [record.getMessage() for record in caplog.records] == ["Clean-up waits, for an unforeseen reason"]
    assert caplog.records[0].exc_info is not None
