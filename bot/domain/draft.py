"""A draft: the pictures that a person has sent for the next painting. Pure values, no database, no Telegram calls."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from bot.domain.asker import Asker
from bot.domain.sent_picture import Role, SentPicture
from bot.errors import TooManyStyles
from engine.options.style_options import MAX_STYLES

_LATER = frozenset({"kept_shares", "earlier_shares"})  # left out where empty: version 0.1.0 did not write them


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What one person has sent in one chat for the next painting.

    Attributes:
        content: The photo to paint.
        styles: The pictures whose style is taken, in the order of their messages.
        unsorted: Parts of albums that may not be complete yet.
        shares: One share a style; empty means equal.
        wanted: The words of a /blend that came before its styles, or "".
        kept_shares: Those of styles of which one was taken out, its own last, for the one that comes in its place.
        job_id: The last job started from this draft, or None.
        is_changed: Whether pictures or shares changed since that job was started.
        earlier_content: The previous draft's photo, for /go with a style alone.
        earlier_styles: The previous draft's styles, for /go with a photo alone.
        earlier_shares: The shares of these.
        asker: Who sent the unsorted parts, for a restart in between.
    """

    content: SentPicture | None = None
    styles: tuple[SentPicture, ...] = ()
    unsorted: tuple[SentPicture, ...] = ()
    shares: tuple[float, ...] = ()
    wanted: str = ""
    kept_shares: tuple[float, ...] = ()
    job_id: str | None = None
    is_changed: bool = False
    earlier_content: SentPicture | None = None
    earlier_styles: tuple[SentPicture, ...] = ()
    earlier_shares: tuple[float, ...] = ()
    asker: Asker | None = None

    @property
    def is_complete(self) -> bool:
        """Whether there is a photo and at least one style."""
        return self.content is not None and bool(self.styles)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was sent for it."""
        return self.content is None and not self.styles and not self.unsorted

    @property
    def pictures(self) -> tuple[SentPicture, ...]:
        """The photo and the styles, as far as they are there."""
        return ((self.content,) if self.content else ()) + self.styles

    def with_picture(self, picture: SentPicture) -> Draft:
        """Return the draft with one more picture: in the role asked for, else the first as content, more as styles.

        A style that is said to be the photo is no style any more, nor an earlier one; a photo that waits alone, and was
        not said to be one, becomes the style where that is said.

        Raises:
            TooManyStyles: There are MAX_STYLES styles already.
        """
        role = picture.role or (Role.STYLE if self.content else Role.CONTENT)
        in_role = self.styles if role is Role.STYLE else (self.content,)
        wanted, like_it = picture.wanted or self.wanted, in_role if picture.role else self.pictures
        if any(known and known.message_id == picture.message_id for known in like_it):
            return dataclasses.replace(self, wanted=wanted)  # the same message once more: redelivered or corrected
        changed = dataclasses.replace(self, wanted=wanted, is_changed=True)
        if role is Role.CONTENT:
            styles = tuple(style for style in self.styles if style.message_id != picture.message_id)
            shares = self.shares if styles == self.styles else ()
            changed = changed._without_earlier_style(picture.message_id)
            return dataclasses.replace(changed, content=picture, styles=styles, shares=shares)
        if len(self.styles) >= MAX_STYLES:
            raise TooManyStyles(f"The draft has {len(self.styles)} styles; {MAX_STYLES} is the most.")
        alone = self.content if self.job_id is None and not self.styles else None
        is_corrected = alone is not None and alone.role is None and alone.message_id == picture.message_id
        content = None if is_corrected else self.content
        return dataclasses.replace(changed, content=content, styles=(*self.styles, picture), shares=())

    def _without_earlier_style(self, message_id: int) -> Draft:
        """Return the draft whose earlier styles are without the picture of this message, which is the photo now."""
        styles = tuple(style for style in self.earlier_styles if style.message_id != message_id)
        shares = self.earlier_shares if styles == self.earlier_styles else ()
        return dataclasses.replace(self, earlier_styles=styles, earlier_shares=shares)

    def with_unsorted(self, picture: SentPicture, asker: Asker | None = None) -> Draft:
        """Return the draft with a part of an album, whose place is known once the album is complete."""
        if any(part.message_id == picture.message_id for part in self.unsorted):
            return self  # the same update once more
        return dataclasses.replace(self, unsorted=(*self.unsorted, picture), asker=asker)

    @property
    def albums(self) -> tuple[str, ...]:
        """The albums that have unsorted parts, in the order of their messages."""
        parts = sorted(self.unsorted, key=lambda part: part.message_id)
        return tuple(dict.fromkeys(part.album or "" for part in parts))

    def sorted_out(self, album: str | None = None) -> tuple[Draft, int]:
        """Return the draft with its album parts in their roles by order of message, and how many styles were too many.

        A caption stands on one part of an album and speaks for all: /style makes all of them styles. An album of
        photo and styles that comes while a job is under way begins a draft of its own.

        Args:
            album: Only this one's parts; all unless given.
        """
        parts = sorted(
            (part for part in self.unsorted if album in (None, part.album)), key=lambda part: part.message_id
        )
        rest = tuple(part for part in self.unsorted if part not in parts)
        is_all_style = any(part.role is Role.STYLE for part in parts)
        is_anew = self.job_id is not None and len(parts) > 1 and not is_all_style
        draft = dataclasses.replace(self.next() if is_anew else self, unsorted=rest, asker=self.asker if rest else None)
        refused = 0
        for number, part in enumerate(parts):
            role = Role.STYLE if is_all_style or (number > 0 and draft.content) else None
            if number == 0 and any(other.role is Role.CONTENT for other in parts):
                role = Role.CONTENT
            try:
                draft = draft.with_picture(dataclasses.replace(part, role=role))
            except TooManyStyles:
                refused += 1
        return draft, refused

    def with_shares(self, shares: tuple[float, ...]) -> Draft:
        """Return the draft with these shares of its styles."""
        return dataclasses.replace(self, shares=shares, wanted="", kept_shares=(), is_changed=True)

    def started(self, job_id: str) -> Draft:
        """Return the draft as the one that this job paints."""
        return dataclasses.replace(self, job_id=job_id, is_changed=False)

    def not_started(self) -> Draft:
        """Return the draft as before its job, which was refused."""
        return dataclasses.replace(self, job_id=None, is_changed=True)

    def without(self, message_id: int) -> Draft:
        """Return the draft without the picture of this message, which cannot be used.

        The share of a style is kept for the one that comes in its place.
        """
        content = self.content if self.content and self.content.message_id != message_id else None
        styles = tuple(style for style in self.styles if style.message_id != message_id)
        draft = dataclasses.replace(self, content=content, styles=styles, is_changed=True)
        if len(styles) == len(self.styles):
            return draft
        shares = self.shares or self.kept_shares
        place = [style.message_id for style in self.styles].index(message_id)
        kept = (*shares[:place], *shares[place + 1 :], *shares[place : place + 1])  # what comes next is the last style
        return dataclasses.replace(draft, shares=(), kept_shares=kept)

    def without_styles(self) -> Draft:
        """Return the draft without its styles, for one that takes their place."""
        return dataclasses.replace(self, styles=(), shares=(), kept_shares=(), is_changed=True)

    def only_last_style(self) -> Draft:
        """Return the draft with the last of its styles alone."""
        return dataclasses.replace(self, styles=self.styles[-1:], shares=(), kept_shares=(), is_changed=True)

    def cleared(self) -> Draft:
        """Return an empty draft that remembers this one's pictures; parts of albums are gone, too."""
        return dataclasses.replace(self.next(), unsorted=(), asker=None)

    def next(self) -> Draft:
        """Return an empty draft that remembers this one's pictures as the earlier ones; unsorted parts are kept."""
        return Draft(
            unsorted=self.unsorted,
            asker=self.asker,
            earlier_content=self.content or self.earlier_content,
            earlier_styles=self.styles or self.earlier_styles,
            earlier_shares=self.shares if self.styles else self.earlier_shares,
        )

    def completed_from_earlier(self) -> Draft:
        """Return the draft with what it lacks taken from the previous one, as far as that has it."""
        return dataclasses.replace(
            self,
            content=self.content or self.earlier_content,
            styles=self.styles or self.earlier_styles,
            shares=self.shares if self.styles else self.earlier_shares,
        )

    def to_json(self) -> dict[str, Any]:
        """Return the draft as JSON values; from_json reads them back."""
        one = {"content": self.content, "earlier_content": self.earlier_content}
        several = {"styles": self.styles, "unsorted": self.unsorted, "earlier_styles": self.earlier_styles}
        return {
            **{name: value for name, value in dataclasses.asdict(self).items() if value or name not in _LATER},
            "asker": self.asker.to_json() if self.asker else None,
            **{name: picture.to_json() if picture else None for name, picture in one.items()},
            **{name: [picture.to_json() for picture in pictures] for name, pictures in several.items()},
        }

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Self:
        """Return the draft that to_json wrote."""

        def one(name: str) -> SentPicture | None:
            return SentPicture.from_json(fields[name]) if fields.get(name) else None

        def many(name: str) -> tuple[SentPicture, ...]:
            return tuple(SentPicture.from_json(part) for part in fields.get(name, ()))

        return cls(
            content=one("content"),
            styles=many("styles"),
            unsorted=many("unsorted"),
            shares=tuple(fields.get("shares", ())),
            wanted=fields.get("wanted", ""),
            kept_shares=tuple(fields.get("kept_shares", ())),
            job_id=fields.get("job_id"),
            is_changed=bool(fields.get("is_changed")),
            earlier_content=one("earlier_content"),
            earlier_styles=many("earlier_styles"),
            earlier_shares=tuple(fields.get("earlier_shares", ())),
            asker=Asker.from_json(fields["asker"]) if fields.get("asker") else None,
        )
