"""What handlers remember for a moment."""

from __future__ import annotations

import pytest

from bot.handlers.remembered import MAX_TOLD, ONE_PRESS_S, REMIND_S, LastPresses, ToldStrangers

MESSAGE, OTHER = (1, 5), (1, 6)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


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


def test_a_stranger_is_told_once_in_a_while(clock: Clock) -> None:
    strangers = ToldStrangers(clock)
    assert strangers.is_time(7)
    assert not strangers.is_time(7)
    assert strangers.is_time(8)
    clock.now += REMIND_S
    assert strangers.is_time(7)


def test_no_more_strangers_are_remembered_than_fit(clock: Clock) -> None:
    strangers = ToldStrangers(clock)
    assert all(strangers.is_time(person_id) for person_id in range(MAX_TOLD + 1))
    assert strangers.is_time(0)  # forgotten with the rest
