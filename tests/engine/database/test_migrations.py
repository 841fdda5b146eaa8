"""engine.database.migrations: a database of yesterday becomes one of today, and one of tomorrow is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.errors import StoreUnavailable
from bot.store.store import Store
from engine.database.migrations import NewerSchema, bring_up_to_date
from engine.errors import QueueUnavailable
from engine.queue.job_queue import JobQueue

OLD = sa.MetaData()
sa.Table("pictures", OLD, sa.Column("id", sa.Integer, primary_key=True))
NEW = sa.MetaData()
sa.Table("pictures", NEW, sa.Column("id", sa.Integer, primary_key=True), sa.Column("title", sa.Text))
sa.Table("frames", NEW, sa.Column("id", sa.Integer, primary_key=True))


def add_title(connection: sa.Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE pictures ADD COLUMN title TEXT")


@pytest.fixture
def engine() -> sa.Engine:
    return sa.create_engine("sqlite://", poolclass=sa.StaticPool)


def columns(engine: sa.Engine) -> set[str]:
    return {column["name"] for column in sa.inspect(engine).get_columns("pictures")}


@pytest.mark.parametrize("has_version", [False, True], ids=["made before versions were kept", "made by version 1"])
def test_tables_of_yesterday_are_changed_once_and_keep_their_rows(engine: sa.Engine, has_version: bool) -> None:
    with engine.begin() as connection:
        if has_version:
            bring_up_to_date(connection, "shop", OLD)
        OLD.create_all(connection)
        connection.exec_driver_sql("INSERT INTO pictures (id) VALUES (7)")
    for _ in range(2):
        with engine.begin() as connection:
            bring_up_to_date(connection, "shop", NEW, [add_title])
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT id, title FROM pictures").all() == [(7, None)]
    assert sa.inspect(engine).has_table("frames")


def test_new_database_has_todays_tables_at_once(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        bring_up_to_date(connection, "shop", NEW, [add_title])
    assert columns(engine) == {"id", "title"}


def test_tables_of_tomorrow_are_refused_and_left_alone(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        bring_up_to_date(connection, "shop", NEW, [add_title])
    with pytest.raises(NewerSchema, match=r"shop tables of a later Stylegram \(version 2, this one knows 1\): update"):  # noqa: SIM117
        with engine.begin() as connection:
            bring_up_to_date(connection, "shop", OLD)
    assert columns(engine) == {"id", "title"}


def test_sets_of_tables_in_one_database_have_versions_of_their_own(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        bring_up_to_date(connection, "shop", NEW, [add_title])
        bring_up_to_date(connection, "house", OLD)
        bring_up_to_date(connection, "shop", NEW, [add_title])


async def test_queue_and_drafts_of_a_later_version_are_named_when_opened(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/stylegram.sqlite"
    async with JobQueue(url), Store(url):
        pass
    with sa.create_engine(url).begin() as connection:
        connection.exec_driver_sql("UPDATE schema_versions SET version = 99")
    with pytest.raises(QueueUnavailable, match="update Stylegram"):
        await JobQueue(url).__aenter__()
    with pytest.raises(StoreUnavailable, match="update Stylegram"):
        await Store(url).__aenter__()
