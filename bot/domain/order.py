"""What was promised to a person: an order, and the ticket that follows it through the queue and back.

Pure values. An order is kept in the database from the moment it is acknowledged until the queue has it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from bot.domain.draft import SentPicture
from engine.request import StyleOptions


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """Where a result belongs and how it is to be told.

    Attributes:
        chat_id: The chat.
        thread_id: The topic, where the chat has topics.
        person_id: Who asked.
        reply_to: The message that asked; the result replies to it.
        language: "en" or "zh".
        is_private: Whether the chat is private; groups get fewer progress edits.
        wants_document: Whether the person sends files and so gets one.
        progress_id: The message that shows the progress, once it is sent.
        result_id: The message that shows the result, once it is sent.
    """

    chat_id: int
    thread_id: int | None = None
    person_id: int
    reply_to: int
    language: str
    is_private: bool
    wants_document: bool = False
    progress_id: int | None = None
    result_id: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the ticket as JSON values; from_json reads them back."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Self:
        """Return the ticket that to_json wrote; fields it does not know are left out."""
        known = {f.name for f in dataclasses.fields(cls)}
        return cls(**{name: value for name, value in fields.items() if name in known})


@dataclass(frozen=True, kw_only=True)
class Order:
    """One painting, promised and not yet in the queue.

    Attributes:
        job_id: The job's id to be; made from the message that asked, so that a repeated update makes one job.
        ticket: Where the result belongs.
        options: How to paint.
        content: The photo, unless source_job_id is given.
        styles: The styles, unless source_job_id is given.
        source_job_id: An earlier job whose pictures are painted once more.
        is_swapped: Whether that job's photo and style change places.
        created_at: Epoch seconds.
    """

    job_id: str
    ticket: Ticket
    options: StyleOptions
    content: SentPicture | None = None
    styles: tuple[SentPicture, ...] = ()
    source_job_id: str | None = None
    is_swapped: bool = False
    created_at: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Return the order as JSON values; from_json reads them back."""
        return {**dataclasses.asdict(self), "options": self.options.to_json()}

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Self:
        """Return the order that to_json wrote."""
        content = fields.get("content")
        return cls(
            job_id=fields["job_id"],
            ticket=Ticket.from_json(fields["ticket"]),
            options=StyleOptions.from_json(fields["options"]),
            content=SentPicture.from_json(content) if content else None,
            styles=tuple(SentPicture.from_json(style) for style in fields.get("styles", ())),
            source_job_id=fields.get("source_job_id"),
            is_swapped=bool(fields.get("is_swapped")),
            created_at=float(fields.get("created_at", 0.0)),
        )


@dataclass(frozen=True, kw_only=True)
class Card:
    """A message of ours that shows a job's result, and what its buttons have been set to.

    Attributes:
        chat_id: The chat.
        message_id: The message.
        person_id: Whose picture it is; only they and the chat's admins may press.
        job_id: The job.
        options: How the next painting would be made.
    """

    chat_id: int
    message_id: int
    person_id: int
    job_id: str
    options: StyleOptions
