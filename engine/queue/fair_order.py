"""Whose job is next, and when each of those in line ends. Knows numbers only."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence


def start_tag(own_tags: Iterable[int], all_tags: Iterable[int]) -> int:
    """Return the turn in which a new job is served: smallest first, ties in order of submission.

    A person's n-th unfinished job waits for everyone's (n-1)-th, and somebody new joins the turn that is
    being served. Source: start-time fair queueing, Goyal, Vin, Cheng 1996, with every job of weight one.

    Args:
        own_tags: The tags of this person's unfinished jobs.
        all_tags: The tags of everyone's unfinished jobs.
    """
    current_turn = min(all_tags, default=0)
    return max([current_turn, *(tag + 1 for tag in own_tags)])


def seconds_until_done(running_s: Sequence[float], queued_s: Iterable[float], workers: int) -> list[float]:
    """Return when each of the queued jobs ends, in seconds from now.

    Args:
        running_s: Seconds left of each running job.
        queued_s: Expected seconds of each queued job, in order of service.
        workers: How many workers there are, at least one.
    """
    free_in_s = [*running_s, *[0.0] * (workers - len(running_s))]
    heapq.heapify(free_in_s)
    ends_in_s = []
    for job_s in queued_s:
        ends_in_s.append(free_in_s[0] + job_s)
        heapq.heapreplace(free_in_s, ends_in_s[-1])
    return ends_in_s
