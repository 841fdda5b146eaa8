"""How long tests wait: every wait has an end, and the end scales with the machine.

The machine is measured once, when this is first imported: a fixed piece of work against the time that it takes where
nothing else runs. Slow or busy machines get more patience, quick ones never less. Every wait of the tests for
something that really takes time, and the limit of each test, ask here; a timeout that is itself what a test is about
does not.
"""

from __future__ import annotations

import time

QUIET_S = 0.24  # measured: the work below on one quiet core of the two that this was written on
MOST = 8.0  # a machine that is busier still has no answer to wait for
TEST_S = 120.0  # a test of the default run; the longest takes a few seconds
SLOW_TEST_S = 900.0  # a test that is marked: whole paintings, crowds, kills


def slowness(work_s: float, quiet_s: float = QUIET_S) -> float:
    """Return by how much waits grow on a machine that took so many seconds for the work: 1 to MOST."""
    return min(max(work_s / quiet_s, 1.0), MOST)


def _work_s() -> float:
    begun_at = time.perf_counter()
    sum(number * number for number in range(2_000_000))
    return time.perf_counter() - begun_at


SLOWNESS = slowness(_work_s())


def patience(seconds: float) -> float:
    """Return how long to wait for what takes well under so many seconds on a quiet machine."""
    return seconds * SLOWNESS
