"""A damaged database and a disk that takes no writes: one line that says what to do."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from engine.database.outage import explained
from engine.errors import QueueUnavailable
from engine.queue.job_queue import JobQueue


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
