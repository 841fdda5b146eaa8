"""The process that owns the GPU: takes jobs from the queue, one at a time, and paints them.

engine.commands.worker is its command line. Nothing here knows what the jobs are for.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import NoReturn

from dbos import DBOS, DBOSClient
from sqlalchemy.exc import SQLAlchemyError

from engine.database.opening import open_database
from engine.database.outage import Outage
from engine.errors import EngineError
from engine.machine.version import version
from engine.queue.drain import DRAIN_S, DRAINING, Drain
from engine.queue.heartbeats import DEAD_AFTER_S
from engine.queue.preparation import prepare
from engine.queue.report import Patience
from engine.queue.runner import PaintsPictures, Runner, persist
from engine.queue.tables import VERSION_MARK
from engine.queue.takeover import put_back
from engine.queue.wishes import Wish
from engine.queue.worker_side import Runs
from engine.queue.workflow import QUEUE, WORKFLOW, open_client, worker_config
from models.errors import ModelsError

logger = logging.getLogger(__name__)

HEARTBEAT_S = DEAD_AFTER_S / 10
STOP_S = 8.0  # to hand the job back and leave, after what was finished first
LOOK_UP_S = 0.5  # a signal that comes just before the main thread falls asleep is obeyed when it looks up
HUNG = 3  # an exit code


def serve(
    painter_factory: Callable[[], PaintsPictures],
    database_url: str,
    worker_id: str,
    *,
    stop: threading.Event,
    patience: Patience | None = None,
    poll_s: float = 0.25,
    heartbeat_s: float = HEARTBEAT_S,
    drain: Drain | None = None,
    drain_s: float = DRAIN_S,
) -> None:
    """Paint what is queued until told to stop, then finish what takes little time and hand back what takes more.

    A painting may still run in its thread when this returns, or the painter be built: end the process with os._exit.

    Args:
        painter_factory: Builds the painter; called once, in a thread of this process.
        database_url: The queue's database.
        worker_id: Unique among the workers, and the same after a restart.
        stop: Set it to end the work.
        patience: How long to wait for a painting.
        poll_s: Seconds between two looks into the queue.
        heartbeat_s: Seconds between two signs of life.
        drain: Keeps jobs from being begun while it is on.
        drain_s: Seconds that a painting under way may take when the work ends; it is handed back where it takes more.

    Raises:
        EngineError: The painter cannot be built.
        ModelsError: The painter's weights cannot be had.
        sqlalchemy.exc.OperationalError: The database was away when told to stop, or went away while starting.
    """
    outage, drain = Outage(), drain or Drain()
    with _ending_in_time(stop, drain_s):
        persist(lambda: prepare(database_url), outage, stop)
        engine = open_database(database_url, patience_s=30)
        client = open_client(engine)
        persist(lambda: put_back(engine, worker_id), outage, stop)
        runs = Runs(engine, client, worker_id)
        heart = _Heart(runs, heartbeat_s, outage, drain)
        heart.start()
        painter = _built(painter_factory, heart, runs, stop)
        if painter is None:
            logger.info("worker %s: stopped before it could paint", worker_id)
            return
        threading.Thread(target=_keep_estimating, args=[runs, painter, heartbeat_s, outage], daemon=True).start()
        runner = Runner(runs, painter, patience or Patience(), outage, drain, _die)
        _listen(runner, client, database_url, worker_id, poll_s)
        logger.info("worker %s: %s; waits for jobs", worker_id, painter.description)
        while not stop.wait(LOOK_UP_S):
            pass
        drain.begin_for_good()
        runner.finish_soon(drain_s)
        _leave(runner, heart, runs)
        logger.info("worker %s: stopped", worker_id)


def _leave(runner: Runner, heart: _Heart, runs: Runs) -> None:
    """Take no more jobs, stop the signs of life, hand back what is under way, and strike this worker off."""
    DBOS.destroy()
    heart.stop()
    runner.hand_back()
    runs.leave()


def _built(
    painter_factory: Callable[[], PaintsPictures], heart: _Heart, runs: Runs, stop: threading.Event
) -> PaintsPictures | None:
    """Return the painter, of which the heart tells from now on; leave where it cannot be built.

    Leave, and return None, where told to stop before it is there. It is built in a thread: a signal is heard between
    two statements of the main one, and loading libraries and weights is a few long ones.
    """
    builder = ThreadPoolExecutor(1, "builder")
    building = builder.submit(painter_factory)
    builder.shutdown(wait=False)  # once it is done
    while not (building.done() or stop.is_set()):
        wait([building], LOOK_UP_S)
    painter = None
    try:
        painter = building.result() if building.done() else None
    finally:
        if painter is None:  # nobody is to wait for this worker
            heart.stop()
            runs.leave()
    if painter is not None:
        heart.description, heart.layers = f"{painter.description}{VERSION_MARK}{version()}", painter.layers
    return painter


def _listen(runner: Runner, client: DBOSClient, database_url: str, worker_id: str, poll_s: float) -> None:
    def paint(run: str) -> None:
        runner.work(run)

    client.register_queue(QUEUE, worker_concurrency=1, polling_interval_sec=poll_s, on_conflict="always_update")
    DBOS(config=worker_config(database_url, worker_id))
    DBOS.workflow(name=WORKFLOW, max_recovery_attempts=None)(paint)  # engine.queue.worker_side counts the attempts
    DBOS.listen_queues([QUEUE])
    DBOS.launch()


class _Heart(threading.Thread):
    """Gives a sign of life now and then."""

    def __init__(self, runs: Runs, every_s: float, outage: Outage, drain: Drain) -> None:
        super().__init__(name="heart", daemon=True)
        self.description = "starting"
        self.layers: Mapping[str, int] = {}
        self._runs = runs
        self._every_s = every_s
        self._outage, self._drain = outage, drain
        self._is_over = threading.Event()

    def run(self) -> None:
        while not self._is_over.is_set():
            wish = None
            try:
                wish = self._runs.beat(self.description + DRAINING * self._drain.is_on, self.layers)
            except SQLAlchemyError as error:  # whatever it is: a heart that stops is a worker taken for dead
                self._outage.say(error)
            if wish is None:
                self._is_over.wait(self._every_s)
            else:  # and say at once that it is fulfilled
                self._fulfil(wish)

    def _fulfil(self, wish: Wish) -> None:
        logger.info("asked to %s", wish)
        if wish is Wish.DRAIN:
            self._drain.begin()
        else:
            self._drain.end()

    def stop(self) -> None:
        self._is_over.set()
        self.join(self._every_s)


def _keep_estimating(runs: Runs, painter: PaintsPictures, every_s: float, outage: Outage) -> None:
    """Say of every new job how long it will take; apart from the heart, which no mistake in here may stop."""
    refused: set[str] = set()
    while True:
        try:
            estimate_new_jobs(runs, painter, refused)
        except SQLAlchemyError as error:
            outage.say(error)
        time.sleep(every_s)


def estimate_new_jobs(runs: Runs, painter: PaintsPictures, refused: set[str]) -> None:
    """Say of every job without an estimate how long it will take; put those that have none into `refused`."""
    for job in runs.jobs_without_estimate():
        if job.id in refused:
            continue
        try:
            estimate_s = painter.estimate_s(job.options)
        except (EngineError, ModelsError):
            refused.add(job.id)  # painting it will say why
        except Exception:  # a mistake in the painter must not end the estimating
            logger.exception("job %s: the painter cannot estimate it", job.id)
            refused.add(job.id)
        else:
            runs.estimate(job.id, estimate_s)


@contextmanager
def _ending_in_time(stop: threading.Event, drain_s: float) -> Iterator[None]:
    """End the process where the block does not end in time once it is told to: a database may hold a call for long."""
    is_over = threading.Event()

    def watch() -> None:
        stop.wait()
        if not is_over.wait(drain_s + STOP_S):
            _die("the worker does not stop in time")

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        is_over.set()


def _die(why: str) -> NoReturn:
    logger.critical("%s; the worker ends, to be started again", why)
    logging.shutdown()
    os._exit(HUNG)
