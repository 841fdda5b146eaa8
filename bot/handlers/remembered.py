"""What handlers remember for a moment, in memory: a restart may lose it, and nobody is the worse for it."""

from __future__ import annotations

from collections.abc import Callable

ONE_PRESS_S = 2.0  # a second press on the same button that paints within it is a finger's slip
REMIND_S = 600.0  # a stranger is told once in so long that they are not served
MAX_TOLD = 1000  # strangers remembered for that

MessageId = tuple[int, int]  # chat_id, message_id


class LastPresses:
    """Which button that paints was last pressed under a message, and when.

    Args:
        clock: Epoch seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._pressed: dict[MessageId, tuple[str, float]] = {}

    def is_slip(self, message: MessageId, verb: str) -> bool:
        """Return whether the same button was pressed just now; remember that it is pressed."""
        now = self._clock()
        self._pressed = {key: (done, at) for key, (done, at) in self._pressed.items() if now - at < ONE_PRESS_S}
        before, _ = self._pressed.get(message, ("", 0.0))
        self._pressed[message] = (verb, now)
        return before == verb

    def forget(self, message: MessageId) -> None:
        """Forget a message whose next press would paint another picture."""
        self._pressed.pop(message, None)


class ToldStrangers:
    """When people who are not served were told so.

    Args:
        clock: Epoch seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._told_at: dict[int, float] = {}

    def is_time(self, person_id: int) -> bool:
        """Return whether this stranger has not been told lately; remember that they are told now."""
        now = self._clock()
        if now - self._told_at.get(person_id, -REMIND_S) < REMIND_S:
            return False
        if len(self._told_at) >= MAX_TOLD:
            self._told_at.clear()
        self._told_at[person_id] = now
        return True
