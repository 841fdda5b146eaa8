"""Which people who are not served were told so, and when. In memory: a restart may lose it.

Knows nothing of who is served: bot.handlers.access does.
"""

from __future__ import annotations

from collections.abc import Callable

REMIND_S = 600.0  # a stranger is told once in so long that they are not served
MAX_TOLD = 1000  # strangers remembered for that


class ToldStrangers:
    """When people who are not served were told so.

    Args:
        clock: Epoch seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._told_at: dict[int, float] = {}

    def take_turn(self, person_id: int) -> bool:
        """Return whether it is this stranger's turn to be told; not again for a while, once it was."""
        now = self._clock()
        if now - self._told_at.get(person_id, -REMIND_S) < REMIND_S:
            return False
        if len(self._told_at) >= MAX_TOLD:
            self._told_at.clear()
        self._told_at[person_id] = now
        return True
