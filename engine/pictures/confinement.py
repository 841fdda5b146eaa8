"""What a process gives up before it reads bytes from strangers: memory, files, network, other processes, privileges.

Each layer stands alone, so that a kernel that lacks one still has the others. Knows no picture. Not to be undone.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
from collections.abc import Callable
from pathlib import Path

from engine.pictures.landlock import forbid_files
from engine.pictures.seccomp import forbid_calls

_NO_NEW_PRIVS = 38  # prctl(2)
_NICER_BY = 5  # decoding may wait for the process that talks to people
_FIRST_TO_DIE = "1000"  # proc(5), oom_score_adj: short of memory, the kernel shall take this process


def confine(memory_bytes: int) -> list[str]:
    """Give up everything that decoding does not need; import first what it needs.

    Args:
        memory_bytes: Address space to keep.

    Returns:
        The names of the layers that this kernel lacks.
    """
    os.nice(_NICER_BY)
    with contextlib.suppress(OSError):  # Linux only
        Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_DIE)
    layers: dict[str, Callable[[], None]] = {
        "NoNewPrivs": _refuse_new_privileges,
        "Landlock": forbid_files,
        "limits of files and memory": lambda: _limit(memory_bytes),
        "seccomp": _forbid_calls,  # the last: it forbids what sets up the others
    }
    return [name for name, give_up in layers.items() if not _has(give_up)]


def _has(give_up: Callable[[], None]) -> bool:
    try:
        give_up()
    except (OSError, ValueError, AttributeError):  # AttributeError: a C library without prctl or syscall
        return False
    return True


def _refuse_new_privileges() -> None:
    """Let no program that this process could start have more rights than it has; the others want this."""
    if ctypes.CDLL(None).prctl(_NO_NEW_PRIVS, ctypes.c_ulong(1), 0, 0, 0) != 0:
        raise OSError("no_new_privs is not known")


def _limit(memory_bytes: int) -> None:
    for what in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE):
        resource.setrlimit(what, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))  # macOS refuses to set this one


def _forbid_calls() -> None:
    """Forbid system calls, new processes among them; where that fails, let the kernel count processes.

    Never both: the count takes threads for processes, and a HEIC is decoded in one (measured: refused without).
    Root is not counted.
    """
    try:
        forbid_calls()
    except (OSError, AttributeError):
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
        raise
