"""Who asks, and where. A pure value: knows no Telegram, no database and no clock."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from bot.domain.guest_texts import guest_texts_in
from bot.texts import Texts, texts_in


@dataclass(frozen=True, kw_only=True)
class Asker:
    """A person in a chat, as one of their messages shows them.

    Attributes:
        chat_id: The chat.
        thread_id: The topic that the message stands in, where the chat has topics.
        person_id: The person, or the group itself when an admin writes anonymously.
        message_id: The message; answers in groups quote it, and a result replies to it.
        press_id: Telegram's id of the press, where they pressed a button under that message.
        date: When it was sent, epoch seconds.
        edited_at: When they corrected it, epoch seconds, for what it asks for then is another job; else 0.
        is_private: Whether the chat is private.
        language: The code of the one to answer in.
        own_language: The code of the one that suits their Telegram, whatever was chosen here.
        inline_id: inline_message_id of what we wrote as a guest, where we are one: all else that is said is its edit.
    """

    chat_id: int
    thread_id: int | None = None
    person_id: int
    message_id: int
    press_id: str = ""
    date: int = 0
    edited_at: int = 0
    is_private: bool
    language: str
    own_language: str = ""
    inline_id: str = ""

    @property
    def texts(self) -> Texts:
        """The sentences in the asker's language, where the bot is a guest without those that name commands."""
        return guest_texts_in(self.language) if self.inline_id else texts_in(self.language)

    @property
    def begin(self) -> str:
        """What to do first, where the asker is."""
        return self.texts.begin if self.is_private else self.texts.begin_group

    def to_json(self) -> dict[str, Any]:
        """Return the asker as JSON values, without later fields where they say nothing; from_json reads them back."""
        later = {name: getattr(self, name) for name in ("edited_at", "own_language", "inline_id")}
        return {name: value for name, value in dataclasses.asdict(self).items() if later.get(name, True)}

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Self:
        """Return the asker that to_json wrote; fields it does not know are left out."""
        known = {f.name for f in dataclasses.fields(cls)}
        return cls(**{name: value for name, value in fields.items() if name in known})
