"""The sentences about running the bot in English."""

from __future__ import annotations

ADMIN = {
    "intake_paused": "I am taking no new pictures for a while. Yours stay here: send /go later.",
    "stopped_by_admin": "Whoever runs me has stopped this picture.",
    "admin_load": "{running} being painted, {waiting} waiting, the first for {longest}.",
    "admin_paused": "No new pictures are taken. Once none is painted and none waits, everything can be stopped.",
    "admin_waits": "{number}. waits for {time}: {size} px, by {person}",
    "admin_paints": "{number}. being painted for {time}: {size} px, by {person}",
    "admin_more": "and {count} more",
    "admin_failures": "Failures of the last 24 hours:",
    "admin_failure": "{count} × {reason}, the last at {size} px, {time} ago",
    "admin_no_failures": "No failures in the last 24 hours.",
    "admin_worker": "{worker}: {description}, version {version}, seen {seconds} s ago",
    "admin_no_worker": "No worker gives a sign of life.",
    "admin_blocked": "Blocked: {people}",
    "admin_done": "Done.",
    "admin_too_late": "Too late: it has ended.",
    "admin_no_admin": "Those who run me cannot be blocked.",
    "button_refresh": "Refresh",
    "button_pause": "Take no new pictures",
    "button_unpause": "Take pictures again",
    "button_stop_job": "Stop {number}",
    "button_block": "Block {person}",
    "button_unblock": "Unblock {person}",
}
