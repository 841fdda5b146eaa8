"""What is said of the last painting means a painting, whatever the network has shown since."""

from __future__ import annotations

import pytest

from bot.localchat.world.messages import Message
from bot.texts import Texts
from tests.support.speaker import Speaker
from tests.support.studio import PHOTO, STYLE

SHOWN = {  # what shows no photo, and the sentence that is its end
    "/neurons relu3_1": "neurons_of_layer",
    "/texture wave": "texture_shown",
    "/layers": "layers_shown",
}


def begins(texts: Texts, name: str) -> str:
    return str(getattr(texts, name)).split("{")[0]


async def shown(speaker: Speaker, words: str) -> Message:
    """Let a photo be painted, then the network show something else; return what it shows."""
    speaker.sends(PHOTO, "/style wave")
    result = await speaker.sees()
    speaker.says(words)
    return await speaker.reads(begins(speaker.texts, SHOWN[words]), after=result)


@pytest.mark.parametrize("words", SHOWN)
async def test_a_mix_is_of_the_last_painting(speaker: Speaker, words: str) -> None:
    last = await shown(speaker, words)
    speaker.says("/blend 40")
    await speaker.reads("40 %", after=last)
    assert len(speaker.jobs) == 2


async def test_three_strengths_are_of_the_last_painting(speaker: Speaker) -> None:
    last = await shown(speaker, "/layers")
    speaker.says("/try")
    await speaker.reads(speaker.texts.tries_offer, after=last)
    first, _, third = speaker.requests
    assert (third.content_image, third.style_images) == (first.content_image, first.style_images)


async def test_a_surprise_is_of_the_last_photo(speaker: Speaker) -> None:
    last = await shown(speaker, "/texture wave")
    speaker.says("/surprise")
    await speaker.reads(speaker.texts.tries_offer, after=last)
    first, _, third = speaker.requests
    assert third.content_image == first.content_image


async def test_a_surprise_in_reply_to_a_sheet_is_of_what_it_shows(speaker: Speaker) -> None:
    last = await shown(speaker, "/neurons relu3_1")
    speaker.says("/surprise", last)
    await speaker.reads(speaker.texts.tries_offer, after=last)
    first, _, third = speaker.requests
    assert third.content_image != first.content_image


async def test_a_mix_after_a_dream_is_of_the_dream(speaker: Speaker) -> None:
    speaker.sends(PHOTO, "/style wave")
    result = await speaker.sees()
    speaker.sends(STYLE, "/dream")
    dream = await speaker.reads(speaker.texts.dream_shown, after=result)
    speaker.says("/blend 40")
    mixed = await speaker.reads("40 %", after=dream)
    speaker.says("/frames", mixed)
    await speaker.reads(speaker.texts.frame.format(number=4, count=4), after=mixed)
    assert steps(speaker)[-1].picture == dream.picture


async def test_there_is_nothing_to_mix_where_only_neurons_were_shown(speaker: Speaker) -> None:
    speaker.says("/neurons relu3_1")
    last = await speaker.reads(begins(speaker.texts, "neurons_of_layer"))
    speaker.says("/blend 40")
    await speaker.reads(begins(speaker.texts, "mix_nothing"), after=last)
    speaker.says("/surprise")
    await speaker.reads(speaker.texts.need_photo, after=last)


def steps(speaker: Speaker) -> list[Message]:
    """Return the pictures of the albums of steps."""
    messages, step = speaker.s.chat.messages(speaker.chat_id), begins(speaker.texts, "frame")
    return [m for m in messages if m.photo and (m.words or "").startswith(step)]


@pytest.mark.parametrize("words", ["/neurons relu3_1", "/layers"])
async def test_frames_are_of_the_last_painting_after_sheets(speaker: Speaker, words: str) -> None:
    last = await shown(speaker, words)
    result = await speaker.sees()
    speaker.says("/frames")
    await speaker.reads(speaker.texts.frame.format(number=4, count=4), after=last)
    assert steps(speaker)[-1].picture == result.picture


async def test_frames_are_of_the_last_painting_after_small_ones(speaker: Speaker) -> None:
    speaker.sends(PHOTO, "/style wave")
    result = await speaker.sees()
    speaker.says("/try")
    offer = await speaker.reads(speaker.texts.tries_offer, after=result)
    speaker.says("/frames")
    await speaker.reads(speaker.texts.frame.format(number=4, count=4), after=offer)
    assert steps(speaker)[-1].picture == result.picture


async def test_frames_in_reply_to_small_ones_say_that_there_are_none(speaker: Speaker) -> None:
    speaker.sends(PHOTO, "/surprise")
    offer = await speaker.reads(speaker.texts.tries_offer)
    speaker.says("/frames", offer)
    await speaker.reads(speaker.texts.frames_gone, after=offer)


async def test_frames_of_a_texture_are_its_own(speaker: Speaker) -> None:
    last = await shown(speaker, "/texture wave")
    speaker.says("/frames")
    await speaker.reads(speaker.texts.frame.format(number=4, count=4), after=last)
    assert steps(speaker)[-1].picture == last.picture
