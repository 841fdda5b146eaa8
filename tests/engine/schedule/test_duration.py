"""engine.schedule.duration: how long a painting will take, before a network is loaded."""

import pytest

from engine.options.style_options import StyleOptions
from engine.recipes.published import CS231N
from engine.schedule.duration import DEPTH, USUAL_S_PER_PIXEL, again_s, default_s, published_s, s_per_pixel_of

SQUARE = StyleOptions(edge_size=512, schedule=((512, 10),))


def test_time_is_that_of_all_evaluations_over_all_pixels() -> None:
    assert published_s(CS231N, SQUARE, 1e-6) == pytest.approx(1e-6 * DEPTH * 10 * 512 * 384)


def test_default_recipe_takes_about_as_long_as_its_report_says() -> None:
    """512 px: 110, 40 and 8 evaluations from coarse to fine."""
    schedule = [[128, 110], [256, 40], [512, 8]]
    s_per_pixel = s_per_pixel_of({"schedule": schedule, "seconds": {"optimise": 9.0}})
    assert default_s(512, s_per_pixel) == pytest.approx(9.0)


def test_twice_the_size_takes_at_least_four_times_the_finest_level() -> None:
    assert default_s(2048) > 4 * default_s(1024) > 8 * default_s(512)


def test_last_painting_says_what_a_pixel_takes() -> None:
    report = {"schedule": [[256, 20], [512, 10]], "seconds": {"optimise": 6.0}}
    assert s_per_pixel_of(report) == pytest.approx(6 / (0.75 * (20 * 256**2 + 10 * 512**2)))


@pytest.mark.parametrize("report", [{}, {"schedule": [], "seconds": {"optimise": 6.0}}, {"schedule": [["a", 1]]}])
def test_report_that_says_nothing_leaves_the_usual_time(report: dict[str, object]) -> None:
    """Of an earlier version, or of a picture at strength 0."""
    assert s_per_pixel_of(report) == USUAL_S_PER_PIXEL


def test_a_larger_painting_takes_as_many_times_longer_as_it_has_pixels() -> None:
    report = {"schedule": [[256, 110], [512, 8]], "seconds": {"total": 20.0}}
    assert again_s(report, 1024) == 80
    assert again_s({}, 512) == pytest.approx(30 * USUAL_S_PER_PIXEL * 512 * 384)
