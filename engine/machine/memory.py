"""The machine's memory that may still be taken. Must not load torch, and knows nothing of a GPU's memory."""

from __future__ import annotations

from pathlib import Path


def free_ram_bytes() -> int | None:
    """Return the memory that may still be taken, the container's limit included; None where nothing says."""
    found = [free for free in (_free_of_machine(), _free_of_container()) if free is not None]
    return min(found) if found else None


def _free_of_machine() -> int | None:
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return None
    fields = {line.split(":")[0]: line.split(":")[1].split()[0] for line in lines if ":" in line}
    return int(fields["MemAvailable"]) * 1024 if "MemAvailable" in fields else None


def _free_of_container() -> int | None:
    folder = Path("/sys/fs/cgroup")
    try:
        limit, used = (folder / "memory.max").read_text().strip(), (folder / "memory.current").read_text()
    except OSError:
        return None
    return None if limit == "max" else max(int(limit) - int(used), 0)
