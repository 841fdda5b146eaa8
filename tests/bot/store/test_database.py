"""The one thread that talks to the database: how long it may take, and how a refusal reads."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.errors import StoreUnavailable
from bot.store.database import Database
from bot.store.store import Store
from engine.database.outage import DATABASE_AWAY
from tests.support.patience import patience
from tests.support.postgres import postgres_or_skip


def fault_of(kind: type[Exception]) -> Exception:
    """Return a fault as SQLAlchemy raises it."""
    is_from_driver = issubclass(kind, sa.exc.DBAPIError)
    return kind("select 1", {}, Exception("connection lost\n\tat a place")) if is_from_driver else kind("lost")


@contextlib.contextmanager
def written_by_another(file: Path) -> Iterator[None]:
    """Hold the file's lock as a writer does that stands still."""
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


def write(connection: sa.Connection) -> None:
    connection.exec_driver_sql("DELETE FROM bot_switches")


async def test_who_waits_behind_others_is_answered_as_soon_as_they_are(tmp_path: Path) -> None:
    """Each would wait for the lock anew, and the second be given up while it waits."""
    async with Database(f"sqlite:///{tmp_path}/bot.sqlite", patience_s=1) as database:
        with written_by_another(tmp_path / "bot.sqlite"):
            calls = [database.run(write) for _ in range(3)]
            refusals = await asyncio.gather(*calls, return_exceptions=True)
    assert ["locked" in str(refusal) for refusal in refusals] == [True] * 3


async def test_clean_up_lets_nobody_wait_for_a_lock(tmp_path: Path) -> None:
    """The next one is due in minutes; what people do stands behind it."""
    async with Store(f"sqlite:///{tmp_path}/bot.sqlite") as store:
        with written_by_another(tmp_path / "bot.sqlite"), pytest.raises(StoreUnavailable, match="locked"):
            async with asyncio.timeout(patience(5)):
                await store.delete_old()


async def test_patience_of_one_is_not_that_of_the_next(tmp_path: Path) -> None:
    def patience_ms(connection: sa.Connection) -> int:
        return int(connection.exec_driver_sql("PRAGMA busy_timeout").scalar() or 0)

    async with Database(f"sqlite:///{tmp_path}/bot.sqlite", patience_s=60) as database:
        assert await database.run(patience_ms, patience_s=1) <= 1000
        assert await database.run(patience_ms) > 30_000


async def test_a_database_that_never_answers_is_given_up(tmp_path: Path) -> None:
    answer = threading.Event()
    async with Database(f"sqlite:///{tmp_path}/bot.sqlite", patience_s=0.2) as database:
        with pytest.raises(StoreUnavailable, match="timeout"):
            await database.run(lambda c: answer.wait(20))
        answer.set()


@pytest.mark.parametrize("kind", DATABASE_AWAY)
async def test_whatever_takes_the_database_away_is_a_named_error(tmp_path: Path, kind: type[Exception]) -> None:
    def fail(connection: sa.Connection) -> None:
        raise fault_of(kind)

    async with Database(f"sqlite:///{tmp_path}/bot.sqlite") as database:
        with pytest.raises(StoreUnavailable):
            await database.run(fail)


async def test_a_refusal_is_one_line_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnavailable, match=r"^The database does not answer \(.*\): check DATA_DIR.*\.$"):
        async with Database(f"sqlite:///{tmp_path}/file/bot.sqlite"):
            pass


@pytest.mark.postgres
async def test_a_statement_on_postgresql_has_a_time_limit() -> None:
    with postgres_or_skip() as server:
        url = str(sa.make_url(server.new_url()).set(database="postgres"))
        async with Database(url, patience_s=3) as database:
            limit = "select setting::int from pg_settings where name = 'statement_timeout'"
            assert 2500 < (await database.run(lambda c: c.exec_driver_sql(limit).scalar()) or 0) <= 3000
            with pytest.raises(StoreUnavailable, match="timeout"):
                await database.run(lambda c: c.exec_driver_sql("select pg_sleep(9)"), patience_s=0.1)
