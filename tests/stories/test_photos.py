"""Albums whose start meets a fault: nothing that was sent is swallowed."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.exc import ProgrammingError

from bot.errors import StoreUnavailable
from tests.support.faults import Faults
from tests.support.studio import PHOTO, STYLE, Studio

FULL = StoreUnavailable("The disk is full.")
UNFORESEEN = ProgrammingError("INSERT", None, Exception('relation "bot_orders" does not exist'))


def fail_once(s: Studio, monkeypatch: pytest.MonkeyPatch, method: str, fault: Exception = FULL) -> None:
    """Let the database refuse an order once: "accept" or "change"."""
    work, calls = getattr(s.store.orders, method), iter(range(1))

    async def work_or_fail(*args: Any) -> Any:
        if next(calls, None) is not None:
            raise fault
        return await work(*args)

    monkeypatch.setattr(s.store.orders, method, work_or_fail)


@pytest.mark.parametrize("fault", [FULL, UNFORESEEN])
async def test_an_album_whose_start_the_database_refuses_is_painted_later(
    s: Studio, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    fail_once(s, monkeypatch, "accept", fault)
    s.ann.send_album(s.private, [PHOTO, STYLE])
    await s.says("I start as soon as I can")
    await s.result()


async def test_a_disk_that_is_full_after_the_acknowledgement_does_not_hold_up_the_picture(
    s: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_once(s, monkeypatch, "change")
    s.ann.send_album(s.private, [PHOTO, STYLE])
    await s.result()


async def test_an_album_too_long_is_painted_although_that_cannot_be_said(s: Studio, faults: Faults) -> None:
    faults.add("sendMessage", "Bad Request: not today")
    s.ann.send_album(s.private, [PHOTO, *[STYLE] * 6])
    await s.result()
