"""A picture that is accepted and not in the queue yet is the last one: what is asked then means no older painting."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.localchat.world.messages import Message
from bot.texts import texts_in
from tests.support.fakes import picture
from tests.support.studio import PHOTO, Studio, send_two, studio

EN = texts_in("en")
KEPT = "Kept as style 2 for the next picture."


@pytest.fixture
async def s(tmp_path: Path) -> AsyncIterator[Studio]:
    """Let the second picture of ten minutes wait for room."""
    async with studio(tmp_path, jobs_per_10_min=1) as opened:
        yield opened


async def promised(s: Studio) -> Message:
    """Let Ann have a painting and ask for another one; return what is said of that."""
    await send_two(s)
    await s.result()
    s.ann.send_photo(s.private, picture("red"), "/style wave")
    return await s.says("That was a lot for ten minutes")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("ink", KEPT),
        ("/surprise", EN.already_painting),
        ("/try", EN.already_painting),
        ("/again", EN.already_painting),
        ("stronger please", EN.already_painting),
        ("再来一次", EN.already_painting),
    ],
)
async def test_words_about_the_last_picture_paint_no_older_one(s: Studio, words: str, said: str) -> None:
    waits = await promised(s)
    s.ann.send_text(s.private, words)
    await s.says(said, after=waits)
    assert len(await s.store.orders.all()) == 1


async def test_again_with_a_style_that_was_kept_meanwhile_paints_the_photo_in_both(s: Studio) -> None:
    waits = await promised(s)
    s.ann.send_text(s.private, "ink")
    kept = await s.says(KEPT, after=waits)
    s.ann.send_text(s.private, "/again")
    await s.says("That was a lot for ten minutes", after=kept)
    first, second = await s.store.orders.all()
    assert (second.content, len(second.styles)) == (first.content, 2)


async def test_again_is_not_named_for_a_strength_while_it_would_paint_nothing(s: Studio) -> None:
    await promised(s)
    s.ann.send_text(s.private, "/strength 80")
    assert "/again" not in (await s.says("Strength is now 80")).words


@pytest.mark.parametrize("words", ["wave", "/dream"])
async def test_again_after_another_wish_for_the_painted_photo_paints_no_older_one(s: Studio, words: str) -> None:
    await send_two(s)
    result = await s.result()
    s.ann.send_text(s.private, words)
    waits = await s.says("That was a lot for ten minutes", after=result)
    s.ann.send_text(s.private, "/strength 80")
    assert "/again" not in (await s.says("Strength is now 80", after=waits)).words
    s.ann.send_text(s.private, "/again")
    await s.says(EN.already_painting, after=waits)
    assert len(await s.store.orders.all()) == 1


async def test_again_in_reply_to_what_was_said_of_it_paints_no_older_one(s: Studio) -> None:
    waits = await promised(s)
    s.ann.send_text(s.private, "/again", reply_to=waits)
    await s.says(EN.already_painting, after=waits)
    assert len(await s.store.orders.all()) == 1


async def test_again_paints_no_photo_without_a_style(s: Studio) -> None:
    await send_two(s)
    result = await s.result()
    await s.delivered()
    s.ann.send_photo(s.private, PHOTO)
    await s.says("Got your photo", after=result)
    s.ann.send_text(s.private, "/surprise")
    waits = await s.says("That was a lot for ten minutes", after=result)
    s.ann.send_document(s.private, b"no picture", "style.png")
    refused = await s.says("I cannot open the style picture", after=waits)
    s.ann.send_text(s.private, "/again")
    await s.says(EN.already_painting, after=refused)
    assert len(await s.store.orders.all()) == 1


async def test_again_is_named_for_a_strength_after_the_draft_was_emptied(s: Studio) -> None:
    await send_two(s)
    result = await s.result()
    s.ann.send_text(s.private, "/clear")
    await s.says("Empty: nothing waits", after=result)
    s.ann.send_text(s.private, "/strength 80")
    assert "/again paints your last picture that way" in (await s.says("Strength is now 80")).words
