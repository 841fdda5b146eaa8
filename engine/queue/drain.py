"""Whether a worker takes jobs: a switch that signals turn, and that its runner obeys. Knows nothing of jobs."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable

DRAIN_S = 20.0  # a painting that ends within this time is finished before the worker leaves
DRAINING = " (draining)"  # behind what such a worker says of itself in its signs of life


class Drain:
    """While it is on, no job is begun; the one under way goes on."""

    def __init__(self) -> None:
        self._is_off, self._is_for_good = threading.Event(), False
        self._is_off.set()
        self._turning = threading.Lock()  # the heart's thread turns it off while the main thread turns it on for good

    @property
    def is_on(self) -> bool:
        """Return whether no job is to be begun."""
        return not self._is_off.is_set()

    def begin(self) -> None:
        """Turn it on."""
        self._is_off.clear()

    def begin_for_good(self) -> None:
        """Turn it on before the worker ends: nothing turns it off any more."""
        with self._turning:
            self._is_for_good = True
            self.begin()

    def end(self) -> None:
        """Turn it off."""
        with self._turning:
            if not self._is_for_good:
                self._is_off.set()

    def wait_for_end(self) -> None:
        """Return when it is off."""
        self._is_off.wait()

    def obey_signals(self) -> None:
        """Let SIGUSR1 turn it on and SIGUSR2 off again."""
        for number, turn in ((signal.SIGUSR1, self.begin), (signal.SIGUSR2, self.end)):
            on_signal(number, turn)


def on_signal(number: signal.Signals, call: Callable[[], None]) -> None:
    """Call this at the signal, in a thread of its own: the main thread may hold the lock that the call needs."""
    signal.signal(number, lambda *_: threading.Thread(target=call).start())
