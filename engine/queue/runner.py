"""One worker's work, job after job: claim, paint, report on the way, store what came of it.

Knows no network and no DBOS. A database that is away never stalls the painting, only the storing of it.
"""

from __future__ import annotations

import contextvars
import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

from engine.database.outage import DATABASE_AWAY, Outage
from engine.errors import EngineError
from engine.options.style_options import StyleOptions
from engine.pictures.large import LARGEST_EDGE
from engine.queue.drain import Drain
from engine.queue.job import Refusal
from engine.queue.report import Patience, Report
from engine.queue.worker_side import Claim, Runs
from engine.request import Iterate, StyleRequest, StyleResult
from models.errors import ModelsError

logger = logging.getLogger(__name__)

T = TypeVar("T")

CURRENT_JOB: contextvars.ContextVar[str] = contextvars.ContextVar("CURRENT_JOB", default="")

LONGEST_WAIT_S = 5.0  # between two tries to reach the database


def name_the_job(record: logging.LogRecord) -> bool:
    """Put the current job's id before what others log while they paint it; a filter for handlers."""
    job_id = CURRENT_JOB.get()
    if job_id and job_id not in record.getMessage():
        record.msg, record.args = f"job {job_id}: {record.getMessage()}", ()
    return True


class PaintsPictures(Protocol):
    """What a worker needs of a painter; engine.laboratory.studio.Studio is one."""

    @property
    def description(self) -> str:
        """What it paints with: "builtin, cpu (2 cores), bfloat16"."""

    @property
    def layers(self) -> Mapping[str, int]:
        """Neurons by layer, as far as experiments can look at them."""

    def estimate_s(self, options: StyleOptions) -> float:
        """Return the expected seconds of a painting or an experiment."""

    def paint(
        self,
        request: StyleRequest,
        *,
        on_iterate: Callable[[Iterate], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
        on_checkpoint: Callable[[bytes, int], None] | None = None,
        checkpoint: bytes | None = None,
    ) -> StyleResult:
        """Paint or experiment, handing over every iterate; stop early once should_stop says so.

        What on_checkpoint was given last, with how many parts are finished, is the checkpoint of the next attempt,
        should this one end too early.
        """


def persist(call: Callable[[], T], outage: Outage, stop: threading.Event | None = None) -> T:
    """Return the call's answer, trying again while the database is away, at most until told to stop.

    Raises:
        DATABASE_AWAY: It is away, and told to stop.
    """
    wait_s, stop = 0.25, stop or threading.Event()
    while True:
        try:
            return call()
        except DATABASE_AWAY as error:
            outage.say(error)
            if stop.wait(wait_s):
                raise
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)


class Runner:
    """Paints one job at a time.

    Args:
        runs: This worker's jobs.
        painter: Paints.
        patience: How long to wait for what.
        outage: Says when the database is away.
        drain: Says whether jobs are begun.
        die: Ends the process, for a painting that does not end; never returns.
    """

    def __init__(
        self,
        runs: Runs,
        painter: PaintsPictures,
        patience: Patience,
        outage: Outage,
        drain: Drain,
        die: Callable[[str], None],
    ) -> None:
        self._runs = runs
        self._outage = outage
        self._painter = painter
        self._patience = patience
        self._drain = drain
        self._die = die
        self._run: str | None = None
        self._report: Report | None = None
        self._held: str | None = None
        self._is_free = threading.Event()  # set while nothing is painted
        self._is_free.set()
        self._is_over = threading.Event()

    def work(self, run: str) -> None:
        """Do one run: the body of the DBOS workflow. It returns when the next one may come."""
        if self._is_over.is_set():
            threading.Event().wait()  # leave it unfinished: whoever comes next recovers it
        if self._drain.is_on:
            persist(lambda: self._runs.pass_on(run), self._outage)
            logger.info("run %s: left to another worker", run)
        else:
            self._is_free.clear()
            try:
                self._do(run)
            finally:  # a mistake that ends the run must not make the worker's end wait for it
                CURRENT_JOB.set("")
                self._run = self._report = None
                self._is_free.set()
        self._held = run
        self._drain.wait_for_end()  # DBOS gives a worker no second run before the first returns
        self._held = None

    def _do(self, run: str) -> None:
        claim = persist(lambda: self._runs.claim(run, started_at=time.time()), self._outage)
        if claim is None:
            return
        self._run = run
        CURRENT_JOB.set(claim.job.id)
        started_at = time.monotonic()
        job, options = claim.job, claim.job.options
        logger.info(
            "job %s: attempt %d, %s, %d px, strength %g, styles: %d",
            *(job.id, job.attempt, _named(options), options.edge_size, options.strength, job.styles),
        )
        outcome = self._paint(run, claim)
        logger.info("job %s: %s after %.1f s", job.id, outcome, time.monotonic() - started_at)

    def finish_soon(self, within_s: float) -> None:
        """Wait for the painting under way, if there is one that is expected to end within so many seconds."""
        report = self._report
        left_s = None if report is None else report.seconds_left()
        if left_s is not None and left_s < within_s:
            logger.info("run %s: finished first, in about %.0f s", self._run, left_s)
            self._is_free.wait(within_s)

    def hand_back(self) -> None:
        """End the work: queue the current job again, start no other."""
        self._is_over.set()
        run = self._run
        if self._held is not None:
            self._runs.let_go(self._held)
        if run is not None and self._runs.hand_back(run):
            logger.info("run %s: handed back, the job is queued again", run)

    def _paint(self, run: str, claim: Claim) -> str:
        job_id, pixels = claim.job.id, _most_pixels(claim.job.options)

        def die(why: str) -> None:
            self._die(f"job {job_id}: {why}")

        report = Report(self._runs, run, pixels, self._patience, self._outage, die)
        self._report = report
        try:
            with report:
                result = self._painter.paint(
                    claim.request,
                    on_iterate=report.show,
                    should_stop=report.should_stop.is_set,
                    on_checkpoint=report.keep,
                    checkpoint=claim.checkpoint,
                )
        except (EngineError, ModelsError) as refusal:
            logger.warning("job %s: %s: %s", job_id, type(refusal).__name__, refusal)
            is_of_models = isinstance(refusal, ModelsError)
            return self._fail(run, job_id, Refusal.NETWORK_UNAVAILABLE if is_of_models else Refusal.of(refusal))
        except Exception:  # a mistake in the painter must not end the worker
            logger.exception("job %s: the painter failed", job_id)
            return self._fail(run, job_id, Refusal.UNEXPECTED)
        if report.should_stop.is_set() and not report.is_enough:
            is_left = persist(lambda: self._runs.leave_behind(run, result), self._outage)
            return "stopped, the picture as it is can be had" if is_left else "stopped"
        logger.debug("job %s: painted", job_id)
        is_stored = persist(lambda: self._runs.finish(run, result, ended_at=time.time()), self._outage)
        return "done" if is_stored else "dropped, another run has taken its place"

    def _fail(self, run: str, job_id: str, error: Refusal) -> str:
        persist(lambda: self._runs.fail(run, error, ended_at=time.time()), self._outage)
        return f"failed with {error}"


def _most_pixels(options: StyleOptions) -> int:
    """Return how many pixels the picture has where the photo is square."""
    edge_size = max(options.edge_size, LARGEST_EDGE if options.is_large else 0)
    return edge_size**2


def _named(options: StyleOptions) -> str:
    return f"recipe {options.recipe}" if options.experiment is None else f"experiment {options.experiment.kind}"
