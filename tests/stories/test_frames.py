"""The way to a painting, shown as an album: from what is kept, of one's own paintings alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.handlers.frames import spread
from bot.localchat.world.messages import Message
from bot.texts import texts_in
from tests.support.fakes import FakePainter
from tests.support.studio import PATIENCE_S, PHOTO, Studio, send_two, studio

EN = texts_in("en")


def steps(s: Studio) -> list[Message]:
    return [m for m in s.chat.messages(s.private) if m.photo and (m.words or "").startswith("Step ")]


async def test_frames_are_an_album_that_ends_with_the_painting(s: Studio) -> None:
    await send_two(s)
    result = await s.result()
    s.ann.send_text(s.private, "/frames")
    await s.says("Step 4 of 4")
    assert [m.words for m in steps(s)] == [f"Step {number} of 4" for number in (1, 2, 3, 4)]
    assert steps(s)[-1].picture == result.picture
    assert len(s.results()) == 1  # nothing is painted again


async def test_frames_before_any_painting_say_how_to_begin(s: Studio) -> None:
    s.ann.send_text(s.private, "/frames")
    await s.says("no painting of yours yet whose steps I could show. Send me a photo")


@pytest.mark.parametrize("button", ["Stop", "Keep it as it is"])
async def test_frames_of_what_is_under_way_say_so(tmp_path: Path, button: str) -> None:
    """Both in answer to the sentence that tells where it is, and to the picture that shows how far it is."""
    async with studio(tmp_path, painter=FakePainter(iterates=2000, pace_s=0.01)) as s:
        await send_two(s)
        progress = await s.chat.wait_for(s.private, lambda m: button in m.buttons, PATIENCE_S)
        s.ann.send_text(s.private, "/frames", reply_to=progress)
        await s.says(EN.frames_still_painting)


async def test_frames_of_a_dream_are_its_steps(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/dream")
    shown = await s.says(EN.dream_shown)
    s.ann.send_text(s.private, "/frames")
    await s.says("Step 4 of 4")
    assert steps(s)[-1].picture == shown.picture


async def test_frames_of_a_sheet_say_what_has_steps(s: Studio) -> None:
    s.ann.send_text(s.private, "/neurons relu3_1")
    await s.says("row by row")
    s.ann.send_text(s.private, "/frames")
    await s.says("no steps of that one. Dreams, textures and single neurons come with them: say for example /neurons")


async def test_frames_of_a_painting_that_kept_none_say_so(s: Studio) -> None:
    await send_two(s)
    await s.result()
    (entry,) = s.queue.jobs.entries.values()
    entry.result = type(entry.result)(**{**vars(entry.result), "snapshots": ()})
    s.ann.send_text(s.private, "/frames")
    await s.says(EN.frames_gone)


def test_frames_are_spread_from_the_first_to_the_last() -> None:
    assert spread(range(28), 9) == [0, 3, 7, 10, 14, 17, 20, 24, 27]
    assert spread([1, 2], 9) == [1, 2]
