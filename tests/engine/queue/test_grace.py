"""engine.queue.grace: a sign of life that is missing says nothing right after an outage or a sleep."""

from __future__ import annotations

import pytest

from engine.queue.grace import Grace
from tests.support.clock import Clock


class Machine:
    """A machine with its two clocks, and a grace of 20 s that began at their zero."""

    def __init__(self) -> None:
        self.wall, self.awake = Clock(1_000_000.0), Clock(50.0)
        self.grace = Grace(20.0, self.wall, self.awake)

    def works(self, seconds: float) -> None:
        self.wall.now += seconds
        self.awake.now += seconds


def test_grace_is_over_after_its_time_and_begins_anew_after_an_outage() -> None:
    machine = Machine()
    machine.works(20.0)
    assert not machine.grace.is_over()
    machine.works(0.1)
    assert machine.grace.is_over()
    machine.grace.begin()
    assert not machine.grace.is_over()


@pytest.mark.parametrize("jump_s", [7200.0, 19.0, -7200.0])
def test_nobody_is_dead_right_after_the_machine_slept_or_its_clock_was_set(jump_s: float) -> None:
    """With 19 s a sign of life that was 2 s old is 21 s old."""
    machine = Machine()
    machine.works(60.0)
    assert machine.grace.is_over()
    machine.wall.now += jump_s
    assert not machine.grace.is_over()
    machine.works(20.1)
    assert machine.grace.is_over()


def test_clock_that_is_slowly_put_right_changes_nothing() -> None:
    machine = Machine()
    for _ in range(100):
        machine.works(5.0)
        machine.wall.now += 0.5
        machine.grace.is_over()
    assert machine.grace.is_over()
