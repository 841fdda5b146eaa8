"""What the bot keeps, opened for one bot alone: its folder, the queue and its own tables."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AbstractAsyncContextManager, AsyncExitStack

from bot.background import before
from bot.errors import SettingsError, StoreUnavailable
from bot.running.backup import finish_restore
from bot.running.folder import file_of_our_own, folder_of_our_own
from bot.running.one_bot import database_of_our_own
from bot.settings import Settings
from bot.store.store import Store
from engine.errors import QueueUnavailable
from engine.queue.job_queue import JobQueue

logger = logging.getLogger(__name__)


async def open_stores(
    opened: AsyncExitStack, settings: Settings, stopped: asyncio.Event
) -> tuple[Store, JobQueue] | None:
    """Open the store and the queue until the stack closes; None where told to stop before they are open.

    Args:
        opened: Closes them.
        settings: Where they are.
        stopped: Set when the bot is to end; set here where another bot comes to use the database.

    Raises:
        SettingsError: They cannot be opened; the message says what to do.
    """
    try:
        opened.enter_context(folder_of_our_own(settings.data_dir))
        opened.enter_context(file_of_our_own(settings.database_url))
        finish_restore(settings)
        queue, store = _queue(settings), Store(settings.database_url, keep_s=settings.keep_s)
        ours = database_of_our_own(settings.database_url, on_lost=stopped.set)
        parts: tuple[tuple[AbstractAsyncContextManager[object], str], ...] = (
            (queue, "before the database answered"),  # the first: it creates the database where there is none
            (ours, "while another bot still used the database"),
            (store, "before the database answered"),
        )
        for part, meanwhile in parts:
            if not await before(stopped, opened.enter_async_context(part)):
                logger.info("Stopped %s.", meanwhile)
                return None
    except OSError as fault:
        raise SettingsError(
            f"DATA_DIR {settings.data_dir} cannot be used ({fault.strerror}); make it writable or free some space."
        ) from None
    except (StoreUnavailable, QueueUnavailable) as fault:
        raise SettingsError(str(fault)) from None  # with its remedy
    return store, queue


def _queue(settings: Settings) -> JobQueue:
    return JobQueue(
        settings.database_url,
        per_owner_limit=settings.jobs_per_person,
        total_limit=settings.jobs_in_queue,
        keep_s=settings.keep_s,
    )
