"""Sheets of small pictures: the bot's own are drawn once, people's are not kept."""

from __future__ import annotations

import sys
from collections.abc import Callable, Coroutine

import pytest
from PIL import Image

from bot.orders import drawn
from bot.orders.drawn import sheet_of_tiles, style_sheet
from engine.pictures.encoding import to_jpeg
from tests.support.until import until


async def sheet_of(photo: bytes) -> bytes:
    return sheet_of_tiles((photo,))


async def sheet_with_styles(photo: bytes) -> bytes:
    return await style_sheet([photo])


@pytest.fixture(autouse=True)
def small_drawings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn, "EDGE_SIZE", 64)


@pytest.mark.parametrize("make", [sheet_of, sheet_with_styles])
async def test_a_sheet_keeps_no_picture_of_people(make: Callable[[bytes], Coroutine[None, None, bytes]]) -> None:
    """Else it outlives /forget, in memory."""
    photo = to_jpeg(Image.new("RGB", (64, 48), "teal"))
    alone = sys.getrefcount(photo)
    assert await make(photo)
    await until(lambda: sys.getrefcount(photo) == alone)  # the thread that made the sheet lets go of it by itself


async def test_the_sheet_of_the_drawn_styles_is_made_once() -> None:
    assert await style_sheet() is await style_sheet()
