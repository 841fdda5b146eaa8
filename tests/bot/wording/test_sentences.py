"""Facts to words."""

from __future__ import annotations

import pytest

from bot.texts import texts_in
from bot.wording import sentences
from bot.wording.unusable_pictures import unusable, which_picture
from engine.options.experiment_choice import ExperimentChoice, ExperimentKind
from engine.options.style_options import Faces, KeepColors, StyleOptions
from engine.queue.job import Refusal
from engine.recipes.published import UNTUNED
from engine.request import Iterate

EN = texts_in("en")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "about 2 s"),
        (3, "about 3 s"),
        (22, "about 20 s"),
        (23, "about 25 s"),
        (91, "about 90 s"),
        (130, "about 2 min"),
        (145, "about 2.5 min"),
        (3600, "about 60 min"),
    ],
)
def test_a_duration_is_told_in_steps(seconds: float, words: str) -> None:
    assert sentences.duration(EN, seconds) == words


@pytest.mark.parametrize("fraction", [-1, 0, 0.5, 1, 2])
def test_a_bar_is_always_as_wide(fraction: float) -> None:
    assert len(sentences.bar(fraction)) == 12


def test_painting_tells_per_cent_and_time_left() -> None:
    iterate = Iterate(
        level=0, levels=1, edge_size=64, evaluation=1, evaluations=4, fraction=0.25, seconds_left=17, preview_jpeg=None
    )
    assert sentences.under_way(EN, iterate, StyleOptions()) == "Painting\n▓▓▓░░░░░░░░░ 25 %\nabout 15 s left"
    dream = StyleOptions(experiment=ExperimentChoice(kind=ExperimentKind.DREAM))
    assert sentences.under_way(EN, iterate, dream) == "At work\n▓▓▓░░░░░░░░░ 25 %\nabout 15 s left"


@pytest.mark.parametrize("seconds", [2.0 * 1.07**step for step in range(115)])  # to 80 minutes
def test_a_step_is_near_what_it_stands_for(seconds: float) -> None:
    count, unit = sentences.duration(EN, seconds).split()[1:]
    assert float(count) * {"s": 1, "min": 60}[unit] == pytest.approx(seconds, rel=0.21)


def test_the_first_place_is_next() -> None:
    assert sentences.in_line(EN, 1, 20) == "You are next; ready in about 20 s."
    assert sentences.in_line(EN, 4, 110) == "In line: place 4, ready in about 2 min."
    assert sentences.in_line(EN, 4, None) == "In line: place 4."


def test_places_far_behind_are_told_in_growing_steps() -> None:
    told = {sentences.told_position(place) for place in range(1, 200)}
    assert {1, 2, 3, 4, 5, 6, 7} <= told
    assert len(told) < 25
    assert all(sentences.told_position(place) >= place for place in range(1, 200))


@pytest.mark.parametrize("styles", range(2, 6))
def test_the_example_has_a_share_for_each_style(styles: int) -> None:
    assert len(sentences.example_shares(styles).split()) == styles


def test_strengths_are_told_in_five_words_and_none_in_its_own() -> None:
    assert len({sentences.strength(EN, value) for value in range(1, 101)}) == 5
    assert sentences.strength(EN, 0) == "your photo as it is, without any style"


def test_a_result_tells_its_shares_when_there_are_several_styles() -> None:
    assert "styles" not in sentences.result(EN, StyleOptions(), 1)
    assert "1: 70 %, 2: 30 %" in sentences.result(EN, StyleOptions(shares=(0.7, 0.3)), 2)


def test_caption_says_where_a_recipe_was_tuned_for_another_network() -> None:
    options = StyleOptions(recipe="cs231n")
    assert "tuned" not in sentences.result(EN, options, 1, notes=["Another note."])
    assert "“cs231n” was tuned for another network" in sentences.result(EN, options, 1, notes=[UNTUNED])


def test_a_changed_card_still_says_that_a_recipe_was_tuned_for_another_network() -> None:
    painted, wanted = StyleOptions(recipe="cs231n"), StyleOptions(recipe="cs231n", strength=70)
    assert sentences.pending(EN, painted, wanted, 1, notes=[UNTUNED]).startswith(
        sentences.result(EN, painted, 1, notes=[UNTUNED])
    )


@pytest.mark.parametrize(
    ("names", "colors", "caption"),
    [
        (["wave"], KeepColors.OFF, "Here it is: wave, strength 60."),
        (["my sea"], KeepColors.LUMINANCE, "Here it is: my sea, strength 60, your photo's colours."),
        ([""], KeepColors.MATCH, "Here it is, strength 60, near your photo's colours."),
        (["mosaic", ""], KeepColors.OFF, "Here it is, strength 60, styles mosaic: 50 %, 2: 50 %."),
    ],
)
def test_a_result_tells_one_painting_from_another(names: list[str], colors: KeepColors, caption: str) -> None:
    assert sentences.result(EN, StyleOptions(keep_colors=colors), len(names), names) == caption


def test_painting_once_more_says_what_will_differ() -> None:
    painted, wanted = StyleOptions(), StyleOptions(strength=40, faces=Faces.PAINT)
    assert sentences.started_again(EN, painted, painted, 1) == EN.started_again
    assert sentences.started_again(EN, painted, wanted, 1) == "Once more: Strength 40, Paint faces too…"


@pytest.mark.parametrize(
    ("why", "begins"),
    [
        (Refusal.PICTURE_TOO_LARGE, "There are too many pixels in"),
        (Refusal.PICTURE_TOO_SMALL, "There are too few pixels in"),
        (Refusal.PICTURE_TOO_NARROW, "One side of"),
        (Refusal.UNREADABLE_PICTURE, "I cannot open"),
        (Refusal.UNEXPECTED, "I cannot open"),
    ],
)
def test_every_refusal_of_a_picture_names_it(why: Refusal, begins: str) -> None:
    assert unusable(EN, why, which_picture(EN, 2, 3)).startswith(f"{begins} style picture 2")
