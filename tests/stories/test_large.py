"""Large: the card says how long it takes, then paints as large as is allowed and as the photo is."""

from __future__ import annotations

from bot.localchat.world.messages import Message
from tests.support.studio import Studio, press


async def test_large_says_how_long_it_takes_before_it_is_begun(s: Studio, result: Message) -> None:
    await press(s, result, "large")
    assert any(told.startswith("Paint it large, about ") for told in result.buttons)
    assert len(s.results()) == 1
    await press(s, result, "largest")
    second = await s.opened(await s.result(after=result))
    options = (await s.queue.latest(owner=str(s.ann.id), group=str(s.private))).options
    assert options.is_large
    assert options.edge_size == await s.services.painters.largest_edge()
    assert "Large" not in second.buttons


async def test_nothing_is_painted_where_one_goes_back(s: Studio, result: Message) -> None:
    await press(s, result, "large")
    await press(s, result, "more")
    assert "Large" in result.buttons
    assert len(s.results()) == 1
