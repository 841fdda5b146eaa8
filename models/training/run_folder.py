"""One training for one folder: two would write the same file of a checkpoint, and their curves into one.

The lock is the kernel's: it ends with the process, however that ends. The bot locks its folder in the same words: it
may not import models, which load torch, nor models anything of its.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.errors import WriteFailed

LOCK = "training.lock"


@contextmanager
def folder_of_one_run(folder: Path) -> Iterator[None]:
    """Create the folder where it is missing and keep other trainings out of it until the block ends.

    Raises:
        WriteFailed: Another training has it; the message says which process.
        OSError: The folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise WriteFailed(
                f"Another training (process {lock.read().strip() or 'unknown'}) writes to {folder}; wait for its end, "
                "or name another folder."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
