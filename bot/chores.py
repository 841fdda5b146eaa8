"""Clean-ups that come round while the bot is at work. Knows nothing of what they clean."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.errors import StoreUnavailable
from engine.errors import QueueUnavailable

logger = logging.getLogger(__name__)


async def again_and_again(chore: Callable[[], Awaitable[None]], interval_s: float) -> None:
    """Do the chore every so many seconds until cancelled; what the database puts off is logged once."""
    was_well = True
    while True:
        try:
            await chore()
            was_well = True
        except (QueueUnavailable, StoreUnavailable) as fault:
            if was_well:
                logger.error("Clean-up waits: %s", fault)
            was_well = False
        await asyncio.sleep(interval_s)
