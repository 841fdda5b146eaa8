"""bot.handlers.strangers: told once in a while."""

from __future__ import annotations

import pytest

from bot.handlers.strangers import MAX_TOLD, REMIND_S, ToldStrangers
from tests.support.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock(1000.0)


def test_a_stranger_is_told_once_in_a_while(clock: Clock) -> None:
    strangers = ToldStrangers(clock)
    assert strangers.take_turn(7)
    assert not strangers.take_turn(7)
    assert strangers.take_turn(8)
    clock.now += REMIND_S
    assert strangers.take_turn(7)


def test_no_more_strangers_are_remembered_than_fit(clock: Clock) -> None:
    strangers = ToldStrangers(clock)
    assert all(strangers.take_turn(person_id) for person_id in range(MAX_TOLD + 1))
    assert strangers.take_turn(0)  # forgotten with the rest
