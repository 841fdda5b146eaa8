"""The bot's intervals for tests: as short as they may be."""

from __future__ import annotations

from bot.intervals import Pace

HURRY = Pace(
    album_s=0.05,
    private_edit_s=0.0,
    group_edit_s=0.0,
    look_s=0.02,
    idle_look_s=0.05,
    maintain_s=0.05,
    worker_grace_s=0.0,
    retry_s=0.01,
    max_retry_s=0.1,
)
