"""The Bot API's client, as the library's own: its calls have an urgency, and its token is never shown.

Knows nothing of limits: telegram/limiter decides what an urgency means.
"""

from __future__ import annotations

import enum
from typing import Any

from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import ExtBot


class Urgency(enum.Enum):
    """How long a call may wait."""

    PROGRESS = "progress"  # now or not at all
    USUAL = "usual"  # in its turn
    RESULT = "result"  # before everything else; waits only when Telegram itself says so


class TokenRevoked(TelegramError):
    """Telegram does not know the token any more; not an InvalidToken, whose text holds the token."""


class TelegramBot(ExtBot[Urgency]):
    """A bot whose calls take rate_limit_args=Urgency..., and whose token stands in no repr."""

    def __repr__(self) -> str:
        """Return the kind alone; the library's own has the token, and so has that of everything that holds a bot."""
        return "TelegramBot[...]"

    async def get_updates(self, *args: Any, **kwargs: Any) -> tuple[Update, ...]:
        """Return updates; see telegram.Bot.get_updates.

        Raises:
            TokenRevoked: Telegram does not know the token any more. The library's own error for it would end the
                polling and nothing else.
        """
        try:
            return await super().get_updates(*args, **kwargs)
        except InvalidToken:
            raise TokenRevoked("Telegram does not know the token any more.") from None
