"""`python -m bot backup FILE` and `python -m bot restore FILE`: SQLite's own online backup, whole or not at all.

For PostgreSQL there is pg_dump. The chat page's memory (DATA_DIR/localchat) plays Telegram's part and is not in it.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import time
from pathlib import Path

from sqlalchemy import make_url

from bot.errors import SettingsError
from bot.running.folder import folder_of_our_own
from bot.settings import Settings

BESIDE = ("", "-wal", "-shm")  # the files that are one database
PATIENCE_S = 30.0  # for a writer's lock


def run(settings: Settings, word: str, file: Path) -> int:
    """Do what the word says and print what was done in one line; return the exit status.

    Raises:
        SettingsError: It cannot be done; the message says what to do instead.
    """
    try:
        said = backup(settings, file) if word == "backup" else restore(settings, file)
    except sqlite3.Error as fault:
        raise SettingsError(f"{file} or the database cannot be used ({fault}); check both, and the disk.") from None
    except OSError as fault:
        raise SettingsError(f"{fault.filename or file} cannot be used ({fault.strerror}).") from None
    sys.stdout.write(f"{said}\n")
    return 0


def backup(settings: Settings, file: Path) -> str:
    """Write the database into a new file, also while the bot and its workers run; return what to say.

    Raises:
        SettingsError: The file exists, there is no database yet, or it is PostgreSQL.
    """
    database = _database(settings, "pg_dump --format=custom --file=FILE DATABASE_URL")
    if not database.exists():
        raise SettingsError(f"There is no database at {database} yet; check DATA_DIR.")
    if file.exists():
        raise SettingsError(f"{file} exists and is not overwritten; name another file.")
    _copy(database, file)
    return f"Wrote {file} ({file.stat().st_size / 2**20:.1f} MB). It holds people's pictures: keep it as private."


def restore(settings: Settings, file: Path) -> str:
    """Put a backup in the database's place while no bot runs; what is there is moved aside; return what to say.

    Raises:
        SettingsError: A bot runs, the file is no sound backup, or the database is PostgreSQL.
    """
    database = _database(settings, "pg_restore --clean --if-exists --dbname=DATABASE_URL FILE")
    with folder_of_our_own(settings.data_dir):
        _check(file)
        new = database.with_name(f"{database.name}.new")
        new.unlink(missing_ok=True)
        _copy(file, new)
        aside = _move_aside(database)
        new.rename(database)
    return f"Restored {database} from {file}." + (f" What was there is now {aside}." if aside else "")


def _database(settings: Settings, instead: str) -> Path:
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite":
        raise SettingsError(f"This is for SQLite; for PostgreSQL: {instead}")
    return Path(url.database or "")


def _copy(source: Path, target: Path) -> None:
    """Copy a database that may be in use; the target appears whole or not at all, and readable to its owner alone."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL, 0o600))
        with _opened(source) as reading, contextlib.closing(sqlite3.connect(part)) as writing:
            reading.backup(writing)
            writing.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        _name(part, target)
    finally:
        part.unlink(missing_ok=True)


def _name(part: Path, target: Path) -> None:
    """Give the file its name; a link never overwrites, a rename is for disks without links (exFAT, as on sticks)."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:
        part.rename(target)


def _check(file: Path) -> None:
    """Refuse what is no sound database of this program."""
    if not file.is_file():
        raise SettingsError(f"There is no file {file}.")
    with _opened(file) as database:
        (said,) = database.execute("PRAGMA quick_check(1)").fetchone()
        if said != "ok":
            raise SettingsError(f"{file} is damaged ({said}); take another backup.")
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"jobs", "bot_drafts"} <= tables:
        raise SettingsError(f"{file} is no backup of Stylegram's.")


def _opened(file: Path) -> contextlib.closing[sqlite3.Connection]:
    """Open a database for reading alone."""
    return contextlib.closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=PATIENCE_S))


def _move_aside(database: Path) -> Path | None:
    """Give the database's files another name; return it, or None where there was none."""
    if not database.exists():
        return None
    aside = database.with_name(f"{database.name}.{time.strftime('%Y%m%d-%H%M%S')}")
    for suffix in BESIDE:
        with contextlib.suppress(FileNotFoundError):
            Path(f"{database}{suffix}").rename(f"{aside}{suffix}")
    return aside
