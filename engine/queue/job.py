"""A job as everybody sees it: its status, its facts, and its place in the order of service.

Knows no database and no clock. engine.queue.job_queue is the queue that hands these out.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from engine.request import StyleOptions


class JobStatus(enum.StrEnum):
    """Where a job stands."""

    QUEUED = "queued"  # accepted and committed; waits for a worker, for the first time or again
    RUNNING = "running"  # a worker paints it
    DONE = "done"  # painted; the result is there until it is deleted
    FAILED = "failed"  # the painter refused it; Job.error names the reason
    CANCELLED = "cancelled"  # called off; never runs again, has no result
    GIVEN_UP = "given up"  # every worker that ran it died; not tried again

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will happen to the job."""
        return self not in (JobStatus.QUEUED, JobStatus.RUNNING)


@dataclass(frozen=True, kw_only=True)
class Job:
    """One picture to be painted, for somebody.

    Attributes:
        id: The submitter's name for it; submitting the same id twice makes one job.
        status: See JobStatus.
        owner: Who asked; limits, fairness and forgetting count by it. Opaque to the engine.
        group: Where it was asked for. Opaque to the engine.
        ticket: The submitter's own JSON values, returned unchanged.
        options: How to paint.
        styles: Number of style pictures.
        created_at: When it was submitted, epoch seconds.
        attempt: How many times a worker has started it.
        is_delivered: Whether the submitter said that the outcome has been handed over.
        error: Class name of the error for FAILED ("NotEnoughMemory"), else None.
    """

    id: str
    status: JobStatus
    owner: str
    group: str
    ticket: dict[str, Any]
    options: StyleOptions
    styles: int
    created_at: float
    attempt: int
    is_delivered: bool
    error: str | None = None


@dataclass(frozen=True, kw_only=True)
class WorkerSeen:
    """A worker and when it last gave a sign of life.

    Attributes:
        id: Its WORKER_ID.
        seen_s_ago: Seconds since its last heartbeat.
        description: What it paints with: "builtin, cpu, bfloat16".
    """

    id: str
    seen_s_ago: float
    description: str


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
