"""What messages said when they were last handled, so that an edit that changes no word does nothing twice."""

from __future__ import annotations

MAX_REMEMBERED = 2000  # messages whose words are remembered


class HandledWords:
    """The words of the latest messages, in memory: a restart may lose them, and nobody is much the worse for it."""

    def __init__(self) -> None:
        self._words: dict[tuple[int, int], str] = {}

    def are_new(self, chat_id: int, message_id: int, words: str) -> bool:
        """Return whether the message said something else, or nothing that is known."""
        return self._words.get((chat_id, message_id)) != words

    def remember(self, chat_id: int, message_id: int, words: str) -> None:
        """Remember what the message says."""
        self._words.pop((chat_id, message_id), None)
        self._words[chat_id, message_id] = words
        if len(self._words) > MAX_REMEMBERED:
            del self._words[next(iter(self._words))]
