"""A worker's loops go on whatever the database says: a backup is restored, say, and its tables are not there."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import sqlalchemy as sa

from engine.database.outage import Outage
from engine.queue.drain import Drain
from engine.queue.report import Patience, Report
from engine.queue.worker import _Heart, _keep_estimating
from engine.queue.worker_side import Word
from tests.support.fakes import FakePainter
from tests.support.patience import patience

REFUSED = sa.exc.ProgrammingError("SELECT", None, Exception('relation "jobs" does not exist'))


class Runs:
    """Refuses once, then notes that it was asked again."""

    def __init__(self, answer: Any = None) -> None:
        self._answer = answer
        self._calls, self.is_asked_again = iter(range(1)), threading.Event()

    def __getattr__(self, _name: str) -> Any:
        return self._ask

    def _ask(self, *_args: Any) -> Any:
        if next(self._calls, None) is not None:
            raise REFUSED
        self.is_asked_again.set()
        return self._answer


def test_a_heart_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    runs: Any = Runs()
    heart = _Heart(runs, 0.01, Outage(), Drain())
    heart.start()
    assert runs.is_asked_again.wait(patience(10))
    heart.stop()
    assert [record.getMessage() for record in caplog.records] == ["The database refuses for an unforeseen reason"]


def test_estimating_goes_on() -> None:
    runs: Any = Runs([])
    threading.Thread(target=_keep_estimating, args=[runs, FakePainter(), 0.01, Outage()], daemon=True).start()
    assert runs.is_asked_again.wait(patience(10))


def test_reporting_goes_on() -> None:
    runs: Any = Runs(Word.STOP)
    with Report(runs, "run", 64**2, Patience(report_s=0.01), Outage(), lambda why: None) as report:
        assert runs.is_asked_again.wait(patience(10))
        assert report.should_stop.wait(patience(10))  # as it was told then
