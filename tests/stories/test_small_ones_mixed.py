"""/blend about small ones to choose from: their styles in one painting, or why not yet."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.studio import PHOTO, Studio, send_two, studio

pytestmark = pytest.mark.usefixtures("plain_styles")

OFFER = "Small and quick, in this order. Press one to paint it large."


@pytest.fixture
async def s(tmp_path: Path) -> AsyncIterator[Studio]:
    """Paint 320 px as usual, so that tries are smaller."""
    async with studio(tmp_path, edge_size=320) as opened:
        yield opened


async def test_shares_in_reply_to_a_surprise_mix_its_styles_in_one_painting(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/surprise")
    offer = await s.says(OFFER)
    s.ann.send_text(s.private, "/blend 50 30 20", reply_to=offer)
    await s.result(after=offer)
    job = await s.job()
    assert (job.options.tries, job.options.edge_size, job.styles) == ((), 320, 3)
    assert job.options.shares == pytest.approx((0.5, 0.3, 0.2))


async def test_small_ones_of_a_recipe_of_one_style_are_mixed_by_the_recipe_of_today(s: Studio) -> None:
    await s.store.preferences.change(s.private, s.ann.id, recipe="cs231n")
    s.ann.send_photo(s.private, PHOTO, "/surprise")
    offer = await s.says(OFFER)
    s.ann.send_text(s.private, "/blend 50 30 20", reply_to=offer)
    said = await s.says("I did not start: there are 3 styles here", after=offer)
    await s.store.preferences.change(s.private, s.ann.id, recipe=None)
    s.ann.send_text(s.private, "/blend 50 30 20", reply_to=offer)
    await s.result(after=said)
    job = await s.job()
    assert (job.options.recipe, job.styles) == ("default", 3)


async def test_small_ones_are_not_mixed_before_one_is_chosen(s: Studio) -> None:
    await send_two(s)
    result = await s.result()
    s.ann.send_text(s.private, "/try")
    offer = await s.says(OFFER, after=result)
    small = [m for m in s.chat.messages(s.private) if m.is_from_bot and m.album and m.id < offer.id]
    s.ann.send_text(s.private, "/blend 40", reply_to=small[1])
    await s.says("Those are small ones to choose from", after=offer)


async def test_shares_after_a_surprise_are_of_its_styles(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/surprise")
    offer = await s.says(OFFER)
    s.ann.send_text(s.private, "/blend 50 30 20")
    await s.result(after=offer)
    assert (await s.job()).options.shares == pytest.approx((0.5, 0.3, 0.2))
