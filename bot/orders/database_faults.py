"""What no loop of the bot ends of, whatever the database says, foreseen or not; and the loop that looks for work."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.errors import StoreUnavailable
from bot.intervals import Pace
from engine.errors import QueueUnavailable

FORESEEN = (QueueUnavailable, StoreUnavailable)
OUTLIVED = (*FORESEEN, SQLAlchemyError)  # tables that are not there while a backup is restored; a mistake of ours


def log_outlived(logger: logging.Logger, what: str, fault: BaseException) -> None:
    """Say what waits for the database: in a line where that was foreseen, else with where it comes from."""
    if isinstance(fault, FORESEEN):
        logger.error("%s: %s", what, fault)
    else:
        logger.error("%s, for an unforeseen reason", what, exc_info=fault)


async def look_again_and_again(
    look: Callable[[], Coroutine[Any, Any, int]],
    something_new: asyncio.Event,
    pace: Pace,
    on_first_fault: Callable[[BaseException], None],
) -> None:
    """Look for work for ever: often while there is some, else now and then, or as soon as something is new.

    Args:
        look: Does what there is to do; returns how much is left.
        something_new: Ends a pause.
        pace: How long pauses are.
        on_first_fault: Told of the first in a row of looks that failed.
    """
    failures = 0
    while True:
        something_new.clear()
        looking = asyncio.create_task(look())
        try:
            await asyncio.wait([looking])
        finally:
            looking.cancel()
        if fault := looking.exception():
            failures += 1
            pause_s = pace.pause_s(failures)
            if failures == 1:
                on_first_fault(fault)
        else:
            failures = 0
            pause_s = pace.look_s if looking.result() else pace.idle_look_s
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause_s):
                await something_new.wait()
