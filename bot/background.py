"""The end of work in the background, and of work that is told to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


async def end(*tasks: asyncio.Task[Any] | None) -> None:
    """Cancel the tasks that there are, and wait until they have ended."""
    under_way = [task for task in tasks if task is not None]
    for task in under_way:
        task.cancel()
    if under_way:
        await asyncio.wait(under_way)


async def before(stopped: asyncio.Event, work: Coroutine[object, object, object]) -> bool:
    """Do the work unless told to stop before it is done; return whether it was done."""
    task, stopping = asyncio.create_task(work), asyncio.create_task(stopped.wait())
    try:
        await asyncio.wait([task, stopping], return_when=asyncio.FIRST_COMPLETED)
        is_done = task.done()
    finally:
        await end(task, stopping)
    if is_done:
        task.result()  # raises what the work has raised
    return is_done
