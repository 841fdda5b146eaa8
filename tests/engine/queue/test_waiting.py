"""engine.queue.waiting: how long until it is done."""

from __future__ import annotations

import pytest

from engine.queue.waiting import seconds_until_done


@pytest.mark.parametrize(
    ("running_s", "queued_s", "workers", "expected_s"),
    [
        ([], [25], 1, 25),
        ([10], [25], 1, 35),
        ([10], [25, 5], 1, 40),
        ([10], [25], 2, 25),  # the other worker is free
        ([10, 20], [25, 5], 2, 25),  # the short one begins after 20 s, the long one ends after 35 s
        ([10, 20], [25], 1, 35),  # a worker has gone since: what runs still counts
    ],
)
def test_jobs_before_it_are_shared_out(
    running_s: list[float], queued_s: list[float], workers: int, expected_s: float
) -> None:
    assert seconds_until_done(running_s, queued_s, workers) == expected_s
