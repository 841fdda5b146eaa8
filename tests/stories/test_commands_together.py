"""Several commands in one text: what they set holds for the picture that they have painted, in any order."""

from __future__ import annotations

import pytest

from tests.support.speaker import Speaker
from tests.support.studio import PHOTO, SECOND_STYLE, STYLE
from tests.support.until import until


@pytest.mark.parametrize(
    ("in_group", "words"),
    [("en", "/style wave /strength 90"), ("zh", "/style 海浪 /strength 90"), ("zh", "/strength 90 /style 海浪")],
    indirect=["in_group"],
)
async def test_a_strength_holds_for_the_style_beside_it(in_group: Speaker, words: str) -> None:
    in_group.says(words, in_group.sends(PHOTO))
    result = await in_group.sees()
    assert [job.options.strength for job in in_group.jobs] == [90]
    assert "90" in (result.words or "")


@pytest.mark.parametrize("words", ["/style wave ink /blend 70 30", "/blend 70 30 /style wave ink"])
async def test_shares_hold_for_the_styles_beside_them(in_group: Speaker, words: str) -> None:
    in_group.says(words, in_group.sends(PHOTO))
    await in_group.sees()
    (job,) = in_group.jobs
    assert job.options.shares == pytest.approx((0.7, 0.3))


async def test_shares_hold_for_the_styles_beside_them_after_another_painting(in_group: Speaker) -> None:
    """They would else be the earlier picture's, or mix it."""
    in_group.says("/style glass points", in_group.sends(SECOND_STYLE))
    first = await in_group.sees()
    in_group.says("/style wave ink /blend 70 30", in_group.sends(PHOTO))
    result = await in_group.sees(after=first)
    _, job = in_group.jobs
    assert (job.ticket["style_names"], job.options.shares) == (["wave", "ink"], pytest.approx((0.7, 0.3)))
    assert "70 %" in (result.words or "")


async def test_shares_hold_for_the_styles_that_the_last_painting_is_to_have(speaker: Speaker) -> None:
    speaker.sends(PHOTO, "/style glass")
    first = await speaker.sees()
    speaker.says("/style wave ink /blend 2:1", first)
    await speaker.sees(after=first)
    one, other = speaker.requests
    assert other.content_image == one.content_image
    assert other.options.shares == pytest.approx((2 / 3, 1 / 3))


async def test_shares_that_do_not_fit_the_styles_beside_them_are_answered(speaker: Speaker) -> None:
    speaker.sends(PHOTO, "/style glass")
    first = await speaker.sees()
    speaker.says("/style wave ink /blend 50 30 20", first)
    await speaker.reads(speaker.texts.blend_wrong_count.format(styles=2, example="70 30"), after=first)
    await speaker.sees(after=first)
    assert speaker.jobs[1].options.shares == ()


async def test_a_mix_beside_one_style_is_said_to_come_later(speaker: Speaker) -> None:
    speaker.sends(PHOTO, "/style glass")
    first = await speaker.sees()
    speaker.says("/style wave /blend 40", first)
    await speaker.reads(speaker.texts.mix_later, after=first)
    await speaker.sees(after=first)


async def test_shares_beside_a_style_that_is_pointed_at_hold(in_group: Speaker) -> None:
    in_group.says("/style", in_group.sends(STYLE))
    got = await in_group.reads(in_group.texts.got_style_group)
    in_group.says("/style /blend 80 20", in_group.sends(SECOND_STYLE))
    await in_group.reads("80 %", after=got)
    in_group.says("/content", in_group.sends(PHOTO))
    await in_group.sees()
    assert in_group.jobs[0].options.shares == pytest.approx((0.8, 0.2))


async def test_shares_beside_a_photo_that_is_pointed_at_hold(in_group: Speaker) -> None:
    for style in (STYLE, SECOND_STYLE):
        in_group.says("/style", in_group.sends(style))
    in_group.says("/content /blend 80 20", in_group.sends(PHOTO))
    await in_group.sees()
    assert in_group.jobs[0].options.shares == pytest.approx((0.8, 0.2))


async def test_the_last_shares_of_a_message_hold(speaker: Speaker) -> None:
    speaker.sends(PHOTO)
    await speaker.reads(speaker.texts.got_content)
    speaker.says("/style wave ink /blend 10 90 /blend 70 30")
    await speaker.sees()
    assert speaker.jobs[0].options.shares == pytest.approx((0.7, 0.3))


@pytest.mark.parametrize("words", ["/style nosuch /blend 70 30", "/style blank /blend 70 30"])
async def test_shares_beside_a_style_that_cannot_be_taken_are_said_for_themselves(speaker: Speaker, words: str) -> None:
    speaker.sends(PHOTO)
    got = await speaker.reads(speaker.texts.got_content)
    speaker.says(words)
    await speaker.reads(speaker.texts.blend_kept.format(styles=2), after=got)
    speaker.says("/style wave ink")
    await speaker.sees()
    assert speaker.jobs[0].options.shares == pytest.approx((0.7, 0.3))


async def test_shares_beside_a_photo_of_one_colour_hold(speaker: Speaker) -> None:
    speaker.says("/content blank /blend 70 30")
    await speaker.reads(speaker.texts.got_content)
    speaker.says("/style wave ink")
    await speaker.sees()
    assert speaker.jobs[0].options.shares == pytest.approx((0.7, 0.3))


async def test_shares_under_a_picture_that_is_the_style_of_a_photo_of_one_colour_hold(speaker: Speaker) -> None:
    speaker.s.queue.painter = None
    speaker.sends(STYLE, "/content blank /blend 70 30")
    await speaker.reads(speaker.texts.mix_later)


