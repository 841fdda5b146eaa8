"""A backup holds everything, replaces nothing, and comes back only where no bot runs."""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.running.backup import BESIDE, backup, finish_restore, restore, run
from bot.running.folder import file_of_our_own, folder_of_our_own
from bot.settings import Settings
from bot.store.store import Store
from engine.queue.job_queue import JobQueue
from tests.support.fakes import style_request


@pytest.fixture
async def settings(tmp_path: Path) -> AsyncIterator[Settings]:
    """Settings whose database has a job, and is still open."""
    chosen = Settings(data_dir=tmp_path / "data")
    async with JobQueue(chosen.database_url) as queue, Store(chosen.database_url):
        await queue.submit(style_request(), job_id="mine", owner="ann", group="g", ticket={})
        yield chosen


def jobs_in(settings: Settings) -> list[str]:
    with sqlite3.connect(settings.data_dir / "stylegram.sqlite") as database:
        return [job_id for (job_id,) in database.execute("SELECT id FROM jobs ORDER BY number")]


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_what_is_in_the_database_comes_back(settings: Settings, tmp_path: Path) -> None:
    backup(settings, tmp_path / "kept")
    there = Settings(data_dir=tmp_path / "elsewhere")
    restore(there, tmp_path / "kept")
    assert jobs_in(there) == ["mine"]
    async with JobQueue(there.database_url) as queue:
        assert (await queue.request_of("mine")).content_image == style_request().content_image


async def test_a_backup_is_one_file_for_its_owner_alone(settings: Settings, tmp_path: Path) -> None:
    backup(settings, tmp_path / "kept")
    assert names_in(tmp_path) == ["data", "kept"]
    assert (tmp_path / "kept").stat().st_mode & 0o077 == 0


async def test_a_file_that_exists_is_not_overwritten(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("precious")
    with pytest.raises(SettingsError, match="not overwritten"):
        backup(settings, tmp_path / "kept")
    assert (tmp_path / "kept").read_text() == "precious"


async def test_what_was_there_is_moved_aside(settings: Settings, tmp_path: Path) -> None:
    backup(settings, tmp_path / "kept")
    said = restore(settings, tmp_path / "kept")
    aside = Path(said.rpartition("is now ")[2].rstrip("."))
    with sqlite3.connect(aside) as before:
        assert before.execute("SELECT count(*) FROM jobs").fetchone() == (1,)
    assert jobs_in(settings) == ["mine"]


async def test_nothing_is_restored_under_a_running_bot(settings: Settings, tmp_path: Path) -> None:
    backup(settings, tmp_path / "kept")
    with folder_of_our_own(settings.data_dir), pytest.raises(SettingsError, match="stop it first"):
        restore(settings, tmp_path / "kept")


async def test_nothing_is_restored_under_a_running_bot_of_another_folder(settings: Settings, tmp_path: Path) -> None:
    backup(settings, tmp_path / "kept")
    there = dataclasses.replace(settings, data_dir=tmp_path / "elsewhere")
    with file_of_our_own(settings.database_url), pytest.raises(SettingsError, match="stop it first"):
        restore(there, tmp_path / "kept")
    assert jobs_in(settings) == ["mine"]


@pytest.mark.parametrize("content", [b"no database at all" * 99, b""])
async def test_what_is_no_backup_is_not_restored(settings: Settings, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd").write_bytes(content)
    with pytest.raises(SettingsError, match="odd"):
        run(settings, "restore", tmp_path / "odd")
    assert jobs_in(settings) == ["mine"]


async def test_a_damaged_backup_is_not_restored(settings: Settings, tmp_path: Path) -> None:
    backup(settings, tmp_path / "kept")
    whole = (tmp_path / "kept").read_bytes()
    (tmp_path / "kept").write_bytes(whole[:4096] + b"x" * (len(whole) // 2))
    with pytest.raises(SettingsError, match="kept"):
        run(settings, "restore", tmp_path / "kept")
    assert jobs_in(settings) == ["mine"]


@pytest.mark.parametrize(("word", "program"), [("backup", "pg_dump"), ("restore", "pg_restore")])
def test_for_postgresql_its_own_programs_are_named(tmp_path: Path, word: str, program: str) -> None:
    settings = Settings(data_dir=tmp_path, database_url="postgresql://me:s3cret@host/name")
    with pytest.raises(SettingsError, match=program) as refused:
        run(settings, word, tmp_path / "kept")
    assert "s3cret" not in str(refused.value)


async def test_a_disk_without_links_takes_a_backup_too(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """exFAT, as on most sticks."""

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr("os.link", refuse)
    backup(settings, tmp_path / "kept")
    assert names_in(tmp_path) == ["data", "kept"]


class Killed(BaseException):
    """What kill -9 does: nothing answers it."""


async def killed_restore(settings: Settings, kept: Path, monkeypatch: pytest.MonkeyPatch, renames: int) -> Path:
    """Restore over a database with one more job, killed after so many renames; return its folder."""
    backup(settings, kept)
    async with JobQueue(settings.database_url) as queue:
        await queue.submit(style_request(), job_id="later", owner="ann", group="g", ticket={})
    left = iter(range(renames))
    rename = Path.rename

    def until_killed(path: Path, target: Path | str) -> Path:
        if next(left, None) is None:
            raise Killed
        return rename(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", until_killed)
        with pytest.raises(Killed):
            restore(settings, kept)
    return settings.data_dir


async def test_restore_killed_before_anything_is_moved_is_undone(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = await killed_restore(settings, tmp_path / "kept", monkeypatch, renames=0)
    before = [name for name in names_in(folder) if "restoring" not in name]
    finish_restore(settings)
    assert jobs_in(settings) == ["mine", "later"]
    assert names_in(folder) == before


@pytest.mark.parametrize("renames", range(1, len(BESIDE) + 1))
async def test_restore_killed_between_its_renames_is_finished(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renames: int
) -> None:
    """The write-ahead log of what was there would damage what was restored."""
    folder = await killed_restore(settings, tmp_path / "kept", monkeypatch, renames)
    finish_restore(settings)
    assert jobs_in(settings) == ["mine"]
    (aside,) = folder.glob("stylegram.sqlite.*[0-9]")
    with sqlite3.connect(aside) as before:
        assert before.execute("SELECT count(*) FROM jobs").fetchone() == (2,)
    assert not list(folder.glob("*restoring*"))


@pytest.mark.parametrize("content", ["", "CREATE TABLE begun (number)"])
async def test_a_database_that_was_begun_after_a_killed_restore_does_not_undo_it(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    """SQLite leaves an empty file for whoever only looks, a worker leaves one with tables of its own."""
    folder = await killed_restore(settings, tmp_path / "kept", monkeypatch, renames=3)
    (folder / "stylegram.sqlite").touch()
    with contextlib.closing(sqlite3.connect(folder / "stylegram.sqlite")) as begun:
        begun.executescript(content)
    finish_restore(settings)
    assert jobs_in(settings) == ["mine"]
    sizes = [file.stat().st_size for file in folder.glob("stylegram.sqlite.*[0-9]")]
    assert (len(sizes), 0 in sizes) == (2 if content else 1, False)  # what was there before is not replaced


async def test_the_next_restore_finishes_a_killed_one_first(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await killed_restore(settings, tmp_path / "kept", monkeypatch, renames=2)
    assert "What was there is now" in restore(settings, tmp_path / "kept")
    assert jobs_in(settings) == ["mine"]
