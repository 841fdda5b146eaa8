"""One bot for one DATA_DIR: two would paint the same jobs under the same worker's name and both keep the local chat.

One bot for one file of SQLite's, too, which DATABASE_URL may name in any folder. The locks are the kernel's: they end
with the process, however that ends.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.errors import SettingsError
from engine.database.outage import explained

LOCK = "bot.lock"
BESIDE_FILE = ".lock"  # behind the name of SQLite's file


@contextmanager
def folder_of_our_own(folder: Path) -> Iterator[None]:
    """Create the folder where it is missing and keep other bots out of it until the block ends.

    Raises:
        SettingsError: Another bot has it; the message says which process.
        OSError: The folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder / LOCK, f"DATA_DIR {folder}; stop it first, or set DATA_DIR to another folder."):
        yield


@contextmanager
def file_of_our_own(database_url: str) -> Iterator[None]:
    """Keep other bots away from SQLite's file until the block ends; see bot.running.one_bot for PostgreSQL.

    Raises:
        SettingsError: Another bot has it, or nothing can be written beside it; the message says what to do.
    """
    url = make_url(database_url)
    file = Path(url.database or "").resolve()  # its own name, whichever link leads there
    if url.get_backend_name() != "sqlite" or (file.exists() and not file.is_file()):  # SQLite refuses a device, say
        yield
        return
    with ExitStack() as locked:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            beside = file.with_name(file.name + BESIDE_FILE)
            locked.enter_context(_locked(beside, f"{file}; stop it first, or give each bot a database of its own."))
        except OSError as fault:
            raise SettingsError(explained(fault)) from None
        yield


@contextmanager
def _locked(file: Path, what_and_remedy: str) -> Iterator[None]:
    with file.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            raise SettingsError(f"Another bot (process {holder}) uses {what_and_remedy}") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
