"""Telegram's faults with files that people sent: fetched again, or named."""

from __future__ import annotations

import pytest

from bot.localchat.bot_api.calls import DOWNLOAD
from tests.support.faults import Faults
from tests.support.studio import PHOTO, Studio, send_two


@pytest.mark.parametrize("kind", ["502", "cut", "short"])
async def test_a_file_that_ends_early_is_fetched_again(s: Studio, faults: Faults, kind: str) -> None:
    faults.add(DOWNLOAD, kind)
    await send_two(s)
    await s.result()


async def test_a_file_that_telegram_does_not_hand_over_is_named_and_go_tries_again(s: Studio, faults: Faults) -> None:
    faults.add("getFile", "502", times=3)
    await send_two(s)
    said = await s.says("Telegram did not hand me the photo. What you sent stays here: send /go")
    s.ann.send_text(s.private, "/go")
    await s.result(after=said)


async def test_a_dream_whose_photo_is_not_handed_over_is_to_be_asked_for_again(s: Studio, faults: Faults) -> None:
    faults.add("getFile", "502", times=3)
    s.ann.send_photo(s.private, PHOTO, "/dream")
    await s.says("Telegram did not hand me the photo. Ask for it again in a few minutes.")


async def test_a_file_that_is_gone_is_named(s: Studio, faults: Faults) -> None:
    faults.add("getFile", "Bad Request: wrong file_id or the file is temporarily unavailable")
    await send_two(s)
    await s.says("Telegram did not hand me the photo")
