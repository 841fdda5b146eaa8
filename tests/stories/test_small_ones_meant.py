"""Words about small ones to choose from mean the photo and the style of those, whatever was painted since."""

from __future__ import annotations

import pytest

from bot.localchat.world.messages import Message
from tests.support.fakes import picture
from tests.support.speaker import Speaker
from tests.support.studio import PHOTO

pytestmark = pytest.mark.usefixtures("plain_styles")


async def surprised(speaker: Speaker) -> tuple[Message, list[Message]]:
    """Let a photo be painted small in three styles; return the offer, and the small pictures."""
    speaker.sends(PHOTO, "/surprise")
    offer = await speaker.reads(speaker.texts.tries_offer)
    messages = speaker.s.chat.messages(speaker.chat_id)
    return offer, [m for m in messages if m.is_from_bot and m.album and m.id < offer.id]


@pytest.mark.parametrize(
    ("speaker", "words"),
    [("en", "ink"), ("en", "now in ink please"), ("en", "/style ink"), ("zh", "水墨"), ("zh", "换成水墨")],
    indirect=["speaker"],
)
async def test_a_style_in_reply_to_an_older_offer_paints_its_photo(speaker: Speaker, words: str) -> None:
    offer, _ = await surprised(speaker)
    speaker.sends(picture("red"), "/style wave")
    result = await speaker.sees(after=offer)
    speaker.says(words, offer)
    await speaker.sees(after=result)
    first, second, third = speaker.requests
    assert third.content_image == first.content_image != second.content_image
    assert (len(third.style_images), third.options.tries) == (1, ())


async def test_a_style_in_reply_to_nothing_still_paints_the_last_photo(speaker: Speaker) -> None:
    offer, _ = await surprised(speaker)
    speaker.sends(picture("red"), "/style wave")
    result = await speaker.sees(after=offer)
    speaker.says("ink")
    await speaker.sees(after=result)
    _, second, third = speaker.requests
    assert third.content_image == second.content_image


async def test_the_number_of_a_small_one_paints_it_large(speaker: Speaker) -> None:
    offer, _ = await surprised(speaker)
    speaker.says("2")
    await speaker.sees(after=offer)
    one, other = speaker.requests
    assert (other.style_images, other.options.tries) == ((one.style_images[1],), ())


@pytest.mark.parametrize("is_reply", [True, False])
async def test_try_after_a_surprise_asks_which_style_is_meant(speaker: Speaker, is_reply: bool) -> None:
    offer, _ = await surprised(speaker)
    speaker.says("/try", offer if is_reply else None)
    await speaker.reads(speaker.texts.tries_which, after=offer)
    assert len(speaker.jobs) == 1


async def test_try_in_reply_to_one_of_a_surprise_shows_its_style_at_three_strengths(speaker: Speaker) -> None:
    offer, (_, second, _) = await surprised(speaker)
    speaker.says("/try", second)
    offered = await speaker.reads(speaker.texts.tries_offer, after=offer)
    assert offered.buttons == [speaker.texts.button_strength.format(strength=strength) for strength in (30, 60, 90)]
    one, other = speaker.requests
    assert other.style_images == (one.style_images[1],)
    assert other.content_image == one.content_image
    assert [(each.strength, each.style) for each in other.options.tries] == [(30, None), (60, None), (90, None)]


async def test_try_after_three_strengths_shows_them_once_more(speaker: Speaker) -> None:
    speaker.sends(PHOTO, "/style wave")
    await speaker.sees()
    speaker.says("/try")
    offer = await speaker.reads(speaker.texts.tries_offer)
    speaker.says("/try", offer)
    await speaker.reads(speaker.texts.tries_offer, after=offer)
    assert len(speaker.requests[2].options.tries) == 3


async def test_the_numbers_of_two_small_ones_paint_both_large(speaker: Speaker) -> None:
    offer, _ = await surprised(speaker)
    speaker.says("2")
    first = await speaker.sees(after=offer)
    speaker.says("3")
    await speaker.sees(after=first)
    small, _, other = speaker.requests
    assert (other.style_images, other.options.tries) == ((small.style_images[2],), ())


async def test_a_number_after_another_photo_was_painted_is_none_of_older_small_ones(speaker: Speaker) -> None:
    offer, _ = await surprised(speaker)
    speaker.sends(picture("red"), "/style wave")
    result = await speaker.sees(after=offer)
    asked = speaker.says("3")
    await speaker.reads("/strength 3", after=result)
    assert len(speaker.answers(asked)) == 1
