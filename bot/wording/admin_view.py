"""What those who run the bot see: who waits, who paints, what failed, which workers there are; and what they can do.

Facts come as arguments; nothing is asked for here.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.texts import Texts
from bot.wording.buttons import Rows
from bot.wording.presses import callback
from bot.wording.sentences import duration
from engine.queue.job import Job, JobStatus, WorkerSeen

ADMIN = "admin"  # the verb of all its buttons; what to do follows, then with whom
REFRESH, PAUSE, UNPAUSE, STOP_JOB, BLOCK, UNBLOCK = "refresh", "pause", "unpause", "stop", "block", "unblock"
DRAIN, GO_ON = "drain", "go-on"
MOST_SHOWN = 10  # of each list: a message holds 4096 characters


@dataclass(frozen=True, kw_only=True)
class Overview:
    """What there is to see.

    Attributes:
        jobs: What is painted or waits, in order of service.
        failed: What failed or was given up in the last day, the latest first.
        workers: Those that give signs of life.
        is_paused: Whether no new pictures are begun.
        held: How many pictures wait outside the queue: for the pause to end, or for room.
        blocked: Ids of people who are not served.
        now: Epoch seconds.
    """

    jobs: Sequence[Job]
    failed: Sequence[Job]
    workers: Sequence[WorkerSeen]
    is_paused: bool
    held: int
    blocked: Sequence[int]
    now: float


def overview_text(texts: Texts, seen: Overview) -> str:
    """Return the overview in words, at most 4096 characters."""
    blocked = (
        [texts.admin_blocked.format(people=", ".join(map(str, seen.blocked[:MOST_SHOWN])))] if seen.blocked else []
    )
    paused = [texts.admin_paused.format(count=seen.held)] if seen.is_paused else []
    parts = (
        [_load(texts, seen), *paused],
        _jobs(texts, seen),
        _failures(texts, seen),
        [*_workers(texts, seen), *blocked],
    )
    return "\n\n".join("\n".join(lines) for lines in parts if lines)[:4096]


def admin_buttons(texts: Texts, seen: Overview) -> Rows:
    """Return what can be done: pause, stop a job, block or unblock a person, let a worker rest or go on."""
    word, verb = (texts.button_unpause, UNPAUSE) if seen.is_paused else (texts.button_pause, PAUSE)
    rows = [[(texts.button_refresh, callback(ADMIN, REFRESH)), (word, callback(ADMIN, verb))]]
    for number, job in enumerate(seen.jobs[:MOST_SHOWN], 1):
        stop = (texts.button_stop_job.format(number=number), callback(ADMIN, STOP_JOB, job.id))
        rows.append([stop, (texts.button_block.format(person=job.owner), callback(ADMIN, BLOCK, job.owner))])
    for person_id in seen.blocked[:MOST_SHOWN]:
        rows.append([(texts.button_unblock.format(person=person_id), callback(ADMIN, UNBLOCK, str(person_id)))])
    for worker in seen.workers[:MOST_SHOWN]:
        word, verb = (texts.button_go_on, GO_ON) if worker.is_draining else (texts.button_drain, DRAIN)
        rows.append([(word.format(worker=worker.id), callback(ADMIN, verb, mark_of(worker.id)))])
    return rows


def mark_of(worker_id: str) -> str:
    """Return what stands for the worker in a button, which has no room for a long name."""
    return hashlib.blake2s(worker_id.encode(), digest_size=8).hexdigest()


def _load(texts: Texts, seen: Overview) -> str:
    waiting = [job for job in seen.jobs if job.status is JobStatus.QUEUED]
    if not waiting:
        return texts.admin_load_none_waits.format(running=len(seen.jobs))
    longest_s = max(seen.now - job.created_at for job in waiting)
    running = len(seen.jobs) - len(waiting)
    return texts.admin_load.format(running=running, waiting=len(waiting), longest=duration(texts, longest_s))


def _jobs(texts: Texts, seen: Overview) -> list[str]:
    lines = [_job(texts, number, job, seen.now) for number, job in enumerate(seen.jobs[:MOST_SHOWN], 1)]
    more = len(seen.jobs) - MOST_SHOWN
    return [*lines, texts.admin_more.format(count=more)] if more > 0 else lines


def _job(texts: Texts, number: int, job: Job, now: float) -> str:
    is_running = job.status is JobStatus.RUNNING
    since = job.started_at if is_running and job.started_at is not None else job.created_at
    sentence = texts.admin_paints if is_running else texts.admin_waits
    time = duration(texts, max(0.0, now - since))
    return sentence.format(number=number, time=time, size=job.options.edge_size, person=job.owner)


def _failures(texts: Texts, seen: Overview) -> list[str]:
    if not seen.failed:
        return [texts.admin_no_failures]
    counts = Counter(_reason(job) for job in seen.failed)
    latest = {_reason(job): job for job in reversed(seen.failed)}
    lines = [_failure(texts, count, latest[reason], seen.now) for reason, count in counts.most_common()]
    return [texts.admin_failures, *lines]


def _failure(texts: Texts, count: int, last: Job, now: float) -> str:
    ago = duration(texts, max(0.0, now - (last.ended_at or now)))
    return texts.admin_failure.format(count=count, reason=_reason(last), size=last.options.edge_size, time=ago)


def _reason(job: Job) -> str:
    """Return the reason as the log has it, to look it up there."""
    return str(job.error or job.status)


def _workers(texts: Texts, seen: Overview) -> list[str]:
    lines = [
        (texts.admin_worker_rests if worker.is_draining else texts.admin_worker).format(
            worker=worker.id,
            description=worker.description,
            version=worker.version or "?",
            seconds=round(worker.seen_s_ago),
        )
        for worker in seen.workers[:MOST_SHOWN]
    ]
    return lines or [texts.admin_no_worker]
