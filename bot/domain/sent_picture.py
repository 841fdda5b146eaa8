"""A picture that a person has sent, or that the bot draws as if it had been sent, and what it is for. Pure values."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


class Role(enum.StrEnum):
    """What a picture is for."""

    CONTENT = "content"  # the photo to paint
    STYLE = "style"  # a picture whose style is taken


@dataclass(frozen=True, kw_only=True)
class SentPicture:
    """A picture as Telegram keeps it; its bytes are fetched when it is painted.

    Attributes:
        message_id: The message that it came with; album parts are sorted by it.
        file_id: Telegram's name of the file, for this bot.
        is_document: Whether it was sent as a file, uncompressed.
        file_size: Bytes as Telegram says, or None.
        album: Telegram's media_group_id, or None.
        role: What the person said it is for, or None.
        wanted: What stood behind /blend under it, or "".
        name: What its person calls it, where it is a saved style.
    """

    message_id: int
    file_id: str
    is_document: bool = False
    file_size: int | None = None
    album: str | None = None
    role: Role | None = None
    wanted: str = ""
    name: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the picture as JSON values, without a name where it has none; from_json reads them back."""
        fields = dataclasses.asdict(self)
        if not self.name:
            del fields["name"]
        return fields

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Self:
        """Return the picture whose fields these are; those it does not know are left out."""
        known = {f.name for f in dataclasses.fields(cls)} & fields.keys()
        role = fields.get("role")
        return cls(**{**{name: fields[name] for name in known}, "role": Role(role) if role else None})
