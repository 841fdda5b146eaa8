"""The machine's memory that may still be taken. Must not load torch, and knows nothing of a GPU's memory."""

from __future__ import annotations

from pathlib import Path

CONTAINER = Path("/sys/fs/cgroup")  # of a container's own limit (cgroup v2)


def free_ram_bytes() -> int | None:
    """Return the memory that may still be taken, the container's limit included; None where nothing says."""
    found = [free for free in (_free_of_machine(), _free_of_container()) if free is not None]
    return min(found) if found else None


def _free_of_machine() -> int | None:
    available_kib = _numbers(Path("/proc/meminfo")).get("MemAvailable")
    return None if available_kib is None else available_kib * 1024


def _free_of_container(folder: Path = CONTAINER) -> int | None:
    try:
        limit, used = (folder / "memory.max").read_text().strip(), (folder / "memory.current").read_text()
    except OSError:
        return None
    return None if limit == "max" else max(int(limit) - int(used) + _reclaimable(folder), 0)


def _reclaimable(folder: Path) -> int:
    """Return the bytes of files that were read and no program maps: counted as used until somebody asks for memory.

    The kernel's MemAvailable counts both lists as well; what is mapped are the libraries at work.
    """
    held = _numbers(folder / "memory.stat")
    files = held.get("inactive_file", 0) + held.get("active_file", 0)
    return max(files - held.get("file_mapped", 0), 0)


def _numbers(file: Path) -> dict[str, int]:
    """Return the numbers of a file that has a name and a number a line; none where it cannot be read."""
    try:
        lines = file.read_text().splitlines()
    except OSError:
        return {}
    return {name.removesuffix(":"): int(number) for name, number, *_ in map(str.split, lines)}
