"""Large: the card says how long it takes, then paints as large as the photo is, as far as is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.order import ticket_of
from bot.localchat.world.messages import Message
from bot.texts import texts_in
from tests.support.fakes import picture
from tests.support.studio import STYLE, Studio, press, send_two, studio

EN = texts_in("en")


async def test_large_says_how_long_it_takes_before_it_is_begun(s: Studio, result: Message) -> None:
    await press(s, result, "large")
    assert any(told.startswith("Paint it large, about ") for told in result.buttons)
    assert len(s.results()) == 1
    await press(s, result, "largest")
    second = await s.opened(await s.result(after=result))
    options = (await s.queue.latest(owner=str(s.ann.id), group=str(s.private))).options
    assert (options.is_large, options.edge_size) == (True, 96)  # as the photo
    assert "Large" not in second.buttons


async def test_nothing_is_painted_where_one_goes_back(s: Studio, result: Message) -> None:
    await press(s, result, "large")
    await press(s, result, "more")
    assert "Large" in result.buttons
    assert len(s.results()) == 1


async def test_no_more_is_painted_than_is_allowed(tmp_path: Path) -> None:
    async with studio(tmp_path, max_edge_size=80) as s:
        await send_two(s)
        result = await s.opened(await s.result())
        await press(s, result, "large")
        await press(s, result, "largest")
        await s.result(after=result)
        assert (await s.job()).options.edge_size == 80


async def test_photo_that_is_no_larger_than_its_painting_is_not_painted_again(s: Studio) -> None:
    """Nor by a button that was there before."""
    s.ann.send_photo(s.private, picture("navy", (64, 48)))
    s.ann.send_photo(s.private, STYLE)
    result = await s.opened(await s.result())
    told = next(b["callback_data"] for b in result.all_buttons() if b["callback_data"].startswith("large:"))
    for asked in (told, told.replace("large:", "largest:")):
        press_of = s.chat.world.press(s.ann.user, result, asked)
        assert (await s.chat.answered(press_of)).answer == f"{EN.photo_no_larger}{EN.photo_shrunk}"
    assert len(s.results()) == 1


async def test_a_photo_that_came_as_a_file_is_not_advised_to_be_sent_as_one(s: Studio) -> None:
    s.ann.send_document(s.private, picture("navy", (64, 48)), "photo.png", "image/png", "/style wave")
    result = await s.opened(await s.result())
    assert await press(s, result, "large") == EN.photo_no_larger


async def test_a_drawn_scene_counts_as_no_photo_that_was_sent(s: Studio) -> None:
    s.queue.painter = None
    s.ann.send_text(s.private, "/demo")
    assert not ticket_of(await s.job()).is_of_photo_sent


async def test_no_more_time_is_told_than_a_painting_may_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.handlers.large.again_s", lambda _report, _edge_size: 600.0)
    async with studio(tmp_path, budget_s=20.0) as s:
        await send_two(s)
        result = await s.opened(await s.result())
        await press(s, result, "large")
        assert [told for told in result.buttons if "large" in told] == ["Paint it large, about 20 s"]
        assert (await s.job()).options.limit_s == 20


async def painted_large(s: Studio, result: Message) -> Message:
    await press(s, result, "large")
    await press(s, result, "largest")
    return await s.result(after=result)


async def test_a_large_painting_is_as_large_as_it_goes(s: Studio, result: Message) -> None:
    large = await painted_large(s, result)
    s.ann.send_text(s.private, "bigger")
    await s.says(EN.as_far_as_it_goes, after=large)
    assert len(s.results()) == 2


@pytest.mark.parametrize("words", ["stronger", "ink"])
async def test_what_is_asked_for_after_a_large_painting_is_of_the_usual_size(
    s: Studio, result: Message, words: str
) -> None:
    large = await painted_large(s, result)
    s.ann.send_text(s.private, words)
    await s.result(after=large)
    options = (await s.job()).options
    assert (options.is_large, options.edge_size) == (False, 64)
