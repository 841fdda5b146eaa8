"""engine.queue.report: how long is waited for a painting that was told to stop."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from engine.database.outage import Outage
from engine.queue.job import STOPPED_WITHIN_S
from engine.queue.report import Patience, Report
from engine.queue.worker_side import Word
from tests.support.office import ITERATE
from tests.support.patience import patience

LARGE_PIXELS = 2048 * 1536


def test_large_painting_may_take_as_long_to_end_as_it_was_measured_to() -> None:
    """At 2048 px, on idle cores: 12 s an evaluation, 5 s to encode; targets, where a level begins, about 20 s."""
    stop_s = Patience().stop_s(12.0, LARGE_PIXELS)
    assert 2 * (12.0 + 20.0 + 5.0) < stop_s < STOPPED_WITHIN_S


def test_painting_before_its_first_iterate_may_export_a_network() -> None:
    """Told to stop in the second that it began; a minute or two, and the picture is encoded after that."""
    assert Patience().stop_s(None, LARGE_PIXELS) > 120 + 5


def test_hung_painting_of_a_usual_size_costs_the_others_a_quarter_of_a_minute() -> None:
    assert Patience().stop_s(0.3, 512**2) < 15


def test_longest_step_is_counted_from_the_start_of_the_painting(monkeypatch: pytest.MonkeyPatch) -> None:
    now, found = 0.0, []

    class Noted(Patience):
        def stop_s(self, longest_step_s: float | None, pixels: int) -> float:
            found.append(longest_step_s)
            return super().stop_s(longest_step_s, pixels)

    monkeypatch.setattr("engine.queue.report.time.monotonic", lambda: now)
    report = Report(CalledOff(), "run", 512**2, Noted(), Outage(), lambda why: None)
    for passed_s in (2.0, 4.0, 0.5):
        now += passed_s
        report.show(ITERATE)
        report._check_that_it_moves()
    assert found == [2.0, 4.0, 4.0]


def test_no_painting_is_waited_for_without_end() -> None:
    assert Patience().stop_s(3600.0, 4096**2) == STOPPED_WITHIN_S


class CalledOff:
    """The runs of a worker whose job was cancelled."""

    def report(self, *_args: Any) -> Word:
        return Word.STOP

    word = report


def test_painting_that_hangs_after_an_iterate_ends_the_worker() -> None:
    runs: Any = CalledOff()
    died, soon = threading.Event(), Patience(report_s=0.01, hang_s=0.02)
    with Report(runs, "run", 64**2, soon, Outage(), lambda why: died.set()) as report:
        report.show(ITERATE)
        assert died.wait(patience(10))
