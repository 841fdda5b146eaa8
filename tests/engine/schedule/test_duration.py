"""engine.schedule.duration: how long a painting will take, before a network is loaded."""

import pytest

from engine.options.style_options import StyleOptions
from engine.recipes.default import DEFAULT
from engine.recipes.published import CS231N
from engine.schedule.duration import (
    FLOAT32_TIMES,
    USUAL_SPEED,
    PaintingSpeed,
    again_s,
    default_s,
    depth_of,
    published_s,
    speed_of,
)
from engine.schedule.pyramid import TILED
from models.vgg import VGG19

SQUARE = StyleOptions(edge_size=512, schedule=((512, 10),))
MADE = [{"edge_size": 256, "evaluations": 10, "seconds": 3.0}]
FACTS = {"dtype": "bfloat16", "published_dtype": "float32", "device": "cpu"}


def test_time_is_that_of_all_evaluations_over_all_pixels() -> None:
    half, exact = PaintingSpeed(s_per_pixel=1e-6), PaintingSpeed(s_per_pixel=1e-6, is_half=False)
    deepest = max(depth_of(layer) for layer in CS231N.layers)
    assert published_s(CS231N, SQUARE, exact) == pytest.approx(1e-6 * deepest * 10 * 512 * 384)
    assert published_s(CS231N, SQUARE, half) == pytest.approx(FLOAT32_TIMES * published_s(CS231N, SQUARE, exact))


def test_default_recipe_takes_about_as_long_as_its_report_says() -> None:
    """What a painting that took as many evaluations as usual took."""
    made = zip((128, 256, 512), (DEFAULT.usual_coarsest, *reversed(DEFAULT.usual_evaluations[:2])), strict=True)
    levels = [{"edge_size": edge, "evaluations": count, "seconds": 3.0} for edge, count in made]
    assert default_s(512, speed_of(FACTS | {"levels": levels, "schedule": [[512, 30]]})) == pytest.approx(9.0)


def test_twice_the_size_takes_at_least_four_times_the_finest_level() -> None:
    assert default_s(2048) > 4 * default_s(1024) > 8 * default_s(512)


def test_last_painting_says_what_a_pixel_takes() -> None:
    """By the evaluations that were made, which may be fewer than planned, over all views of a level."""
    levels = [
        {"edge_size": 128, "evaluations": 20, "seconds": 2.0},
        {"edge_size": 256, "evaluations": 10, "seconds": 4.0},
    ]
    pixels = 20 * 128 * 96 + 10 * (256 * 192 + 128 * 96)
    found = speed_of(FACTS | {"levels": levels, "schedule": [[256, 30]], "dtype": "float32"})
    assert found.s_per_pixel == pytest.approx(6 / pixels)
    assert not found.is_half


@pytest.mark.parametrize(("device", "times"), [("cpu", TILED), ("cuda", 1.0)])
def test_large_paintings_take_longer_a_pixel_where_they_are_gone_over_in_tiles(device: str, times: float) -> None:
    """By a small painting's speed, and by a large one's."""
    small, large = ([{"edge_size": edge, "evaluations": 10, "seconds": 5.0}] for edge in (1024, 2048))
    speed = speed_of(FACTS | {"levels": small, "schedule": [[1024, 10]], "device": device})
    assert default_s(2048, speed) == pytest.approx(
        times * default_s(2048, PaintingSpeed(s_per_pixel=speed.s_per_pixel, is_on_cpu=False))
    )
    of_large = speed_of(FACTS | {"levels": large, "schedule": [[2048, 10]], "device": device})
    pixels = sum(2048 * 1536 / 4**halvings for halvings in range(5))
    assert of_large.s_per_pixel == pytest.approx(5 / (10 * pixels) / times)


@pytest.mark.parametrize("report", [{}, {"levels": []}, {"levels": [{"edge_size": "a"}]}])
def test_report_that_says_nothing_leaves_the_usual_time(report: dict[str, object]) -> None:
    """Of an earlier version, or of a picture at strength 0."""
    assert speed_of(report) == USUAL_SPEED


def test_a_larger_painting_takes_as_many_times_longer_as_it_has_pixels() -> None:
    report = {"schedule": [[256, 110], [512, 8]], "seconds": {"total": 20.0}}
    assert again_s(report, 1024) == 80
    assert again_s({}, 512) == default_s(512)


def test_a_network_is_loaded_no_slower_for_a_larger_painting() -> None:
    report = {"schedule": [[512, 8]], "seconds": {"load": 6.0, "total": 26.0}}
    assert again_s(report, 1024) == 80


def test_a_painting_in_tiles_takes_longer_than_its_pixels_say() -> None:
    """Measured: 294 s at 2048 px where 512 px took 10.5."""
    report = FACTS | {"schedule": [[512, 8]], "seconds": {"total": 10.5}, "levels": MADE}
    large = report | {"schedule": [[2048, 8]]}
    assert again_s(report, 2048) == pytest.approx(16 * TILED * 10.5)
    assert again_s(report | {"device": "cuda"}, 2048) == pytest.approx(16 * 10.5)
    assert again_s(large, 4096) == pytest.approx(4 * 10.5)
    assert again_s(large, 512) == pytest.approx(10.5 / 16 / TILED)


@pytest.mark.parametrize("of_part", [{"stopped": True}, {"parts_taken_up": 2}])
def test_a_part_of_a_painting_says_only_how_fast_it_was(of_part: dict[str, object]) -> None:
    report = FACTS | {"schedule": [[512, 8]], "seconds": {"total": 0.5}, "levels": MADE} | of_part
    assert again_s(report, 1024) == default_s(1024, speed_of(report)) != default_s(1024)


@pytest.mark.parametrize("layer", ["relu1_1", "relu2_2", "relu3_1", "relu4_2", "relu5_1", "relu5_4"])
def test_depths_are_those_of_the_network(layer: str) -> None:
    assert depth_of(layer) == pytest.approx(VGG19.flop((layer,), 1.0) / VGG19.flop(("relu3_1",), 1.0))


def test_a_block_is_as_deep_as_its_last_layer_and_what_is_not_there_as_the_whole_network() -> None:
    assert depth_of("pool3") == depth_of("relu3_4")
    assert depth_of("") == depth_of("pool5") == depth_of("relu5_4") == depth_of("relu9_4")
