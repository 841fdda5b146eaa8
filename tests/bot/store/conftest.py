"""A new store for each test, on SQLite and on PostgreSQL, with a clock that stands still."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator

import pytest
import sqlalchemy as sa

from bot.store.store import Store
from tests.support.clock import Clock
from tests.support.postgres import postgres_or_skip


@pytest.fixture
def clock() -> Clock:
    return Clock(1000.0)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def new_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """Return what gives a new database's URL."""
    if request.param == "sqlite":
        yield lambda: f"sqlite:///{tmp_path_factory.mktemp('bot')}/new/folder/bot.sqlite"
        return
    with postgres_or_skip() as server:
        yield lambda: created(server.new_url())


def created(url: str) -> str:
    """Create the database, as the queue does when both are opened."""
    target = sa.make_url(url).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(target.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f'create database "{target.database}"'))
    engine.dispose()
    return url


@pytest.fixture
async def store(new_url: Callable[[], str], clock: Clock) -> AsyncIterator[Store]:
    async with Store(new_url(), keep_s=100, clock=clock) as opened:
        yield opened
