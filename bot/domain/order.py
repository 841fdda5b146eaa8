"""What was promised to a person: an order, and the ticket that follows it through the queue and back.

Pure values. An order is kept in the database from the moment it is acknowledged until the queue has it.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from bot.domain.asker import Asker
from bot.domain.sent_picture import SentPicture
from engine.options.style_options import StyleOptions
from engine.queue.job import Job

MAX_UNDONE = 10  # changes of a card that can be taken back
SENT = ""  # the name of a style that was sent

_KEPT_AS = {"reply_to": "message_id"}  # what a ticket's JSON calls a field


@dataclass(frozen=True, kw_only=True)
class Ticket(Asker):
    """Who asked for a painting, and how its result is to be told; the result replies to their message.

    Attributes:
        wants_document: Whether the person sends files and so gets one.
        is_of_photo_sent: Whether what is painted was sent as a photo, which Telegram shrinks, not as a file.
        progress_id: The message that shows the progress, once it is sent.
        result_id: The message that shows the result, once it is sent.
        style_names: What the styles are: SENT, or the name of a drawn or saved one; empty of earlier versions.
    """

    wants_document: bool = False
    is_of_photo_sent: bool = False
    progress_id: int | None = None
    result_id: int | None = None
    style_names: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        asker: Asker,
        *,
        wants_document: bool = False,
        is_of_photo_sent: bool = False,
        style_names: tuple[str, ...] = (),
    ) -> Self:
        """Return the ticket of a painting that the asker's message or press asks for."""
        return cls(
            chat_id=asker.chat_id,
            thread_id=asker.thread_id,
            person_id=asker.person_id,
            message_id=asker.message_id,
            language=asker.language,
            is_private=asker.is_private,
            inline_id=asker.inline_id,
            press_id=asker.press_id,
            wants_document=wants_document,
            is_of_photo_sent=is_of_photo_sent,
            style_names=style_names,
        )

    def to_json(self) -> dict[str, Any]:
        """Return the ticket as JSON values; from_json reads them back."""
        return {
            "chat_id": self.chat_id,
            "thread_id": self.thread_id,
            "person_id": self.person_id,
            "reply_to": self.message_id,
            "language": self.language,
            "is_private": self.is_private,
            "wants_document": self.wants_document,
            "progress_id": self.progress_id,
            "result_id": self.result_id,
            **{name: value for name, value in self._later().items() if value},
        }

    def _later(self) -> dict[str, Any]:
        """Return the fields that version 0.1.0 did not write."""
        return {
            "inline_id": self.inline_id,
            "press_id": self.press_id,
            "is_of_photo_sent": self.is_of_photo_sent,
            "style_names": list(self.style_names),
        }

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Self:
        """Return the ticket that to_json wrote; fields it does not know are left out."""
        known = {_KEPT_AS.get(name, name): value for name, value in fields.items()}
        return super().from_json(known | {"style_names": tuple(fields.get("style_names", ()))})


def ticket_of(job: Job) -> Ticket:
    """Return where the job's outcome belongs."""
    return Ticket.from_json(job.ticket)


def job_id_for(asker: Asker) -> str:
    """Return the id of the job that this message or press asks for: the same for the same update, and no one's name."""
    facts = f"{asker.chat_id} {asker.message_id} {asker.date} {asker.person_id} {asker.press_id}"
    facts += f" {asker.edited_at}" if asker.edited_at else ""
    return hashlib.blake2s(facts.encode(), digest_size=10).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Order:
    """One painting or experiment, promised and not yet in the queue.

    Attributes:
        job_id: The job's id to be; made from the message that asked, so that a repeated update makes one job.
        ticket: Where the result belongs.
        options: How to paint.
        content: The photo, unless source_job_id is given; None for an experiment that looks at none.
        styles: The styles; with source_job_id the ones to paint that job's photo in, or none for its own.
        source_job_id: An earlier job whose pictures are painted once more.
        is_swapped: Whether that job's photo and style change places.
        takes_result: Whether what that job came to takes the place of its photo.
        is_waiting: Whether it starts by itself once there is room for it.
        created_at: Epoch seconds.
    """

    job_id: str
    ticket: Ticket
    options: StyleOptions
    content: SentPicture | None = None
    styles: tuple[SentPicture, ...] = ()
    source_job_id: str | None = None
    is_swapped: bool = False
    takes_result: bool = False
    is_waiting: bool = False
    created_at: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Return the order as JSON values, without later fields where they say nothing; from_json reads them back."""
        later = {"takes_result": self.takes_result, "is_waiting": self.is_waiting}
        fields = {name: value for name, value in dataclasses.asdict(self).items() if later.get(name, True)}
        return {
            **fields,
            "ticket": self.ticket.to_json(),
            "options": self.options.to_json(),
            "content": self.content.to_json() if self.content else None,
            "styles": [style.to_json() for style in self.styles],
        }

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
            takes_result=bool(fields.get("takes_result")),
            is_waiting=bool(fields.get("is_waiting")),
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
        before: What they were before each of the last changes, the latest last; at most MAX_UNDONE.
    """

    chat_id: int
    message_id: int
    person_id: int
    job_id: str
    options: StyleOptions
    before: tuple[StyleOptions, ...] = ()

    @classmethod
    def under(cls, chat_id: int, message_id: int, job: Job, options: StyleOptions | None = None) -> Card:
        """Return the card under a message that shows a job, set as the job was painted unless told otherwise."""
        return cls(
            chat_id=chat_id,
            message_id=message_id,
            person_id=int(job.owner),
            job_id=job.id,
            options=options or job.options,
        )

    def changed_to(self, options: StyleOptions) -> Card:
        """Return the card after a change, which undone takes back."""
        return dataclasses.replace(self, options=options, before=(*self.before, self.options)[-MAX_UNDONE:])

    def undone(self) -> Card:
        """Return the card as before its last change; as it is where there was none."""
        if not self.before:
            return self
        return dataclasses.replace(self, options=self.before[-1], before=self.before[:-1])
