"""engine.queue.runner: what a mistake leaves behind, and how long a database is waited for."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from engine.database.outage import Outage
from engine.queue.drain import Drain
from engine.queue.report import Patience
from engine.queue.runner import CURRENT_JOB, Runner, persist
from engine.queue.worker_side import Runs
from engine.queue.workflow import open_client
from engine.request import StyleResult
from tests.support.fakes import FakePainter
from tests.support.office import Office
from tests.support.queue_bench import DEADLINE_S, LONG_S


class Refuses(Runs):
    """A database that refuses a painting for a reason that nobody foresaw."""

    def finish(self, run: str, result: StyleResult, *, ended_at: float) -> bool:
        raise ValueError("nobody foresaw it")


def test_worker_whose_run_ended_with_a_mistake_ends_without_waiting_for_it(office: Office) -> None:
    runs = Refuses(office.engine, open_client(office.engine), "gpu-0")
    runner = Runner(runs, FakePainter(), Patience(), Outage(), Drain(), die=lambda _: None)
    with pytest.raises(ValueError, match="nobody foresaw it"):
        runner.work(office.run_of(office.submit()))
    ending = threading.Thread(target=runner.finish_soon, args=[LONG_S], daemon=True)
    ending.start()
    ending.join(DEADLINE_S)
    assert not ending.is_alive()
    assert CURRENT_JOB.get() == ""


def test_a_database_that_is_away_is_tried_again_until_told_to_stop() -> None:
    stop, tries = threading.Event(), []

    def away() -> None:
        tries.append(len(tries))
        if len(tries) == 2:
            stop.set()
        raise sa.exc.OperationalError("SELECT", None, Exception("connection refused"))

    with pytest.raises(sa.exc.OperationalError):
        persist(away, Outage(), stop)
    assert tries == [0, 1]
