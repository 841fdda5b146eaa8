"""The end of work in the background."""

from __future__ import annotations

import asyncio
from typing import Any


async def end(*tasks: asyncio.Task[Any] | None) -> None:
    """Cancel the tasks that there are, and wait until they have ended."""
    under_way = [task for task in tasks if task is not None]
    for task in under_way:
        task.cancel()
    if under_way:
        await asyncio.wait(under_way)
