"""engine.queue.runner: what a mistake leaves behind."""

from __future__ import annotations

import threading

import pytest

from engine.database.outage import Outage
from engine.queue.drain import Drain
from engine.queue.report import Patience
from engine.queue.runner import CURRENT_JOB, Runner
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
