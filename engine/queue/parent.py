"""A worker that belongs to the process which started it: it says that it lives, and ends with its parent.

Knows nothing of jobs. Signs of life go to standard output, which a worker uses for nothing else, and not through the
database: a database that is away is no reason to end a painting, a process that stands still is.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading

PULSE_S = 1.0  # between two signs of life
PR_SET_PDEATHSIG = 1  # linux/prctl.h


def belong_to_parent(stop: threading.Event) -> None:
    """Give signs of life from now on, and stop when standard input ends; on Linux, be killed with the parent.

    Standard input tells a worker that runs. One that stands still would outlive its parent with whatever lock it
    holds; the kernel ends it.
    """
    die_with_parent()
    for task, arguments in ((_stop_at_end_of_input, [stop]), (_keep_beating, [])):
        threading.Thread(target=task, args=arguments, daemon=True).start()


def die_with_parent() -> None:
    """Let the kernel kill this process when its parent ends; do nothing where there is no such thing."""
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended meanwhile
            os.kill(os.getpid(), signal.SIGKILL)


def _stop_at_end_of_input(stop: threading.Event) -> None:
    while sys.stdin.buffer.read(1):
        pass
    stop.set()


def _keep_beating() -> None:
    is_over = threading.Event()
    while not is_over.wait(PULSE_S):
        try:
            os.write(sys.stdout.fileno(), b"\n")
        except OSError:  # nobody reads any more
            return
