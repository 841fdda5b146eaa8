"""What a monitoring system is told of the bot's own work, as Prometheus advises: base units, few labels, nobody's id.

bot.running.monitoring serves it, together with what the queue's database says. Knows nothing of Telegram.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

from engine.queue.job import Job, JobStatus

STAGES = ("waiting", "painting", "delivering")  # of a job
EDGES = (256, 512, 768, 1024, 1536, 2048)  # px; a picture counts to the first that is no smaller
QUICK_S = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)  # bounds of what takes moments
LONG_S = (1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600)  # and of what a person waits for


class Metrics:
    """Counts and measures; one for each bot.

    Attributes:
        registry: Everything that is counted here, to be handed out.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._updates = self._counter("updates", "Updates from Telegram.", "kind")
        self._refusals = self._counter(
            "refusals", "Pictures not begun at once, and what was said by people who are not served.", "reason"
        )
        self._retry_after = self._counter("telegram_retry_after", "Calls that Telegram put off (429).")
        self._jobs = self._counter("jobs", "Jobs whose outcome was handed over.", "outcome")
        self._job = self._histogram("job_seconds", "Seconds of a job's stages.", LONG_S, "stage", "edge")
        self._evaluation = self._histogram("evaluation_seconds", "Seconds of an evaluation.", QUICK_S, "edge")
        self._first_look = self._histogram("first_look_seconds", "From being queued to the first look.", LONG_S)
        self._decoder = self._histogram("decoder_seconds", "Seconds until a picture was decoded, or refused.", QUICK_S)

    def count_update(self, kind: str) -> None:
        """Count an update of this kind ("message")."""
        self._updates.labels(kind).inc()

    def count_refusal(self, reason: str) -> None:
        """Count a picture not begun at once, or somebody not served; reason is one of a few words with underscores."""
        self._refusals.labels(reason).inc()

    def count_retry_after(self) -> None:
        """Count a call that Telegram put off."""
        self._retry_after.inc()

    def measure(self, job: Job, delivered_at: float) -> None:
        """Count a job that was handed over, and note how long its stages took where it is done."""
        self.count_job(job.status)
        if job.status is not JobStatus.DONE or job.started_at is None or job.ended_at is None:
            return
        moments = (job.created_at, job.started_at, job.ended_at, delivered_at)
        for stage, (began_at, ended_at) in zip(STAGES, itertools.pairwise(moments), strict=True):
            self.time_job(stage, job.options.edge_size, ended_at - began_at)

    def count_job(self, outcome: str) -> None:
        """Count a job whose outcome ("done", "given up") was handed over."""
        self._jobs.labels(outcome.replace(" ", "_")).inc()

    def time_job(self, stage: str, edge_size: int, seconds: float) -> None:
        """Note how long a stage took: "waiting", "painting" or "delivering"."""
        self._job.labels(stage, edge_of(edge_size)).observe(max(0.0, seconds))

    def time_evaluations(self, report: Mapping[str, Any]) -> None:
        """Note what an evaluation took at each level of a painting, from the engine's report on it."""
        for level in report.get("levels", ()):
            if level["evaluations"]:
                each_s = level["seconds"] / level["evaluations"]
                self._evaluation.labels(edge_of(level["edge_size"])).observe(each_s)

    def time_first_look(self, seconds: float) -> None:
        """Note how long after being queued a picture was first seen."""
        self._first_look.observe(max(0.0, seconds))

    def time_decoding(self, seconds: float) -> None:
        """Note how long a picture took to be decoded, its turn included."""
        self._decoder.observe(seconds)

    def _counter(self, name: str, says: str, *labels: str) -> Counter:
        return Counter(f"stylegram_{name}", says, labels, registry=self.registry)

    def _histogram(self, name: str, says: str, bounds: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(f"stylegram_{name}", says, labels, buckets=bounds, registry=self.registry)


def edge_of(edge_size: int) -> str:
    """Return the label of a size in px: one of EDGES, or "larger"."""
    return next((str(edge) for edge in EDGES if edge_size <= edge), "larger")


def word_of(name: str) -> str:
    """Return "picture_too_large" for "PictureTooLarge"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
