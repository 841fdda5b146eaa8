"""Trouble with Telegram while updates come is one line with its remedy."""

from __future__ import annotations

import pytest
from telegram.error import Conflict, NetworkError

from bot.running.updates import PollingTroubles
from bot.telegram.client import TokenRevoked


def test_a_second_poller_is_said_once_in_a_while(caplog: pytest.LogCaptureFixture) -> None:
    troubles = PollingTroubles()
    for _ in range(5):
        troubles(Conflict("terminated by other getUpdates request"))
        troubles(NetworkError("Bad Gateway"))
    assert len(caplog.messages) == 2
    assert "stop the other program" in caplog.messages[0]


def test_a_revoked_token_is_told_to_whoever_can_stop(caplog: pytest.LogCaptureFixture) -> None:
    told: list[str] = []
    PollingTroubles(lambda: told.append("revoked"))(TokenRevoked("Telegram does not know the token any more."))
    assert told == ["revoked"]
    assert caplog.messages == []
