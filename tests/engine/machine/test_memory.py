"""What is free of a container's memory, by the files in which the kernel tells it."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.machine import memory

GIB = 2**30


def container(folder: Path, limit: int | str, used: int, **held: int) -> Path:
    """Write what the kernel would."""
    (folder / "memory.max").write_text(f"{limit}\n")
    (folder / "memory.current").write_text(f"{used}\n")
    (folder / "memory.stat").write_text("".join(f"{name} {count}\n" for name, count in held.items()))
    return folder


def test_files_that_were_read_are_free_memory(tmp_path: Path) -> None:
    """A worker that has read 3.5 GiB of pictures may still take what they lie in."""
    folder = container(
        tmp_path, 4 * GIB, 4 * GIB, anon=GIB // 2, inactive_file=2 * GIB, active_file=GIB * 3 // 2, file_mapped=0
    )
    assert memory._free_of_container(folder) == 3.5 * GIB


def test_libraries_at_work_are_not_free(tmp_path: Path) -> None:
    folder = container(tmp_path, 4 * GIB, 2 * GIB, inactive_file=GIB, active_file=GIB // 2, file_mapped=GIB // 4)
    assert memory._free_of_container(folder) == 3.25 * GIB


@pytest.mark.parametrize(("used", "free"), [(3 * GIB, GIB), (5 * GIB, 0)])
def test_container_that_has_read_nothing_has_what_it_does_not_use(tmp_path: Path, used: int, free: int) -> None:
    assert memory._free_of_container(container(tmp_path, 4 * GIB, used)) == free


def test_limit_counts_where_nothing_says_what_files_take(tmp_path: Path) -> None:
    (container(tmp_path, 4 * GIB, GIB) / "memory.stat").unlink()
    assert memory._free_of_container(tmp_path) == 3 * GIB


def test_without_a_limit_the_container_says_nothing(tmp_path: Path) -> None:
    assert memory._free_of_container(container(tmp_path, "max", GIB)) is None
    assert memory._free_of_container(tmp_path / "missing") is None
