"""`python -m bot doctor`: whether the bot can serve, a line each, with its remedy where not.

The token and the clock are looked at here; what paints is looked at by `python -m engine doctor`, in a process like
the worker's own, for the bot's never loads torch.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from bot.running.serving import environment_of_worker
from bot.running.updates import UNKNOWN_TOKEN
from bot.settings import Settings
from engine.doctor import foundations
from engine.doctor.finding import Finding, tell

PATIENCE_S = 15.0
WORKER_DOCTOR = (sys.executable, "-m", "engine", "doctor")
_ADDRESSES = "TELEGRAM_URL and HTTPS_PROXY"
_UNREACHED = (
    httpx.HTTPError,
    httpx.InvalidURL,
    ImportError,  # a SOCKS proxy, and what speaks to one is not installed
    ValueError,  # an address of a proxy that cannot be read
)


def run(settings: Settings, environ: Mapping[str, str]) -> int:
    """Print every finding; return 0 where all is well, else 1."""
    if settings.workers:
        status = tell(telegram(settings))
        return status | subprocess.run(WORKER_DOCTOR, env=environment_of_worker(settings, environ, 0)).returncode
    elsewhere = Finding(name="workers", said="elsewhere; python -m engine doctor says there whether they can paint")
    return tell(
        itertools.chain(telegram(settings), foundations.findings(settings.database_url, settings.data_dir), [elsewhere])
    )


def telegram(settings: Settings) -> Iterator[Finding]:
    """Return what Telegram says to the token, and by how much its clock and this machine's differ."""
    if not settings.telegram_token:
        yield Finding(name="token", said="none; the chat page is served instead of Telegram")
        return
    try:
        answer = httpx.get(f"{settings.telegram_url}/bot{settings.telegram_token}/getMe", timeout=PATIENCE_S)
    except _UNREACHED as fault:  # its message may hold the address, and the address the token
        said = f"{settings.telegram_url} cannot be reached ({type(fault).__name__})"
        yield Finding(name="token", said=said, remedy=f"check the network, and {_ADDRESSES}")
        return
    told = _told(answer)
    yield _token(answer, told, settings.telegram_url)
    if told is not None and answer.headers.get("Date"):
        theirs = parsedate_to_datetime(answer.headers["Date"]).timestamp()
        yield foundations.skew("Telegram's clock", theirs - time.time(), "Telegram's")


def _token(answer: httpx.Response, told: Mapping[str, Any] | None, address: str) -> Finding:
    if told is not None and answer.status_code in (401, 404):
        return Finding(name="token", said="refused", remedy=UNKNOWN_TOKEN)
    if not answer.is_success:
        return Finding(name="token", said=f"{address} answers {answer.status_code}", remedy=f"check {_ADDRESSES}")
    try:
        return Finding(name="token", said=f"valid, @{(told or {})['result'].get('username', '')}")
    except (KeyError, AttributeError):
        return Finding(name="token", said=f"what answers at {address} is not Telegram", remedy=f"check {_ADDRESSES}")


def _told(answer: httpx.Response) -> Mapping[str, Any] | None:
    """Return the JSON object that the Bot API answers with; None where something else answers, as a captive portal."""
    try:
        told = answer.json()
    except ValueError:
        return None
    return told if isinstance(told, Mapping) else None
