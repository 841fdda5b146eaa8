"""Albums whose start meets a fault: nothing that was sent is swallowed."""

from __future__ import annotations

from typing import Any

import pytest

from bot.errors import StoreUnavailable
from tests.support.faults import Faults
from tests.support.studio import PHOTO, STYLE, Studio


def fail_once(s: Studio, monkeypatch: pytest.MonkeyPatch, *, calls_before: int = 0) -> None:
    """Let the database refuse an order, after so many calls that it takes."""
    accept, calls = s.store.orders.accept, iter(range(calls_before + 1))

    async def accept_or_fail(*args: Any) -> None:
        if next(calls, None) == calls_before:
            raise StoreUnavailable("The disk is full.")
        await accept(*args)

    monkeypatch.setattr(s.store.orders, "accept", accept_or_fail)


async def test_an_album_whose_start_meets_a_full_disk_is_painted_later(
    s: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_once(s, monkeypatch)
    s.ann.send_album(s.private, [PHOTO, STYLE])
    await s.says("I start as soon as I can")
    await s.result()


async def test_a_disk_that_is_full_after_the_acknowledgement_does_not_hold_up_the_picture(
    s: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_once(s, monkeypatch, calls_before=1)
    s.ann.send_album(s.private, [PHOTO, STYLE])
    await s.result()


async def test_an_album_too_long_is_painted_although_that_cannot_be_said(s: Studio, faults: Faults) -> None:
    faults.add("sendMessage", "Bad Request: not today")
    s.ann.send_album(s.private, [PHOTO, *[STYLE] * 6])
    await s.result()
