"""What the bot does again and again goes on whatever the database says."""

from __future__ import annotations

import asyncio
import contextlib
from types import SimpleNamespace
from typing import cast

import pytest
import sqlalchemy as sa

from bot.errors import SettingsError, StoreUnavailable
from bot.handlers.services import Services
from bot.intervals import Pace
from bot.running.at_work import _again_and_again, at_work
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


class Part(contextlib.AsyncExitStack):
    """A part of the bot that begins and ends without doing anything."""

    def start(self) -> None:
        pass

    async def nothing(self) -> None:
        pass

    load = resume = stop = maintain = delete_old = nothing


class CannotRead(Part):
    async def load(self) -> None:
        raise StoreUnavailable("The database does not answer (it is locked): end the program that holds it open.")


async def test_a_database_that_goes_away_at_the_start_is_one_line() -> None:
    names = ("watch", "queue", "intake", "downloads", "collect", "waiting", "short_lived")
    parts = SimpleNamespace(pace=Pace(), operator=CannotRead(), **{name: Part() for name in names})
    with pytest.raises(SettingsError, match="end the program that holds it open"):
        async with at_work(cast(Services, parts)):
            pass
