"""An album that waits in a draft: who sent it, and which messages it is. Pure values."""

from __future__ import annotations

import dataclasses

from bot.domain.asker import Asker
from bot.domain.draft import Draft
from bot.domain.sent_picture import SentPicture


def sender_of(asker: Asker, draft: Draft, album: str) -> Asker:
    """Return the asker as the one who sent the last part of this album."""
    return dataclasses.replace(asker, message_id=max(parts_of(draft, album)))


def parts_of(draft: Draft, album: str) -> set[int]:
    """Return the messages of this album's parts."""
    return {part.message_id for part in draft.unsorted if part.album == album}


def captioned_of(draft: Draft, album: str) -> SentPicture:
    """Return the part of this album under which something was said, its first where nothing was."""
    parts = sorted((part for part in draft.unsorted if part.album == album), key=lambda part: part.message_id)
    return next((part for part in parts if part.wanted or part.role), parts[0])
