"""What Telegram has of an outcome while that is handed over: it is not sent again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(kw_only=True)
class Sent:
    """What Telegram has of an outcome that is in hand; it is not sent again.

    Attributes:
        result_id: The message that shows the picture; None where it may have arrived, or a sentence has.
        lacks_offer: Whether the sentence that belongs to an album is still to be sent.
        lacks_file: Whether the file that belongs to it is still to be sent.
        is_noted: Whether the queue was told.
    """

    result_id: int | None = None
    lacks_offer: bool = False
    lacks_file: bool = False
    is_noted: bool = False
