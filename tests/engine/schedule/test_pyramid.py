import pytest

from engine.errors import InvalidOption
from engine.schedule.cost import FEWEST_EVALUATIONS, Cost, at_most, full_resolution_evaluations, seconds, within
from engine.schedule.pyramid import octaves, scheduled, usually, views

COST = Cost(view_s=0.01, pixel_s=1e-6)


def edges(levels):
    return [level.views[0].edge_size for level in levels]


def test_levels_halve_down_to_the_coarsest():
    levels = octaves((4, 3), 512, 64, (10, 20), 30)
    assert edges(levels) == [64, 128, 256, 512]
    assert [level.evaluations for level in levels] == [30, 20, 20, 10]
    assert levels[-1].size == (512, 384)


def test_level_looks_at_itself_and_every_coarser_size():
    assert [view.edge_size for view in octaves((1, 1), 256, 64, (1,), 1)[-1].views] == [256, 128, 64]


@pytest.mark.parametrize("shape", [(1, 1), (20, 1), (1, 20), (3, 2), (5, 1)])
@pytest.mark.parametrize("edge", [64, 65, 127, 640, 1024])
def test_no_view_has_a_side_under_32_px(shape, edge):
    sizes = [view.size for view in views(shape, edge, 64)]
    assert min(min(size) for size in sizes) >= 32
    assert len(set(sizes)) == len(sizes)


def test_schedule_names_the_levels():
    levels = scheduled((4, 3), 384, 64, ((96, 8), (136, 7), (384, 2)))
    assert edges(levels) == [96, 136, 384]
    assert [level.evaluations for level in levels] == [8, 7, 2]


@pytest.mark.parametrize("schedule", [((128, 3),), ((256, 3), (128, 3)), ((128, 3), (128, 3), (256, 3))])
def test_schedule_that_does_not_rise_to_the_edge_size_is_refused(schedule):
    with pytest.raises(InvalidOption, match="rise"):
        scheduled((4, 3), 256, 64, schedule)


@pytest.mark.parametrize("budget_s", [5, 20, 60])
def test_budget_is_met(budget_s):
    levels = within(octaves((4, 3), 512, 64, (20, 60, 100), 120), budget_s, COST)
    assert seconds(levels, COST) == pytest.approx(budget_s, rel=0.1)
    assert seconds(levels, COST) <= budget_s


def test_limit_that_is_not_reached_changes_nothing() -> None:
    """However much longer it is: nothing is drawn out."""
    planned = usually(octaves((4, 3), 512, 64, (20, 60, 100), 120), (8, 30), 50)
    for limit_s in (seconds(planned, COST), 3600):
        assert at_most(planned, limit_s, COST) == planned


def test_limit_that_would_be_broken_cuts_every_level() -> None:
    planned = usually(octaves((4, 3), 512, 64, (20, 60, 100), 120), (8, 30), 50)
    levels = at_most(planned, seconds(planned, COST) / 3, COST)
    assert seconds(levels, COST) == pytest.approx(seconds(planned, COST) / 3, rel=0.1)
    assert all(level.evaluations < full.evaluations for level, full in zip(levels, planned, strict=True))


def test_budget_is_cut_from_the_fine_levels_first():
    """The coarsest is cheap and decides where things stand: at a quarter of the time it keeps half."""
    planned = octaves((4, 3), 512, 64, (20, 60, 80), 120)
    levels = within(planned, seconds(planned, COST) / 4, COST)
    kept = [level.evaluations / full.evaluations for level, full in zip(levels, planned, strict=True)]
    assert kept[0] == pytest.approx(0.5, abs=0.05)
    assert kept[1:] == pytest.approx([0.25] * 3, abs=0.05)


def test_picture_of_one_level_has_the_coarsest_evaluations():
    assert [level.evaluations for level in octaves((4, 3), 96, 64, (8, 40), 110)] == [110]


def test_budget_too_small_still_paints():
    levels = within(octaves((4, 3), 512, 64, (20, 60), 60), 0.001, COST)
    assert {level.evaluations for level in levels} == {FEWEST_EVALUATIONS}


def test_full_resolution_evaluations_count_every_view():
    levels = octaves((1, 1), 128, 64, (3,), 5)
    assert full_resolution_evaluations(levels, [5, 3]) == pytest.approx(5 / 4 + 3 * (1 + 1 / 4))


def test_seconds_count_the_evaluations_that_a_level_takes_usually() -> None:
    levels = usually(octaves((4, 3), 512, 128, (8, 40), 110), (8, 30), 50)
    assert [level.evaluations for level in levels] == [110, 40, 8]
    assert [level.expected for level in levels] == [50, 30, 8]
    assert seconds(levels, COST) == pytest.approx(sum(level.expected * COST.of(level) for level in levels))


def test_no_more_evaluations_are_expected_than_may_be_made() -> None:
    assert [level.expected for level in usually(octaves((4, 3), 96, 64, (8,), 20), (8,), 50)] == [20]


def test_a_level_that_outlasts_what_is_usual_is_expected_to_go_on_a_little() -> None:
    (level,) = usually(octaves((4, 3), 96, 64, (8,), 110), (8,), 50)
    assert [level.left(made) for made in (0, 30, 49, 60, 105, 110)] == [50, 20, 8, 8, 5, 0]
