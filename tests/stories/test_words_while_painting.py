"""Words about the last picture, while that is still to come, paint no older one."""

from __future__ import annotations

import pytest

from bot.localchat.world.messages import Message
from tests.support.fakes import picture
from tests.support.speaker import Speaker
from tests.support.studio import PHOTO
from tests.support.until import eventually, until

PAINTS = {
    "en": ("stronger please", "weaker", "my colours", "try strengths"),
    "zh": ("再浓一点", "淡一点", "我的颜色", "试试强度"),
}


async def painted_and_begun(speaker: Speaker) -> tuple[Message, Message]:
    """Let one picture be painted and another one wait for a painter; return the painting, and what is said of that."""
    speaker.sends(PHOTO, "/style wave")
    result = await speaker.sees()
    speaker.s.queue.painter = None
    speaker.sends(picture("red"), "/style ink")
    begun = await speaker.reads(speaker.texts.started, after=result)
    await until(lambda: len(speaker.jobs) == 2)
    return result, begun


@pytest.mark.parametrize(
    ("speaker", "words"),
    [(language, words) for language, each in PAINTS.items() for words in each],
    indirect=["speaker"],
)
async def test_words_that_paint_wait_for_the_picture_that_is_to_come(speaker: Speaker, words: str) -> None:
    _, begun = await painted_and_begun(speaker)
    speaker.says(words)
    await speaker.reads(speaker.texts.already_painting, after=begun)
    assert len(speaker.jobs) == 2


@pytest.mark.parametrize(
    ("speaker", "words"),
    [("en", "once more"), ("en", "again"), ("en", "/again"), ("zh", "再来一次")],
    indirect=["speaker"],
)
async def test_once_more_queues_another_picture_of_what_is_to_come(speaker: Speaker, words: str) -> None:
    _, begun = await painted_and_begun(speaker)
    for _ in range(2):
        await eventually(lambda: has_handed_all_over(speaker))
        speaker.says(words)
        begun = await speaker.reads(speaker.texts.started_again, after=begun)
    await until(lambda: len(speaker.jobs) == 4)
    assert [job.options.seed for job in speaker.jobs] == [0, 0, 1, 2]
    assert len({request.content_image for request in speaker.requests[1:]}) == 1


async def has_handed_all_over(speaker: Speaker) -> bool:
    return not await speaker.s.store.orders.all()


async def test_words_in_reply_to_the_older_painting_paint_that(speaker: Speaker) -> None:
    result, begun = await painted_and_begun(speaker)
    speaker.says("stronger", result)
    await speaker.reads(speaker.texts.started_changed.split("{")[0], after=begun)
    await until(lambda: len(speaker.jobs) == 3)
    assert speaker.requests[2].content_image == speaker.requests[0].content_image


async def test_words_that_only_show_the_older_painting_are_done_meanwhile(speaker: Speaker) -> None:
    _, begun = await painted_and_begun(speaker)
    speaker.says("before and after")
    await speaker.reads(speaker.texts.compared, after=begun)


async def test_words_before_the_first_picture_is_there_say_that_it_is_to_come(speaker: Speaker) -> None:
    speaker.s.queue.painter = None
    speaker.sends(PHOTO, "/style wave")
    begun = await speaker.reads(speaker.texts.started)
    await until(lambda: len(speaker.jobs) == 1)
    speaker.says("stronger")
    await speaker.reads(speaker.texts.already_painting, after=begun)
