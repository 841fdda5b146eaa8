"""The buttons under our messages, and the words that they carry.

Callback data is "verb:job id" or "verb:job id:value", at most 64 bytes. It comes back from the person's client, so
whoever reads it checks whose job it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.texts import Texts
from engine.request import StyleOptions

MAX_CALLBACK_BYTES = 64  # Telegram's limit
STOP = "stop"
RESEND = "resend"
AGAIN = "again"
PICK = "pick"  # its "job id" is the name of a style

Rows = list[list[tuple[str, str]]]


@dataclass(frozen=True, kw_only=True)
class Pressed:
    """A press on a button of ours.

    Attributes:
        verb: What to do.
        job_id: On which job.
        value: With what, or "".
    """

    verb: str
    job_id: str
    value: str = ""


def callback(verb: str, job_id: str, value: str = "") -> str:
    """Return the callback data of a button."""
    told = ":".join(part for part in (verb, job_id, value) if part)
    if len(told.encode()) > MAX_CALLBACK_BYTES:
        raise ValueError(f"The callback data {told!r} has more than {MAX_CALLBACK_BYTES} bytes.")
    return told


def read_callback(told: str | None) -> Pressed | None:
    """Return what the callback data says, or None when it is none of ours."""
    verb, _, rest = (told or "").partition(":")
    job_id, _, value = rest.partition(":")
    return Pressed(verb=verb, job_id=job_id, value=value) if verb and job_id else None


def stop_buttons(texts: Texts, job_id: str) -> Rows:
    """Return the button under a progress message."""
    return [[(texts.button_cancel, callback(STOP, job_id))]]


def resend_buttons(texts: Texts, job_id: str) -> Rows:
    """Return the button under the message that says that a result may be lost."""
    return [[(texts.send_again, callback(RESEND, job_id))]]


def card_buttons(texts: Texts, job_id: str, options: StyleOptions, styles: int) -> Rows:
    """Return the buttons under a result."""
    return [[(texts.button_paint, callback(AGAIN, job_id))]]
