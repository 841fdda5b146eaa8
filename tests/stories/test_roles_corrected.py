"""What a picture is for is said once more: that corrects what it was taken for, and paints nothing in itself."""

from __future__ import annotations

import pytest

from tests.support.speaker import Speaker
from tests.support.studio import PHOTO, SECOND_STYLE, STYLE


async def test_a_photo_that_was_sent_as_a_style_becomes_the_photo(speaker: Speaker) -> None:
    photo = speaker.sends(PHOTO, "/style")
    got = await speaker.reads(speaker.texts.got_style)
    speaker.says("/content", photo)
    waits = await speaker.reads(speaker.texts.got_content, after=got)
    assert speaker.jobs == []
    speaker.sends(STYLE)
    await speaker.sees(after=waits)
    (request,) = speaker.requests
    assert len(request.style_images) == 1
    assert request.style_images[0] != request.content_image


async def test_one_of_two_styles_becomes_the_photo_and_is_painted_in_the_other(speaker: Speaker) -> None:
    photo = speaker.sends(PHOTO, "/style")
    got = await speaker.reads(speaker.texts.got_style)
    speaker.sends(STYLE, "/style")
    await speaker.reads(speaker.texts.got_style, after=got)
    speaker.says("/content", photo)
    await speaker.sees()
    (request,) = speaker.requests
    assert len(request.style_images) == 1


async def test_a_style_that_was_sent_first_becomes_the_style_and_no_photo_waits(speaker: Speaker) -> None:
    style = speaker.sends(STYLE)
    got = await speaker.reads(speaker.texts.got_content)
    speaker.says("/style", style)
    said = await speaker.reads(speaker.texts.got_style, after=got)
    speaker.says("/status")
    await speaker.reads(speaker.texts.draft_holds.split("{")[0] + speaker.texts.none_yet, after=said)
    assert speaker.jobs == []
    speaker.sends(PHOTO)
    await speaker.sees()
    (request,) = speaker.requests
    assert len(request.style_images) == 1
    assert request.style_images[0] != request.content_image


async def test_a_caption_that_is_corrected_to_a_style_makes_the_photo_one(speaker: Speaker) -> None:
    style = speaker.sends(STYLE)
    got = await speaker.reads(speaker.texts.got_content)
    speaker.person.edit_text(style, "/style")
    await speaker.reads(speaker.texts.got_style, after=got)
    assert speaker.jobs == []


async def test_in_a_group_a_style_becomes_the_photo_where_that_is_said(in_group: Speaker) -> None:
    shown = in_group.sends(PHOTO)
    in_group.says("/style", shown)
    got = await in_group.reads(in_group.texts.got_style_group)
    in_group.says("/content", shown)
    await in_group.reads(in_group.texts.got_content_group, after=got)
    assert in_group.jobs == []


async def test_a_picture_that_is_said_to_be_photo_and_then_style_is_painted_in_itself(in_group: Speaker) -> None:
    shown = in_group.sends(PHOTO)
    in_group.says("/content", shown)
    await in_group.reads(in_group.texts.got_content_group)
    in_group.says("/style", shown)
    await in_group.sees()


@pytest.mark.parametrize("words", ["/style", "/style /strength 70"])
async def test_a_photo_beside_styles_may_be_one_of_them(speaker: Speaker, words: str) -> None:
    speaker.s.queue.painter = None
    photo = speaker.sends(PHOTO, "/style wave")
    started = await speaker.reads(speaker.texts.started)
    speaker.says(words, photo)
    await speaker.reads(speaker.texts.kept_style.format(number=2), after=started)


async def test_only_of_a_picture_whose_role_nobody_said_it_is_asked_whether_it_is_a_photo(speaker: Speaker) -> None:
    speaker.s.queue.painter = None
    kept = speaker.texts.kept_style
    speaker.sends(PHOTO, "/style wave")
    started = await speaker.reads(speaker.texts.started)
    speaker.says("/style ink")
    named = await speaker.reads(kept.format(number=2), after=started)
    speaker.sends(STYLE, "/style")
    said = await speaker.reads(kept.format(number=3), after=named)
    speaker.sends(SECOND_STYLE)
    unsaid = await speaker.reads(kept.format(number=4), after=said)
    asked = [speaker.texts.or_new_photo in (answer.words or "") for answer in (named, said, unsaid)]
    assert asked == [False, False, True]


async def test_the_same_picture_sent_twice_is_painted_in_itself(speaker: Speaker) -> None:
    speaker.sends(SECOND_STYLE)
    got = await speaker.reads(speaker.texts.got_content)
    speaker.sends(SECOND_STYLE)
    await speaker.reads(speaker.texts.same_pictures, after=got)
    await speaker.sees()
