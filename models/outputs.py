"""What commands write: proven before the work, and none of the files that they read. Must not load torch."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def is_one_of(file: Path, inputs: Iterable[Path | None]) -> bool:
    """Return whether a file is one of those that are read, whatever the two are called; None is no file."""
    return file.exists() and any(each is not None and each.exists() and file.samefile(each) for each in inputs)


def check_writable(file: Path) -> None:
    """Check that a file can be written; one that was not there is not there afterwards.

    Raises:
        OSError: It cannot.
    """
    was_there = file.exists()
    with file.open("ab"):
        pass
    if not was_there:
        file.resolve().unlink()  # the file, not a link to it
