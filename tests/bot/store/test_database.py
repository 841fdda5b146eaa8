"""The one thread that talks to the database: how long it may take, and how a refusal reads."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.errors import StoreUnavailable
from bot.store.database import Database
from engine.database.outage import DATABASE_AWAY
from tests.support.postgres import postgres_or_skip


def fault_of(kind: type[Exception]) -> Exception:
    """Return a fault as SQLAlchemy raises it."""
    is_from_driver = issubclass(kind, sa.exc.DBAPIError)
    return kind("select 1", {}, Exception("connection lost\n\tat a place")) if is_from_driver else kind("lost")


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
            assert await database.run(lambda c: c.exec_driver_sql("show statement_timeout").scalar()) == "3s"
