"""/go in reply to a photo, or under it, paints that photo, whatever was painted before."""

from __future__ import annotations

import pytest

from tests.support.fakes import picture
from tests.support.speaker import Speaker
from tests.support.studio import PHOTO, STYLE
from tests.support.until import until


async def painted(speaker: Speaker) -> None:
    """Let a first photo be painted in the style "wave", as a reply asks for."""
    speaker.says("/style wave", speaker.sends(PHOTO))
    await speaker.sees()


async def test_go_in_reply_to_another_photo_paints_that_one_in_the_style_of_the_last(in_group: Speaker) -> None:
    await painted(in_group)
    asked = in_group.says("/go", in_group.sends(picture("red")))
    await in_group.sees(after=asked)
    first, second = in_group.requests
    assert second.content_image != first.content_image
    assert second.style_images == first.style_images


async def test_go_in_reply_to_another_photo_paints_it_in_the_shares_of_the_last(in_group: Speaker) -> None:
    in_group.says("/style wave ink /blend 70 30", in_group.sends(PHOTO))
    await in_group.sees()
    asked = in_group.says("/go", in_group.sends(picture("red")))
    await in_group.sees(after=asked)
    assert in_group.requests[1].options.shares == pytest.approx((0.7, 0.3))


async def test_go_in_reply_to_another_photo_while_the_first_is_painted_is_for_that_one(in_group: Speaker) -> None:
    in_group.s.queue.painter = None
    in_group.says("/style wave", in_group.sends(PHOTO))
    await in_group.reads(in_group.texts.started)
    asked = in_group.says("/go", in_group.sends(picture("red")))
    await in_group.reads(in_group.texts.started, after=asked)
    await until(lambda: len(in_group.jobs) == 2)
    first, second = in_group.requests
    assert second.content_image != first.content_image
    assert len(second.style_images) == 1


async def test_go_in_reply_to_an_earlier_photo_of_a_private_chat_paints_that_one(speaker: Speaker) -> None:
    photo = speaker.sends(PHOTO, "/style wave")
    first = await speaker.sees()
    speaker.sends(picture("red"), "/style ink")
    second = await speaker.sees(after=first)
    speaker.says("/go", photo)
    await speaker.sees(after=second)
    requests = speaker.requests
    assert requests[2].content_image == requests[0].content_image
    assert requests[2].style_images == requests[1].style_images


async def test_go_in_reply_to_the_painting_paints_its_photo_once_more(in_group: Speaker) -> None:
    await painted(in_group)
    result = await in_group.sees()
    in_group.says("/go", result)
    await in_group.sees(after=result)
    first, second = in_group.requests
    assert second.content_image == first.content_image
    assert second.options.seed == first.options.seed + 1


async def test_go_in_reply_to_an_older_painting_paints_that_one_once_more(speaker: Speaker) -> None:
    speaker.sends(PHOTO, "/style wave")
    older = await speaker.sees()
    speaker.sends(picture("red"), "/style ink")
    newer = await speaker.sees(after=older)
    speaker.says("/go", older)
    await speaker.sees(after=newer)
    first, _, third = speaker.requests
    assert (third.content_image, third.style_images) == (first.content_image, first.style_images)


async def test_go_in_reply_to_a_painting_paints_it_once_more_where_nothing_else_is_kept(speaker: Speaker) -> None:
    speaker.sends(PHOTO, "/style wave")
    painting = await speaker.sees()
    cleared = speaker.says("/clear")
    await until(lambda: speaker.answers(cleared))
    speaker.says("/go", painting)
    await speaker.sees(after=painting)
    first, second = speaker.requests
    assert (second.content_image, second.style_images) == (first.content_image, first.style_images)


async def test_go_under_a_picture_that_answers_a_photo_is_about_the_picture(in_group: Speaker) -> None:
    await painted(in_group)
    shown = in_group.sends(picture("red"))
    in_group.s.queue.painter = None
    in_group.says("/again")
    begun = await in_group.reads(in_group.texts.started_again)
    in_group.person.send_photo(in_group.chat_id, STYLE, "/go", shown)
    await in_group.reads(in_group.texts.kept_style.format(number=2), after=begun)
    await until(lambda: len(in_group.jobs) == 3)
    assert in_group.requests[2].content_image == in_group.requests[0].content_image


@pytest.mark.parametrize("words", ["/go ink", "/again ink"])
async def test_a_style_behind_go_is_for_the_photo_above_it_not_for_one_that_it_answers(
    in_group: Speaker, words: str
) -> None:
    other = in_group.sends(picture("red"))
    in_group.person.send_photo(in_group.chat_id, PHOTO, words, other)
    result = await in_group.sees()
    in_group.says("/style ink", other)
    await in_group.sees(after=result)
    first, second = in_group.requests
    assert first.content_image != second.content_image


async def test_a_style_behind_go_is_for_the_photo_above_it_not_for_a_painting_that_it_answers(speaker: Speaker) -> None:
    speaker.sends(PHOTO, "/style wave")
    painting = await speaker.sees()
    speaker.person.send_photo(speaker.chat_id, picture("red"), "/go ink", painting)
    await speaker.sees(after=painting)
    first, second = speaker.requests
    assert first.content_image != second.content_image


async def test_a_photo_with_a_style_behind_go_is_no_style_for_what_is_being_painted(speaker: Speaker) -> None:
    speaker.s.queue.painter = None
    speaker.sends(PHOTO, "/style wave")
    await speaker.reads(speaker.texts.started)
    speaker.sends(picture("red"), "/go ink")
    await until(lambda: len(speaker.jobs) == 2)
    first, second = speaker.requests
    assert first.content_image != second.content_image
    assert len(second.style_images) == 1


async def test_go_in_reply_to_what_is_no_picture_says_so_and_paints_nothing(in_group: Speaker) -> None:
    await painted(in_group)
    video = in_group.person.send_video(in_group.chat_id, b"moving")
    in_group.says("/go", video)
    await in_group.reads(in_group.texts.no_video)
    assert len(in_group.jobs) == 1


async def test_go_in_reply_to_another_photo_after_small_ones_gives_small_ones_of_that(in_group: Speaker) -> None:
    in_group.says("/surprise", in_group.sends(PHOTO))
    await in_group.reads(in_group.texts.tries_offer)
    asked = in_group.says("/go", in_group.sends(picture("red")))
    await in_group.reads(in_group.texts.tries_offer, after=asked)
    first, second = in_group.requests
    assert second.content_image != first.content_image
