"""engine.schedule.forecast: the time left a person is shown, against what it turns out to be, by the test's clock."""

import dataclasses
import itertools

import pytest

from bot.texts import texts_in
from bot.wording import sentences
from engine.options.style_options import StyleOptions
from engine.request import Iterate
from engine.schedule.cost import Cost
from engine.schedule.forecast import Forecast
from engine.schedule.pyramid import TILED, octaves
from tests.support.clock import Clock

LEVELS = octaves((4, 3), 512, 64, (30, 70, 110), 150)
COST = Cost(view_s=0.0006, pixel_s=1.45e-6)  # as a worker measured it at its start
REAL = {64: 0.0068, 128: 0.0223, 256: 0.0734, 512: 0.2903}  # measured: seconds of an evaluation of a painting
EDIT_S = 2.0  # from one edit in a private chat to the next
HONEST = 0.25


def paint(cost, pace):
    """Let a painting go by; return the cost as learned, and (seconds passed, seconds left as told) of every edit.

    Args:
        cost: What is expected.
        pace: Called with the seconds that have passed; returns how many times its usual time an evaluation takes.
    """
    clock, told, next_edit = Clock(), [], 0.0
    forecast = Forecast(clock)
    for place, level in enumerate(LEVELS):
        began = clock.now
        for made in range(1, level.evaluations + 1):
            clock.now += REAL[max(level.size)] * pace(clock.now)
            left_s = forecast.seconds_left(LEVELS, cost, place, made)
            if clock.now >= next_edit:
                told.append((clock.now, shown_s(left_s)))
                next_edit = clock.now + EDIT_S
        forecast.end_level(level.evaluations, clock.now - began, cost.of(level))
        cost = cost.having_seen(level, (clock.now - began) / level.evaluations)
    return cost, [(passed / clock.now, shown, clock.now - passed) for passed, shown in told]


def shown_s(left_s):
    """Return the seconds that a person reads in the message."""
    iterate = Iterate(level=0, levels=1, edge_size=64, evaluation=1, evaluations=2, fraction=0.5, seconds_left=left_s)
    count, unit = sentences.under_way(texts_in("en"), iterate, StyleOptions()).rpartition("about ")[2].split()[:2]
    return float(count) * {"s": 1, "min": 60}[unit]


def is_honest(shown, real):
    return abs(shown - real) <= max(HONEST * real, 2.0)  # two seconds are the shortest time that is shown


@pytest.mark.parametrize("load", [1.0, 2.0, 0.6], ids=["as measured", "a busy machine", "a quiet machine"])
def test_first_painting_shows_an_honest_time_after_its_first_quarter(load):
    """Within 25 % of what it turns out to be, also where the start of the worker measured another load."""
    _, told = paint(COST, lambda _: load)
    wrong = [edit for edit in told if edit[0] > 0.25 and not is_honest(*edit[1:])]
    assert wrong == []


def test_second_painting_shows_an_honest_time_at_every_edit():
    """What the first one took is what the second one is expected to take."""
    cost, _ = paint(COST, lambda _: 1.0)
    _, told = paint(cost, lambda _: 1.0)
    assert len(told) >= 6
    assert [edit for edit in told if not is_honest(*edit[1:])] == []


def test_machine_that_became_busy_since_the_last_painting_is_noticed_in_the_first_quarter():
    cost, _ = paint(COST, lambda _: 1.0)
    _, told = paint(cost, lambda _: 2.0)
    assert [edit for edit in told if edit[0] > 0.25 and not is_honest(*edit[1:])] == []


def test_time_left_falls_as_the_picture_is_painted():
    cost, _ = paint(COST, lambda _: 1.0)
    _, told = paint(cost, lambda _: 1.0)
    assert all(later[1] <= sooner[1] for sooner, later in itertools.pairwise(told))


def test_cost_keeps_one_measurement_of_a_size():
    """What a worker keeps does not grow with the pictures that it paints."""
    cost = COST
    for width in range(60, 100):
        for level in octaves((width, 80), 512, 64, (1,), 1):
            cost = cost.having_seen(level, 0.1)
    assert len(cost.seen) < 12


def test_cost_of_a_size_is_what_it_took():
    cost = COST.having_seen(LEVELS[2], 0.5)
    assert cost.of(LEVELS[2]) == 0.5
    assert COST.of(LEVELS[3]) < cost.of(LEVELS[3]) < 4 * COST.of(LEVELS[3])  # a size not seen yet: corrected half


def test_a_level_in_tiles_teaches_nothing_wrong_of_a_whole_one():
    """A painting of 2048 px has its level of 1024 px in tiles as well, and the next one of 1024 px has not."""
    whole = octaves((4, 3), 1024, 64, (30,), 150)[-1]
    tiled = dataclasses.replace(whole, tile_side=256)
    cost = Cost(view_s=0.0, pixel_s=1e-6)
    learned = cost.having_seen(whole, cost.of(whole)).having_seen(tiled, cost.of(tiled))
    assert learned.of(whole) == pytest.approx(cost.of(whole))
    assert learned.of(tiled) == pytest.approx(cost.of(tiled))
    assert 0.9 * TILED < learned.of(tiled) / learned.of(whole) < TILED
