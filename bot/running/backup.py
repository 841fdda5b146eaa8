"""`python -m bot backup FILE` and `python -m bot restore FILE`: SQLite's own online backup, whole or not at all.

For PostgreSQL there is pg_dump. The chat page's memory (DATA_DIR/localchat) plays Telegram's part and is not in it.
"""

from __future__ import annotations

import contextlib
import glob
import logging
import os
import sqlite3
import sys
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url

from bot.errors import SettingsError
from bot.running.folder import file_of_our_own, folder_of_our_own
from bot.settings import Settings

BESIDE = ("", "-wal", "-shm")  # the files that are one database
PATIENCE_S = 30.0  # for a writer's lock
_RESTORING = ".restoring-"  # between the database's name and the stamp of what is moved aside: a restore under way

logger = logging.getLogger(__name__)


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
    with folder_of_our_own(settings.data_dir), file_of_our_own(settings.database_url):
        finish_restore(settings)
        _check(file)
        stamp = _stamp()
        new = database.with_name(f"{database.name}{_RESTORING}{stamp}")
        _copy(file, new)
        aside = _move_aside(database, stamp)
        new.rename(database)
    return f"Restored {database} from {file}.{_moved(aside)}"


def finish_restore(settings: Settings) -> None:
    """Finish what a killed restore began, or undo it where nothing was moved yet; its file must be our own.

    Without this the bot would begin anew with an empty database, and everything would seem lost.
    """
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite":
        return
    database = Path(url.database or "")
    for new in sorted(database.parent.glob(f"{glob.escape(database.name)}{_RESTORING}*")):
        stamp = new.name.rpartition(_RESTORING)[2]
        if database.exists() and not database.stat().st_size:  # SQLite makes it for whoever only looks
            database.unlink()
        is_moved = database.with_name(f"{database.name}.{stamp}").exists()
        if new.name.endswith(".part") or (database.exists() and not is_moved):
            new.unlink()
            continue
        aside = _move_aside(database, _stamp() if database.exists() else stamp)  # a worker may have begun another
        new.rename(database)
        logger.warning("Finished a restore that was interrupted.%s", _moved(aside))


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


def _stamp() -> str:
    """Return the time as a part of a name, none twice: a rename would replace what it names."""
    return f"{datetime.now():%Y%m%d-%H%M%S-%f}"


def _move_aside(database: Path, stamp: str) -> Path | None:
    """Give the database's files, or those that a killed restore left, another name; return it, or None without any."""
    aside = database.with_name(f"{database.name}.{stamp}")
    for suffix in BESIDE:  # the database first: once it is gone, a killed restore is finished instead of undone
        with contextlib.suppress(FileNotFoundError):
            Path(f"{database}{suffix}").rename(f"{aside}{suffix}")
    return aside if aside.exists() else None


def _moved(aside: Path | None) -> str:
    return f" What was there is now {aside}." if aside else ""
