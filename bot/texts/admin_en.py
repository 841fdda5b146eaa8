"""The sentences about running the bot in English."""

from __future__ import annotations

ADMIN = {
    "intake_paused": "I am resting for a while. This one waits in line and starts by itself when I go on.",
    "stopped_by_admin": "Whoever runs me has stopped this picture.",
    "admin_load": "{running} being painted, {waiting} waiting, the first for {longest}.",
    "admin_load_none_waits": "{running} being painted, none waiting.",
    "admin_paused": "New pictures are not begun; {count} of them wait until you let them. Once none is painted and "
    "none waits, everything can be stopped.",
    "admin_waits": "{number}. waits for {time}: {size} px, by {person}",
    "admin_paints": "{number}. being painted for {time}: {size} px, by {person}",
    "admin_more": "and {count} more",
    "admin_failures": "Failures of the last 24 hours:",
    "admin_failure": "{count} × {reason}, the last at {size} px, {time} ago",
    "admin_no_failures": "No failures in the last 24 hours.",
    "admin_worker": "{worker}: {description}, version {version}, seen {seconds} s ago",
    "admin_worker_rests": "{worker}: {description}, version {version}, seen {seconds} s ago, begins nothing more",
    "admin_no_worker": "No worker gives a sign of life.",
    "admin_blocked": "Blocked: {people}",
    "admin_no_such_worker": "That worker is not there any more.",
    "admin_asked": "It is told. Refresh in a few seconds.",
    "admin_done": "Done.",
    "admin_too_late": "Too late: it has ended.",
    "admin_no_admin": "Those who run me cannot be blocked.",
    "button_refresh": "Refresh",
    "button_pause": "Let new pictures wait",
    "button_unpause": "Begin new pictures again",
    "button_stop_job": "Stop {number}",
    "button_block": "Block {person}",
    "button_drain": "Let {worker} rest",
    "button_go_on": "Let {worker} go on",
    "button_unblock": "Unblock {person}",
}
