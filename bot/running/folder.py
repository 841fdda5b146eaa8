"""One bot for one DATA_DIR: two would paint the same jobs under the same worker's name and both keep the local chat.

The lock is the kernel's: it ends with the process, however that ends.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import SettingsError

LOCK = "bot.lock"


@contextmanager
def folder_of_our_own(folder: Path) -> Iterator[None]:
    """Create the folder where it is missing and keep other bots out of it until the block ends.

    Raises:
        SettingsError: Another bot has it; the message says which process.
        OSError: The folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise SettingsError(
                f"Another bot (process {lock.read().strip() or 'unknown'}) uses DATA_DIR {folder}; "
                "stop it first, or set DATA_DIR to another folder."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
