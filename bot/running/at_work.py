"""What the bot's parts do from start to stop: take up what an earlier run left, deliver, clean up as time goes by."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from bot.background import end
from bot.errors import SettingsError
from bot.handlers.services import Services
from bot.orders.database_faults import FORESEEN, OUTLIVED, log_outlived

logger = logging.getLogger(__name__)


@asynccontextmanager
async def at_work(services: Services) -> AsyncIterator[None]:
    """Take up what an earlier run left, deliver results and keep the database tidy until the block ends.

    Raises:
        SettingsError: The database does not answer at the start; the message says what to do.
    """
    services.watch.start()
    chores = [
        asyncio.create_task(_again_and_again(services.queue.maintain, services.pace.maintain_s), name="maintain"),
        asyncio.create_task(_again_and_again(services.intake.delete_old, services.pace.tidy_s), name="tidy"),
    ]
    try:
        async with services.downloads:
            try:
                await _take_up(services)
                yield
            finally:
                await services.waiting.stop()
                await services.collect.stop()
                await services.intake.stop()
                await services.short_lived.stop()
    finally:
        await end(*chores)
        await services.watch.stop()


async def _take_up(services: Services) -> None:
    try:
        await services.operator.load()
        await services.intake.resume()
        await services.collect.resume()
    except FORESEEN as fault:
        raise SettingsError(str(fault)) from None  # with its remedy
    services.waiting.start()


async def _again_and_again(chore: Callable[[], Awaitable[None]], interval_s: float) -> None:
    """Do the chore every so many seconds until cancelled; what keeps it from that is logged once."""
    was_well = True
    while True:
        try:
            await chore()
            was_well = True
        except OUTLIVED as fault:
            if was_well:
                log_outlived(logger, "Clean-up waits", fault)
            was_well = False
        await asyncio.sleep(interval_s)
