"""What a group needs to read once: refusals and answers about settings, which delete themselves after a minute.

Kept in memory: what a restart interrupts stays in the chat. In a private chat nothing is deleted.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from telegram import Bot, Message
from telegram.error import TelegramError

from bot.background import end
from bot.domain.asker import Asker
from bot.telegram.saying import say

logger = logging.getLogger(__name__)


class ShortLived:
    """Says what does not stay.

    Args:
        bot: Telegram.
        after_s: Seconds after which it is deleted.
    """

    def __init__(self, bot: Bot, after_s: float) -> None:
        self._bot, self._after_s = bot, after_s
        self._fading: set[asyncio.Task[None]] = set()

    async def say(self, asker: Asker, sentence: str, **how: Any) -> None:
        """Send a sentence where the asker wrote; in a group it is there for a while."""
        message = await say(self._bot, asker, sentence, **how)
        if not asker.is_private:
            task = asyncio.create_task(self._fade(message), name="short-lived")
            self._fading.add(task)
            task.add_done_callback(self._fading.discard)

    async def stop(self) -> None:
        """End; what is still in the chats stays."""
        await end(*self._fading)

    async def _fade(self, message: Message) -> None:
        await asyncio.sleep(self._after_s)
        try:
            await self._bot.delete_message(message.chat.id, message.message_id)
        except TelegramError as fault:
            logger.info("A sentence stays in its group: %s", fault)
