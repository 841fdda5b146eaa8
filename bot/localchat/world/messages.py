"""One message, and how the Bot API shows it.

Knows who wrote what in reply to what; not who may see it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.localchat.world.chats import Chat, User, chat_json, user_json
from bot.localchat.world.media import (
    Animation,
    Document,
    Photo,
    Sticker,
    animation_document_json,
    animation_json,
    document_json,
    photo_json,
    sticker_json,
)

Markup = dict[str, Any]


@dataclass(kw_only=True, eq=False)
class Message:
    """A message as it stands now: an edit changes it in place.

    Attributes:
        text: The text of a text message, else None.
        caption: The text under a photo or document, else None.
        entities: Marked parts of the text or caption.
        extra: Fields of kinds that the chat only passes on (a video, a service message).
        album: media_group_id shared by the parts of an album.
        thread_id: message_thread_id, as shown to bots.
        markup: Inline keyboard that a bot attached.
        reaction: The emoji with which the bot has reacted to it.
        author_id: Who wrote it, where the sender is only the group's name.
        is_shown: Whether the bot was told of it: privacy mode and members change later.
        guest_query_id: What a bot that is no member answers, where somebody mentions it.
        guest_caller: Who called the bot as a guest, for what it answered.
        inline_id: inline_message_id of what the bot wrote as a guest.
    """

    chat: Chat
    id: int
    date: int
    sender: User
    sender_chat: Chat | None = None
    text: str | None = None
    caption: str | None = None
    entities: list[dict[str, Any]] = field(default_factory=list)
    photo: Photo | None = None
    document: Document | None = None
    animation: Animation | None = None
    sticker: Sticker | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    album: str | None = None
    reply_to: Message | None = None
    thread_id: int | None = None
    is_topic_message: bool = False
    is_service: bool = False
    has_spoiler: bool = False
    markup: Markup | None = None
    edited_at: int | None = None
    is_deleted: bool = False
    reaction: str | None = None
    author_id: int | None = None
    is_shown: bool = False
    guest_query_id: str | None = None
    is_guest_answered: bool = False
    guest_caller: User | None = None
    inline_id: str | None = None

    @property
    def words(self) -> str:
        """What can be read: text or caption, or nothing."""
        return self.text or self.caption or ""

    @property
    def is_from_bot(self) -> bool:
        """Whether the bot wrote it (an anonymous admin's `from` is a bot too)."""
        return self.sender.is_bot and self.sender_chat is None

    @property
    def author(self) -> int:
        """Id of the person, or bot, that wrote it, in their own name or the group's."""
        return self.author_id or self.sender.id

    @property
    def picture(self) -> bytes | None:
        """The bytes of the picture: the largest size of the photo, else the file as it was sent."""
        if self.photo:
            return self.photo.sizes[-1].file.content
        return self.kept_as_sent.file.content if self.kept_as_sent else None

    @property
    def kept_as_sent(self) -> Document | Animation | Sticker | None:
        """The document, animation or sticker that it carries."""
        return self.document or self.animation or self.sticker

    @property
    def has_captioned(self) -> bool:
        """Whether it carries something that a caption stands under."""
        return bool(self.photo or self.document or self.animation)

    @property
    def inline_keyboard(self) -> list[list[dict[str, Any]]]:
        """The rows of inline buttons."""
        return list((self.markup or {}).get("inline_keyboard", []))

    @property
    def buttons(self) -> list[str]:
        """The texts of the inline buttons, row by row."""
        return [button["text"] for button in self.all_buttons()]

    def all_buttons(self) -> Iterator[dict[str, Any]]:
        """Yield the inline buttons, row by row."""
        for row in self.inline_keyboard:
            yield from row

    def __repr__(self) -> str:
        kinds = [kind for kind in ("photo", "document", "animation", "sticker") if getattr(self, kind)]
        kind = next(iter([*kinds, *self.extra]), "text")
        more = f" {self.buttons}" if self.buttons else ""
        return f"<{self.id} {self.sender.first_name}: {kind} {self.words!r}{more}>"


@dataclass(kw_only=True, eq=False)
class Press:
    """A press on an inline button, and the bot's answer to it once it has come."""

    id: str
    person: User
    message: Message
    data: str
    is_answered: bool = False
    answer: str | None = None
    is_alert: bool = False


def message_json(message: Message, *, with_reply: bool = True) -> dict[str, Any]:
    """Return a message as the Bot API shows it: the one replied to within it, but no deeper."""
    shown: dict[str, Any] = {
        "message_id": message.id,
        "date": message.date,
        "chat": chat_json(message.chat),
        "from": user_json(message.sender),
        **message.extra,
    }
    if message.sender_chat:
        shown["sender_chat"] = chat_json(message.sender_chat)
    if message.thread_id is not None:
        shown["message_thread_id"] = message.thread_id
    if message.is_topic_message:
        shown["is_topic_message"] = True
    if message.reply_to and with_reply and not message.reply_to.is_deleted:
        shown["reply_to_message"] = message_json(message.reply_to, with_reply=False)
    if message.edited_at is not None:
        shown["edit_date"] = message.edited_at
    if message.album is not None:
        shown["media_group_id"] = message.album
    if message.guest_query_id is not None:
        shown["guest_query_id"] = message.guest_query_id
    if message.guest_caller:
        shown["guest_bot_caller_user"] = user_json(message.guest_caller)
    if message.inline_keyboard:
        shown["reply_markup"] = {"inline_keyboard": message.inline_keyboard}
    return {**shown, **_content_json(message)}


def press_json(press: Press) -> dict[str, Any]:
    """Return a press as the callback query of an update."""
    message = press.message
    shown = {
        "id": press.id,
        "from": user_json(press.person),
        "chat_instance": str(message.chat.id),
        "data": press.data,
    }
    if message.inline_id is not None:
        return {**shown, "inline_message_id": message.inline_id}
    return {**shown, "message": inaccessible_json(message) if message.is_deleted else message_json(message)}


def inaccessible_json(message: Message) -> dict[str, Any]:
    """Return what is shown of a message that is gone."""
    return {"chat": chat_json(message.chat), "message_id": message.id, "date": 0}


def content_key(message: Message) -> str:
    """Return a text that is equal for equal contents: an edit to the same content is refused."""
    return json.dumps([_content_json(message), message.inline_keyboard], sort_keys=True)


def _content_json(message: Message) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    if message.text is not None:
        shown["text"] = message.text
    if message.photo:
        shown["photo"] = photo_json(message.photo)
    if message.document:
        shown["document"] = document_json(message.document)
    if message.animation:
        shown["animation"] = animation_json(message.animation)
        shown["document"] = animation_document_json(message.animation)
    if message.sticker:
        shown["sticker"] = sticker_json(message.sticker)
    if message.caption:
        shown["caption"] = message.caption
    if message.entities:
        shown["entities" if message.text is not None else "caption_entities"] = message.entities
    if message.has_spoiler:
        shown["has_media_spoiler"] = True
    return shown
