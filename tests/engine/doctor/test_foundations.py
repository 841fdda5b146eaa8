"""Python, memory, disk, database and clock, each well and not."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from engine.doctor import foundations
from engine.queue.preparation import prepare
from tests.support.postgres import postgres_or_skip


def test_an_old_python_is_named() -> None:
    assert foundations.python((3, 11)).is_well
    assert foundations.python((3, 10)).remedy == "Stylegram needs 3.11 or newer"


def test_little_memory_is_named() -> None:
    assert foundations.memory(2 * 2**30).is_well
    assert "container" in (foundations.memory(2**28).remedy or "")


def test_a_folder_that_is_not_there_yet_is_judged_by_the_one_above(tmp_path: Path) -> None:
    found = foundations.disk(tmp_path / "new" / "folder")
    assert "free in" in found.said
    assert not (tmp_path / "new").exists()


def test_looking_makes_no_database(tmp_path: Path) -> None:
    found = foundations.database(f"sqlite:///{tmp_path}/new.sqlite")
    assert (found.is_well, list(tmp_path.iterdir())) == (True, [])


def test_looking_leaves_nothing_in_a_database(tmp_path: Path) -> None:
    file = tmp_path / "there.sqlite"
    with sqlite3.connect(file) as before:
        before.execute("CREATE TABLE mine (x)")
    found = foundations.database(f"sqlite:///{file}")
    with sqlite3.connect(file) as after:
        tables = [name for (name,) in after.execute("SELECT name FROM sqlite_master")]
    assert (found.is_well, tables) == (True, ["mine"])


def test_a_file_that_is_no_database_names_its_remedy(tmp_path: Path) -> None:
    file = tmp_path / "odd.sqlite"
    file.write_bytes(b"this is not a database " * 100)
    assert "another path" in (foundations.database(f"sqlite:///{file}").remedy or "")


def test_a_locked_database_is_no_well_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foundations, "PATIENCE_S", 0.1)
    holder = sqlite3.connect(tmp_path / "held.sqlite", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    found = foundations.database(f"sqlite:///{tmp_path}/held.sqlite")
    holder.close()
    assert "end the program that holds it open" in (found.remedy or "")


@pytest.mark.parametrize("url", ["nonsense", "mysql://me:s3cret@host/name", "postgresql://me:s3cret@host:port/name"])
def test_an_address_that_is_none_is_answered_with_one_and_not_repeated(url: str) -> None:
    found = foundations.database(url)
    assert "write sqlite:" in (found.remedy or "")
    assert "s3cret" not in found.line()


def test_a_host_that_has_no_address_is_named() -> None:
    assert "the host's name in DATABASE_URL" in (
        foundations.database("postgresql://me@no.such.host.invalid/x").remedy or ""
    )


def test_a_server_that_is_away_shows_no_password() -> None:
    found = foundations.database("postgresql://me:s3cret@127.0.0.1:1/none")
    assert not found.is_well
    assert "s3cret" not in found.line()


def test_clocks_that_differ_are_named() -> None:
    assert foundations.skew("clock", -4.9, "the database's").is_well
    assert "NTP" in (foundations.skew("clock", 5.1, "the database's").remedy or "")


@pytest.mark.postgres
def test_a_servers_database_and_clock_are_looked_at(tmp_path: Path) -> None:
    with postgres_or_skip() as server:
        url = server.new_url()
        prepare(url)
        found = {finding.name: finding for finding in foundations.findings(url, tmp_path)}
    assert found["database"].said.endswith("answers and takes what is written")
    assert float(found["clock"].said.split()[0]) < foundations.MOST_SKEW_S
