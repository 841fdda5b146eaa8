"""The loop that looks for work, and outlives what keeps it from that."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any

from bot.intervals import Pace


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
        looking = asyncio.create_task(look(), name="look")
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
