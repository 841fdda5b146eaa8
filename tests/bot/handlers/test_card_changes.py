"""The buttons under a result change the card's options."""

from __future__ import annotations

import pytest

from bot.handlers.card_changes import changed
from bot.wording.presses import Pressed
from engine.options.style_options import KeepColors, Stroke, StyleOptions


def pressed(verb: str, value: str = "") -> Pressed:
    return Pressed(verb=verb, about="job", value=value)


def test_strength_moves_in_steps_within_its_range() -> None:
    assert changed(StyleOptions(strength=95), pressed("stronger"), 1, 512).strength == 100
    assert changed(StyleOptions(strength=60), pressed("weaker"), 1, 512).strength == 50
    assert changed(StyleOptions(strength=4), pressed("weaker"), 1, 512).strength == 0


def test_colours_and_strokes_go_round() -> None:
    assert changed(StyleOptions(), pressed("colors"), 1, 512).keep_colors is KeepColors.MATCH
    assert changed(StyleOptions(keep_colors=KeepColors.LUMINANCE), pressed("colors"), 1, 512) == StyleOptions()
    assert changed(StyleOptions(stroke=Stroke.LARGE), pressed("stroke"), 1, 512).stroke is Stroke.SMALL


def test_the_size_goes_up_to_the_largest_allowed_and_starts_again() -> None:
    assert changed(StyleOptions(edge_size=512), pressed("size"), 1, 1024).edge_size == 768
    assert changed(StyleOptions(edge_size=1024), pressed("size"), 1, 1024).edge_size == 256
    assert changed(StyleOptions(edge_size=64), pressed("size"), 1, 64).edge_size == 64


def test_a_share_grows_at_the_cost_of_the_others() -> None:
    assert changed(StyleOptions(), pressed("share", "0"), 2, 512).shares == pytest.approx((0.6, 0.4))
    assert changed(StyleOptions(shares=(0.5, 0.25, 0.25)), pressed("share", "0"), 3, 512).shares == pytest.approx(
        (0.6, 0.2, 0.2)
    )


def test_after_all_of_a_style_comes_none_of_it() -> None:
    assert changed(StyleOptions(shares=(1.0, 0.0)), pressed("share", "0"), 2, 512).shares == pytest.approx((0, 1))


@pytest.mark.parametrize("press", [pressed("share", "7"), pressed("share", "x"), pressed("nonsense")])
def test_a_press_that_cannot_be_changes_nothing(press: Pressed) -> None:
    assert changed(StyleOptions(), press, 2, 512) == StyleOptions()
