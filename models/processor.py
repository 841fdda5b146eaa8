"""What this machine's processors can do, as the system lists it. Must not know what is computed."""

from __future__ import annotations

from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")
_BFLOAT16_FLAGS = frozenset({"avx512_bf16", "amx_bf16", "bf16"})  # of x86 and of ARM, as Linux names them


def lists_bfloat16(cpuinfo: Path = CPUINFO) -> bool | None:
    """Return whether the processors list instructions for bfloat16; None where nothing is listed.

    Args:
        cpuinfo: Where the system lists what its processors can do.
    """
    try:
        lines = cpuinfo.read_text().splitlines()
    except OSError:
        return None
    listed = [line.partition(":")[2].split() for line in lines if line.startswith(("flags", "Features"))]
    return not _BFLOAT16_FLAGS.isdisjoint(listed[0]) if listed else None
