"""A damaged database and a disk that takes no writes: one line that says what to do."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from engine.database.outage import explained
from engine.errors import QueueUnavailable
from engine.queue.job_queue import JobQueue
from tests.support.postgres import postgres_or_skip


async def test_a_malformed_file_names_its_remedy_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "queue.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE jobs (id)")
    connection.close()
    path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 4096)
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 200)  # the first page's tree
    with pytest.raises(QueueUnavailable, match=r"malformed.*move it and those beside it .* restore a backup"):
        async with JobQueue(f"sqlite:///{path}"):
            pass


@pytest.mark.postgres
async def test_a_user_who_may_not_make_tables_is_named_at_the_start() -> None:
    with postgres_or_skip() as server:
        url = make_url(server.new_url())
        with sa.create_engine(
            url.set(drivername="postgresql+psycopg", database="postgres"), isolation_level="AUTOCOMMIT"
        ).connect() as connection:
            connection.exec_driver_sql("CREATE ROLE painter LOGIN")
            connection.exec_driver_sql(f'CREATE DATABASE "{url.database}"')
        with pytest.raises(QueueUnavailable, match=r"permission denied for .*: let the user of DATABASE_URL own"):
            async with JobQueue(url.set(username="painter").render_as_string(hide_password=False)):
                pass


async def test_a_file_that_breaks_while_it_is_open_names_its_remedy(tmp_path: Path) -> None:
    path = tmp_path / "queue.sqlite"
    async with JobQueue(f"sqlite:///{path}") as queue:
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * (size - 4096))
        queue._engine.dispose()
        with pytest.raises(QueueUnavailable, match=r"malformed.*restore a backup"):
            await queue.probe()


def test_a_read_only_disk_names_its_remedy() -> None:
    error = OSError(30, "Read-only file system")
    assert "mount the disk where the database lies writable" in explained(error)
