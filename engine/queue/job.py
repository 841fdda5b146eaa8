"""A job as everybody sees it: its status, its facts, its place in the order of service and how long that takes.

Knows no database and no clock. engine.queue.job_queue is the queue that hands these out.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.options.style_options import StyleOptions

STOPPED_WITHIN_S = 300.0  # from a stop to the end of the painting, or of its worker; see engine.queue.report


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


class Refusal(enum.StrEnum):
    """Why a painter refused a job; the values are what the database holds."""

    INVALID_OPTION = "InvalidOption"  # the options do not fit the recipe or the pictures
    UNREADABLE_PICTURE = "UnreadablePicture"
    PICTURE_TOO_LARGE = "PictureTooLarge"
    PICTURE_TOO_SMALL = "PictureTooSmall"
    PICTURE_TOO_NARROW = "PictureTooNarrow"
    PICTURE_GONE = "PictureGone"  # deleted before a worker came to it
    DEVICE_UNAVAILABLE = "DeviceUnavailable"
    NETWORK_UNAVAILABLE = "NetworkUnavailable"
    NOT_ENOUGH_MEMORY = "NotEnoughMemory"
    PAINTING_FAILED = "PaintingFailed"  # no evaluation succeeded
    UNEXPECTED = "UnexpectedError"  # a mistake in the painter, or a word of another version

    @classmethod
    def of(cls, error: Exception) -> Refusal:
        """Return what an error says to those who asked: by its class, or the nearest above it that has a word."""
        names = {kind.__name__ for kind in type(error).__mro__}
        return next((refusal for refusal in cls if refusal.value in names), cls.UNEXPECTED)

    @classmethod
    def _missing_(cls, value: object) -> Refusal:
        return cls.UNEXPECTED

    @property
    def is_of_a_picture(self) -> bool:
        """Whether a picture is what is wrong."""
        return self in (
            Refusal.UNREADABLE_PICTURE,
            Refusal.PICTURE_TOO_LARGE,
            Refusal.PICTURE_TOO_SMALL,
            Refusal.PICTURE_TOO_NARROW,
        )


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
        styles: Number of style pictures; none of an experiment.
        created_at: When it was submitted, epoch seconds.
        attempt: How many times a worker has started it, since its last checkpoint if there is one.
        is_delivered: Whether the submitter said that the outcome has been handed over.
        error: Why it FAILED, else None.
        started_at: When a worker last started it, epoch seconds by the worker's clock; None before.
        ended_at: When it ended; None before.
        is_enough: Whether its picture was asked for as it was, before it was finished.
    """

    id: str
    status: JobStatus
    owner: str
    group: str
    ticket: Mapping[str, Any]
    options: StyleOptions
    styles: int
    created_at: float
    attempt: int
    is_delivered: bool
    error: Refusal | None = None
    started_at: float | None = None
    ended_at: float | None = None
    is_enough: bool = False


@dataclass(frozen=True, kw_only=True)
class WorkerSeen:
    """A worker and when it last gave a sign of life.

    Attributes:
        id: Its WORKER_ID.
        seen_s_ago: Seconds since its last heartbeat.
        description: What it paints with: "builtin, cpu (2 cores), bfloat16".
        layers: Neurons by layer of that network, as far as experiments look at it; empty until it is known.
        version: Of the program; "" of an older worker, which does not say.
        is_draining: Whether it begins no more jobs.
    """

    id: str
    seen_s_ago: float
    description: str
    layers: Mapping[str, int] = field(default_factory=dict)
    version: str = ""
    is_draining: bool = False


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an unfinished job stands in line.

    Attributes:
        position: Its place among what is queued: 1 starts next; 0 while it runs.
        seconds_left: The expected seconds until its picture is there; None while nothing is known.
    """

    position: int
    seconds_left: float | None


@dataclass(frozen=True, kw_only=True)
class Load:
    """How much there is to do.

    Attributes:
        waiting: Jobs that no worker has yet.
        running: Jobs that are being painted.
        oldest_wait_s: Seconds since the first of those that wait was submitted; 0 where none waits.
    """

    waiting: int
    running: int
    oldest_wait_s: float
