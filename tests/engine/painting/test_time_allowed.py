"""A budget is met and a limit kept, the last look at the picture included; a limit draws nothing out."""

from types import SimpleNamespace

import pytest

from engine.options.style_options import StyleOptions
from engine.painting import coarse_to_fine
from engine.painting.clock import Clock
from engine.painting.coarse_to_fine import _is_over, _replan, plan
from engine.painting.plan import fixed_s
from engine.painting.published_descent import CUT
from engine.recipes.default import DEFAULT
from engine.recipes.published import CS231N
from engine.schedule.cost import FEWEST_EVALUATIONS, Cost, seconds
from engine.schedule.forecast import Forecast
from tests.support.small_paintings import request

COST = Cost(view_s=0.001, pixel_s=2e-6)
SHAPE = (4, 3)


@pytest.fixture(autouse=True)
def paced(painter, monkeypatch):
    """Let no busy machine decide."""
    monkeypatch.setattr(painter.workshop, "cost", COST)
    monkeypatch.setattr(painter.workshop, "target_s", 3e-6)


def planned(painter, **options):
    return plan(DEFAULT, painter.workshop, StyleOptions(edge_size=256, **options), SHAPE)


def under_way(levels, *, elapsed):
    """Return a course at its last level, after so many seconds, with a tenth of a second of encoding to come."""
    return SimpleNamespace(
        levels=levels,
        place=len(levels) - 1,
        cost=COST,
        ending_s=0.1,
        clock=SimpleNamespace(elapsed=elapsed),
        forecast=Forecast(lambda: 0.0),
    )


def test_limit_plans_what_the_recipe_does_and_foretells_no_more_than_itself(painter):
    free, long, short = planned(painter), planned(painter, limit_s=3600.0), planned(painter, limit_s=0.5)
    assert long.levels == short.levels == free.levels
    assert long.expected_s(COST, 3e-6) == free.expected_s(COST, 3e-6)
    assert short.expected_s(COST, 3e-6) == 0.5


def test_budget_leaves_time_for_the_last_look_at_the_picture(painter):
    for budget_s in (3.0, 10.0):
        levels = planned(painter, budget_s=budget_s).levels
        taken_s = seconds(levels, COST) + fixed_s(levels, 3e-6) + COST.of(levels[-1])
        assert taken_s == pytest.approx(budget_s, rel=0.1)
        assert taken_s <= budget_s


@pytest.mark.parametrize("name", ["budget_s", "limit_s"])
def test_no_evaluation_is_begun_that_leaves_no_time_for_the_last_look(painter, name):
    levels = planned(painter).levels
    needed_s = 2 * COST.of(levels[-1]) + 0.1
    for left_s, is_over in ((1.05 * needed_s, False), (0.95 * needed_s, True)):
        course = under_way(levels, elapsed=10.0 - left_s)
        assert _is_over(course, StyleOptions(**{name: 10.0})) is is_over


def test_time_that_is_over_what_a_level_needs_is_spent_by_a_budget_and_left_by_a_limit(painter):
    levels = planned(painter).levels
    for options, is_longer in ((StyleOptions(budget_s=60.0), True), (StyleOptions(limit_s=60.0), False)):
        course = under_way(levels, elapsed=1.0)
        _replan(course, course.place, options, levels)
        assert (course.levels[-1].evaluations > levels[-1].evaluations) is is_longer


def test_levels_cut_short_by_a_limit_are_given_back_what_the_first_ones_left(painter):
    levels = planned(painter).levels
    course = under_way(levels, elapsed=59.7)
    _replan(course, course.place, StyleOptions(limit_s=60.0), levels)
    assert course.levels[-1].evaluations < levels[-1].evaluations
    course.clock.elapsed = 1.0
    _replan(course, course.place, StyleOptions(limit_s=60.0), levels)
    assert course.levels == levels


def test_painting_within_a_limit_is_the_one_without(painter):
    free, limited = (painter.paint(request(edge_size=64, schedule=(), **limit)) for limit in ({}, {"limit_s": 3600.0}))
    assert limited.image_png == free.image_png
    assert limited.report["schedule"] == free.report["schedule"]


def test_limit_ends_a_coarse_level_too_where_the_machine_slows_on_the_way(painter, monkeypatch):
    """From its fifth evaluation on each takes half a minute, and nothing had foretold that."""
    now_s = 0.0

    def slowed(iterate):
        nonlocal now_s
        now_s += 30 * (iterate.evaluation >= 5)

    monkeypatch.setattr(Clock, "elapsed", property(lambda _clock: now_s))
    limited = request(schedule=((64, 20), (80, 8), (96, 8)), limit_s=60.0)
    report = painter.paint(limited, on_iterate=slowed).report
    assert [level["evaluations"] for level in report["levels"]] == [6, 0, 0]
    assert not report["stopped"]


def test_shortest_limit_still_paints_the_coarsest_level(painter):
    report = painter.paint(request(schedule=((64, 20), (96, 8)), limit_s=1e-6)).report
    assert [level["evaluations"] for level in report["levels"]] == [FEWEST_EVALUATIONS, 0]


def test_published_recipe_ends_at_a_limit_wherever_it_stands(painter):
    options = {"recipe": CS231N.name, "schedule": ((64, 12),), "edge_size": 64}
    report = painter.paint(request(**options, limit_s=1e-3)).report
    assert report["evaluations"] < 12
    assert CUT.format(limit=1e-3, made=report["evaluations"], planned=12) in report["notes"]


def test_level_settles_under_a_limit_and_not_under_a_budget():
    for options, settles in (({}, True), ({"limit_s": 60.0}, True), ({"budget_s": 60.0}, False)):
        aim = SimpleNamespace(recipe=DEFAULT, subject=SimpleNamespace(options=StyleOptions(**options)))
        assert (coarse_to_fine._settling(aim) is not None) is settles
