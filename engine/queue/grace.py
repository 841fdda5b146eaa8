"""How long after an outage the living have had no time to say that they live. Knows no database."""

from __future__ import annotations

import time
from collections.abc import Callable


class Grace:
    """Whether a sign of life that is missing says anything yet.

    It begins anew where this machine slept or its clock was set: the wall's clock then went another way than the one
    that only counts, and signs of life are old that were fresh a moment ago.

    Args:
        seconds: How long it lasts; signs of life count as long.
        clock: Epoch seconds.
        monotonic: Seconds that only count while the machine is awake.
    """

    def __init__(
        self,
        seconds: float,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds, self._clock, self._monotonic = seconds, clock, monotonic
        self.begin()

    def begin(self) -> None:
        """Begin anew: until now nobody could say anything."""
        self._began_at = self._monotonic()
        self._apart_s = self._clock() - self._began_at

    def is_over(self) -> bool:
        """Return whether the living have had the time; ask again and again."""
        now = self._monotonic()
        before_s, self._apart_s = self._apart_s, self._clock() - now
        if abs(self._apart_s - before_s) > self._seconds / 2:  # the last sign of life may be some seconds old besides
            self.begin()
        return now - self._began_at > self._seconds
