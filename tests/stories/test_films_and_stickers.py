"""What is made of a painting without painting: films, stickers; and Delete takes them along."""

from __future__ import annotations

import io
import sys

import av
import pytest
from PIL import Image

from bot.localchat.world.messages import Message
from tests.support.studio import Studio, send_two
from tests.support.until import until


@pytest.fixture
async def result(s: Studio) -> Message:
    """Return a result whose card is open."""
    await send_two(s)
    return await s.opened(await s.result())


async def press(s: Studio, message: Message, button: str) -> str:
    return (await s.chat.answered(s.ann.press(message, button))).answer or ""


@pytest.mark.parametrize(("button", "caption"), [("Film", "How it was painted."), ("Wipe film", "Before and after.")])
async def test_a_film_of_a_result_comes_at_once_and_nothing_is_painted(
    s: Studio, result: Message, button: str, caption: str
) -> None:
    await press(s, result, button)
    film = await s.says(caption)
    assert film.animation is not None
    with av.open(io.BytesIO(film.animation.file.content)) as container:
        seconds = float(container.duration / av.time_base)
    assert 3.9 <= seconds <= 6
    assert len(s.queue.jobs.entries) == 1


async def test_a_result_becomes_a_sticker_of_512_px(s: Studio, result: Message) -> None:
    await press(s, result, "Sticker")
    await until(lambda: any(m.sticker for m in s.chat.messages(s.private)))
    (sticker,) = [m.sticker for m in s.chat.messages(s.private) if m.sticker]
    with Image.open(io.BytesIO(sticker.file.content)) as image:
        assert (image.format, max(image.size)) == ("WEBP", 512)


async def test_delete_takes_film_and_sticker_along(s: Studio, result: Message) -> None:
    for button in ("Film", "Wipe film", "Sticker"):
        await press(s, result, button)
    await press(s, result, "Delete")
    await press(s, result, "Yes, delete it")
    left = [m for m in s.chat.messages(s.private) if m.is_from_bot and (m.photo or m.animation or m.sticker)]
    assert left == []


async def test_a_painting_of_which_no_steps_are_kept_says_so(s: Studio, result: Message) -> None:
    (entry,) = s.queue.jobs.entries.values()
    entry.result = type(entry.result)(**{**vars(entry.result), "snapshots": ()})
    assert await press(s, result, "Film") == "I kept no steps of this one. “Paint again” gives you one with a film."


async def test_a_film_of_a_deleted_painting_says_that_it_is_gone(s: Studio, result: Message) -> None:
    (job,) = [entry.job for entry in s.queue.jobs.entries.values()]
    await s.queue.forget_result(job.id)
    assert "That picture is gone" in await press(s, result, "Film")


async def test_without_what_makes_films_there_are_no_buttons_and_an_old_one_says_so(
    s: Studio, result: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [button["callback_data"] for button in result.all_buttons() if button["text"] == "Film"]
    monkeypatch.setitem(sys.modules, "av", None)
    assert "set up without films" in (await s.chat.answered(s.ann.press(result, before[0]))).answer
    await press(s, result, "Back")
    await s.opened(result)
    assert {"Film", "Wipe film"}.isdisjoint(button["text"] for button in result.all_buttons())
    assert "Sticker" in {button["text"] for button in result.all_buttons()}


async def test_a_painting_of_strength_0_has_no_film_and_says_why(s: Studio) -> None:
    s.ann.send_text(s.private, "/strength 0")
    await s.says("Strength is now 0")
    await send_two(s)
    result = await s.opened(await s.result())
    (entry,) = s.queue.jobs.entries.values()
    entry.result = type(entry.result)(**{**vars(entry.result), "snapshots": ()})
    assert "no painting to film" in await press(s, result, "Film")
