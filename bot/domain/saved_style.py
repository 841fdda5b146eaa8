"""A style that a person has kept under a name. A pure value; its picture is not here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MAX_SAVED = 12  # of one person: what one sheet of small pictures and its buttons still show
MAX_NAME = 24  # characters: what a button shows


@dataclass(frozen=True, kw_only=True)
class SavedStyle:
    """A saved style.

    Attributes:
        person_id: Whose.
        number: Which of theirs; not used again for another one once it is deleted.
        name: What they call it.
    """

    person_id: int
    number: int
    name: str


def name_from(words: str) -> str:
    """Return the words as a name: on one line, without what a command would swallow, as long as a button shows."""
    return re.sub(r"[\s/“”\"]+", " ", words).strip()[:MAX_NAME].strip()


def called(saved: Sequence[SavedStyle], words: str) -> SavedStyle | None:
    """Return the style that the words name, whatever their case; None where there is none."""
    wanted = name_from(words).casefold()
    return next((style for style in saved if style.name.casefold() == wanted), None)
