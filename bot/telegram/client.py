"""The Bot API's client, as the library's own: its calls have an urgency, and its token is never shown.

Knows nothing of limits: telegram/limiter decides what an urgency means.
"""

from __future__ import annotations

import enum
import logging
from typing import Any

from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import ExtBot

_ODD = (
    TypeError,
    ValueError,
    LookupError,
    AttributeError,
    ArithmeticError,
    OSError,
)  # what reading raises, dates as well

logger = logging.getLogger(__name__)


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

    async def _post(self, endpoint: str, *args: Any, **kwargs: Any) -> Any:
        """Return Telegram's answer; of updates without those that the library cannot read.

        One of them would fail the whole answer, and be asked for again for ever.
        """
        answer = await super()._post(endpoint, *args, **kwargs)
        return [self.readable(update) for update in answer] if endpoint == "getUpdates" else answer

    def readable(self, update: dict[str, Any]) -> dict[str, Any]:
        """Return the update, or its number alone, with which the next one can be asked for."""
        try:
            Update.de_json(update, self)
        except _ODD as fault:
            kinds = ", ".join(update.keys() - {"update_id"})
            logger.error("An update (%s) is passed over: it cannot be read (%s).", kinds, type(fault).__name__)
            return {"update_id": update["update_id"]}
        return update
