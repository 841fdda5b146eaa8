"""When the painting will be there: the jobs before it, shared out among the workers. Pure arithmetic."""

from __future__ import annotations

import heapq
from collections.abc import Sequence


def seconds_until_done(running_s: Sequence[float], queued_s: Sequence[float], workers: int) -> float:
    """Return when the last of the queued jobs ends, in seconds from now.

    Args:
        running_s: Seconds left of each running job.
        queued_s: Expected seconds of each queued job, in order of service; at least one.
        workers: How many workers there are, at least one.
    """
    free_in_s = [*running_s, *[0.0] * (workers - len(running_s))]
    heapq.heapify(free_in_s)
    ends_in_s = 0.0
    for job_s in queued_s:
        ends_in_s = heapq.heappop(free_in_s) + job_s
        heapq.heappush(free_in_s, ends_in_s)
    return ends_in_s