@pytest.mark.parametrize(("words", "holds"), [("/go /size 72", ("edge_size", 72)), ("/go /quick", ("is_quick", True))])
async def test_what_is_set_beside_go_holds_for_what_it_paints(
    speaker: Speaker, words: str, holds: tuple[str, object]
) -> None:
    speaker.sends(PHOTO, "/style wave")
    first = await speaker.sees()
    speaker.says(words)
    await speaker.sees(after=first)
    name, value = holds
    assert getattr(speaker.jobs[1].options, name) == value


async def test_shares_beside_go_hold_for_what_it_paints(speaker: Speaker) -> None:
    speaker.sends(PHOTO, "/style wave ink")
    first = await speaker.sees()
    speaker.says("/go /blend 70 30")
    await speaker.sees(after=first)
    assert speaker.jobs[1].options.shares == pytest.approx((0.7, 0.3))


@pytest.mark.parametrize("words", ["/again /blend 70 30", "/blend 70 30 /go"])
async def test_shares_and_once_more_about_a_painting_are_one_painting(speaker: Speaker, words: str) -> None:
    speaker.sends(PHOTO, "/style wave ink")
    old = await speaker.sees()
    speaker.sends(SECOND_STYLE, "/style glass")
    latest = await speaker.sees(after=old)
    speaker.says(words, old)
    await speaker.sees(after=latest)
    asked = speaker.says("/status")
    await until(lambda: speaker.answers(asked))
    requests = speaker.requests
    assert len(requests) == 3
    assert requests[2].content_image == requests[0].content_image
    assert requests[2].options.shares == pytest.approx((0.7, 0.3))


@pytest.mark.parametrize("words", ["/strength 90 /go ink", "/again ink /strength 90", "/strength 90 /again 水墨"])
async def test_a_strength_beside_another_style_for_the_last_photo_holds(speaker: Speaker, words: str) -> None:
    speaker.sends(PHOTO, "/style wave")
    first = await speaker.sees()
    speaker.says(words)
    await speaker.sees(after=first)
    assert [job.options.strength for job in speaker.jobs] == [60, 90]


@pytest.mark.parametrize(
    ("words", "holds"),
    [
        ("/style ink /strength 90", ("strength", 90)),
        ("/size 72 /style ink", ("edge_size", 72)),
        ("/recipe default /style ink", ("recipe", "default")),
    ],
)
async def test_what_is_set_beside_a_style_for_a_painting_holds(
    speaker: Speaker, words: str, holds: tuple[str, object]
) -> None:
    await speaker.s.store.preferences.change(speaker.chat_id, speaker.person.id, recipe="cs231n")
    speaker.sends(PHOTO, "/style wave")
    first = await speaker.sees()
    speaker.says(words, first)
    await speaker.sees(after=first)
    name, value = holds
    assert getattr(speaker.jobs[1].options, name) == value


async def test_a_strength_under_a_style_picture_that_answers_a_painting_holds(speaker: Speaker) -> None:
    speaker.sends(PHOTO, "/style wave")
    first = await speaker.sees()
    speaker.person.send_photo(speaker.chat_id, STYLE, "/style /strength 90", first)
    await speaker.sees(after=first)
    assert speaker.jobs[1].options.strength == 90


async def test_a_strength_set_in_a_message_before_changes_no_painting_whose_style_is_changed(speaker: Speaker) -> None:
    speaker.sends(PHOTO, "/style wave")
    first = await speaker.sees()
    speaker.says("/strength 90")
    speaker.says("/go ink")
    await speaker.sees(after=first)
    assert speaker.jobs[1].options.strength == 60


@pytest.mark.parametrize("words", ["/go /style wave", "/again /style wave", "/style wave /go"])
async def test_a_style_beside_go_is_that_of_the_photo_that_waits(speaker: Speaker, words: str) -> None:
    speaker.sends(PHOTO)
    await speaker.reads(speaker.texts.got_content)
    speaker.says(words)
    await speaker.sees()
    (job,) = speaker.jobs
    assert (job.ticket["style_names"], job.options.tries) == (["wave"], ())


async def test_a_style_and_once_more_about_a_painting_are_one_painting_in_that_style(speaker: Speaker) -> None:
    speaker.sends(PHOTO, "/style wave")
    first = await speaker.sees()
    speaker.says("/again /style ink", first)
    await speaker.sees(after=first)
    asked = speaker.says("/status")
    await until(lambda: speaker.answers(asked))
    assert [job.ticket["style_names"] for job in speaker.jobs] == [["wave"], ["ink"]]


@pytest.mark.parametrize("words", ["/again /style ink", "/style ink /again", "/go /style ink"])
async def test_a_style_beside_once_more_is_that_of_the_last_photo(speaker: Speaker, words: str) -> None:
    speaker.sends(PHOTO, "/style wave")
    first = await speaker.sees()
    speaker.says(words)
    await speaker.sees(after=first)
    one, other = speaker.requests
    assert other.content_image == one.content_image
    assert [job.ticket["style_names"] for job in speaker.jobs] == [["wave"], ["ink"]]


async def test_a_strength_set_while_a_style_waits_is_not_said_to_repeat_the_last_painting(speaker: Speaker) -> None:
    speaker.sends(PHOTO, "/style wave")
    first = await speaker.sees()
    speaker.says("/style ink")
    got = await speaker.reads(speaker.texts.got_style, after=first)
    speaker.says("/strength 90")
    said = await speaker.reads("90", after=got)
    assert "/again" not in (said.words or "")
