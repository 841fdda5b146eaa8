"""The names of the sentences about running the bot; admin_en.py and admin_zh.py fill them in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AdminTexts:
    """What their view says, and what people hear of what is done there; part of bot.texts.catalogue.Texts."""

    intake_paused: str
    stopped_by_admin: str
    admin_load: str
    admin_load_none_waits: str
    admin_paused: str
    admin_waits: str
    admin_paints: str
    admin_more: str
    admin_failures: str
    admin_failure: str
    admin_no_failures: str
    admin_worker: str
    admin_worker_rests: str
    admin_no_worker: str
    admin_no_such_worker: str
    admin_asked: str
    admin_blocked: str
    admin_done: str
    admin_too_late: str
    admin_no_admin: str
    button_refresh: str
    button_pause: str
    button_unpause: str
    button_stop_job: str
    button_block: str
    button_drain: str
    button_go_on: str
    button_unblock: str
