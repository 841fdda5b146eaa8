"""A button that paints, pressed twice at once: a finger's slip. In memory: a restart may lose it.

Knows nothing of what the buttons do.
"""

from __future__ import annotations

from collections.abc import Callable

ONE_PRESS_S = 2.0  # a second press on the same button that paints within it is a finger's slip

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
