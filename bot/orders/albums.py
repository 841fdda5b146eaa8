"""An album that waits in a draft: who sent it, and which messages it is. Pure values."""

from __future__ import annotations

import dataclasses

from bot.domain.asker import Asker
from bot.domain.draft import Draft


def sender_of(asker: Asker, draft: Draft, album: str) -> Asker:
    """Return the asker as the one who sent the last part of this album."""
    return dataclasses.replace(asker, message_id=max(parts_of(draft, album)))


def parts_of(draft: Draft, album: str) -> set[int]:
    """Return the messages of this album's parts."""
    return {part.message_id for part in draft.unsorted if part.album == album}
