"""bot.running.one_bot: two bots never hand over results from one database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from bot.errors import SettingsError
from bot.running.one_bot import BOT_LOCK, database_of_our_own
from engine.database.opening import WRITER_LOCK
from engine.queue.preparation import prepare
from tests.support.command import started
from tests.support.patience import patience
from tests.support.postgres import PostgresServer, postgres_or_skip
from tests.support.until import until


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with postgres_or_skip() as server:
        yield server


@pytest.fixture
def url(server: PostgresServer) -> str:
    url = server.new_url()
    prepare(url)
    return url


@pytest.mark.postgres
async def test_a_second_bot_on_one_database_refuses_in_one_line(url: str, server: PostgresServer) -> None:
    another = server.new_url()
    prepare(another)
    async with database_of_our_own(url, wait_s=0), database_of_our_own(another, wait_s=0):
        with pytest.raises(SettingsError, match="give each bot a database of its own"):
            async with database_of_our_own(url, wait_s=0):
                pass
    async with database_of_our_own(url, wait_s=0):
        pass


@pytest.mark.postgres
async def test_a_bot_that_takes_over_from_one_that_ends_waits_for_its_end(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.running.one_bot")

    async def take() -> None:
        async with database_of_our_own(url, wait_s=patience(30)):
            pass

    async with database_of_our_own(url):
        taking = asyncio.create_task(take())
        await until(lambda: "waiting for its end" in caplog.text)
    await taking


@pytest.mark.postgres
async def test_a_bot_that_waits_for_the_end_of_another_stops_when_told_to(url: str, tmp_path: Path) -> None:
    async with database_of_our_own(url), started(tmp_path, DATABASE_URL=url) as command:
        await command.writes("waiting for its end")
        assert await command.stop() == 0
    assert "in a browser" not in command.written


def holders(asking: psycopg.Connection) -> list[int]:
    """Return the server's processes that have the lock."""
    ask = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND granted"
    return [pid for (pid,) in asking.execute(ask, [BOT_LOCK]).fetchall()]


@pytest.mark.postgres
async def test_a_session_that_the_server_ends_is_followed_by_one_that_keeps_others_out(url: str) -> None:
    with closing(psycopg.connect(url, autocommit=True)) as asking:
        async with database_of_our_own(url, keep_s=0.01):
            (first,) = holders(asking)
            asking.execute("SELECT pg_terminate_backend(%s)", [first])
            await until(lambda: holders(asking) not in ([], [first]))


@pytest.mark.postgres
async def test_a_bot_whose_lock_another_has_taken_is_told_and_ends_in_one_line(url: str) -> None:
    lost = asyncio.Event()

    async def serve() -> None:
        async with database_of_our_own(url, on_lost=lost.set, keep_s=0.01, again_s=0):
            await lost.wait()

    serving = asyncio.create_task(serve())
    with closing(psycopg.connect(url, autocommit=True)) as asking, closing(psycopg.connect(url)) as another:
        await until(lambda: holders(asking))
        (ours,) = holders(asking)
        taking = asyncio.create_task(asyncio.to_thread(another.execute, f"SELECT pg_advisory_lock({BOT_LOCK})"))
        await until(lambda: is_waited_for(asking))
        asking.execute("SELECT pg_terminate_backend(%s)", [ours])
        await taking
        with pytest.raises(SettingsError, match="give each bot a database of its own"):
            await serving


def is_waited_for(asking: psycopg.Connection) -> bool:
    ask = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"
    return asking.execute(ask, [BOT_LOCK]).fetchone() is not None


async def test_a_database_that_is_away_is_said_and_a_file_is_left_to_its_own_lock() -> None:
    with pytest.raises(SettingsError, match="check that the server in DATABASE_URL runs"):
        async with database_of_our_own("postgresql://ann@127.0.0.1:1/stylegram"):
            pass
    async with database_of_our_own("sqlite:////folder/file.sqlite"):
        pass


def test_writers_and_bots_lock_different_things() -> None:
    assert BOT_LOCK != WRITER_LOCK
