"""Logging of the bot's process: readable lines, and no secret in any of them.

Telegram's token stands in the address of every request, so the loggers that print addresses are silenced
and every handler hides whatever looks like a token, in messages, arguments and tracebacks alike.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable
from typing import TextIO

from engine.machine.log_lines import line_formatter

_HIDDEN = "[hidden]"
_SHORTEST = 4  # hiding every "a" would hide the log
_TOKEN_LIKE = re.compile(r"\d{6,}:[A-Za-z0-9_-]{30,}")
_LOUD = (  # print addresses, tokens or file paths below WARNING
    "httpx",
    "httpcore",
    "telegram.Bot",
    "telegram.ext.ExtBot",
    "telegram.ext.Updater",
    "telegram.ext.Application",
    "apscheduler",
    "aiosqlite",
    "tornado.access",
)
_SAID_BY_US = ("Updater stopped unexpectedly", "Can not load invalid JSON data", "Network Retry Loop (Bootstrap")


class HideSecrets(logging.Formatter):
    """Formats like another formatter and hides secrets in what it returns, traceback included."""

    def __init__(self, inner: logging.Formatter, secrets: Iterable[str]) -> None:
        super().__init__()
        self._inner = inner
        self._secrets = tuple(sorted({secret for secret in secrets if len(secret) >= _SHORTEST}, key=len, reverse=True))

    def format(self, record: logging.LogRecord) -> str:
        """Return the line with secrets replaced."""
        return self.hide(self._inner.format(record))

    def hide(self, text: str) -> str:
        """Return the text with secrets replaced."""
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        return _TOKEN_LIKE.sub(_HIDDEN, text)


def is_worth_a_line(record: logging.LogRecord) -> bool:
    """Return False for what the library says at length although it is no news.

    Updates that come while the bot stops are brought again. What fails at the start, and an answer that is no JSON,
    raises an error as well, which whoever has called says in a line.
    """
    return not record.getMessage().startswith(_SAID_BY_US)


def set_up(level: str, secrets: Iterable[str] = (), stream: TextIO | None = None, *, log_format: str = "text") -> None:
    """Log to the stream (standard error unless given) from this level up, as "text" or "json", hiding the secrets."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(HideSecrets(line_formatter(log_format), secrets))
    handler.addFilter(is_worth_a_line)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _LOUD:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))
