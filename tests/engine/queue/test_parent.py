"""engine.queue.parent: a worker that says that it lives, and is gone with its parent even while it stands still."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.patience import patience

ROOT = Path(__file__).parents[3]
CHILD = """
import threading
from engine.queue.parent import belong_to_parent
stop = threading.Event()
belong_to_parent(stop)
stop.wait()
"""
PARENT = f"""
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", {CHILD!r}], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
child.stdout.read(1)
print(child.pid, flush=True)
time.sleep(600)
"""


def started(code: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )


def is_there(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_it_says_that_it_lives_and_stops_at_the_end_of_its_input() -> None:
    with started(CHILD) as child:
        assert child.stdout is not None
        assert child.stdout.read(2) == b"\n\n"
        child.communicate(timeout=patience(20))  # closes its input
        assert child.returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's part of it is Linux's")
def test_one_that_stands_still_dies_with_its_parent() -> None:
    with started(PARENT) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        os.kill(pid, signal.SIGSTOP)
        parent.kill()
        until = time.monotonic() + patience(20)
        while is_there(pid):
            assert time.monotonic() < until
            time.sleep(0.01)
