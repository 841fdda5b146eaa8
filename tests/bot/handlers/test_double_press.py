"""bot.handlers.double_press: what is a slip and what a wish."""

from __future__ import annotations

import pytest

from bot.handlers.double_press import ONE_PRESS_S, LastPresses
from tests.support.clock import Clock

MESSAGE, OTHER = (1, 5), (1, 6)


@pytest.fixture
def clock() -> Clock:
    return Clock(1000.0)


def test_a_second_press_at_once_is_a_slip(clock: Clock) -> None:
    presses = LastPresses(clock)
    assert not presses.is_slip(MESSAGE, "again")
    assert presses.is_slip(MESSAGE, "again")
    clock.now += ONE_PRESS_S
    assert not presses.is_slip(MESSAGE, "again")


def test_another_button_or_another_message_is_no_slip(clock: Clock) -> None:
    presses = LastPresses(clock)
    presses.is_slip(MESSAGE, "again")
    assert not presses.is_slip(MESSAGE, "swap")
    assert not presses.is_slip(OTHER, "swap")


def test_a_message_that_would_paint_another_picture_is_forgotten(clock: Clock) -> None:
    presses = LastPresses(clock)
    presses.is_slip(MESSAGE, "again")
    presses.forget(MESSAGE)
    assert not presses.is_slip(MESSAGE, "again")
