"""What a person can do in the local chat: the side of Telegram's apps.

A person writes, sends pictures, presses buttons, edits, deletes, and brings the bot into groups.
Knows nothing of the Bot API's methods.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from bot.localchat.world.chats import ANONYMOUS_ADMIN, Chat, Status, User, user_json
from bot.localchat.world.entities import found_entities
from bot.localchat.world.errors import NotPossible, Refused
from bot.localchat.world.media import Animation, file_json
from bot.localchat.world.messages import Message, Press
from bot.localchat.world.pictures import MAX_SIDES_SUM, as_apps_send
from bot.localchat.world.world import Event, World

MAX_ALBUM = 10  # pictures an album holds


class Person:
    """Somebody who speaks in the local chat."""

    def __init__(self, world: World, user: User) -> None:
        self._world = world
        self.user = user

    @property
    def id(self) -> int:
        """The user id, which is also the id of the private chat with the bot."""
        return self.user.id

    @property
    def name(self) -> str:
        """The first name."""
        return self.user.first_name

    def send_text(
        self, chat_id: int, text: str, reply_to: Message | int | None = None, *, thread_id: int | None = None
    ) -> Message:
        """Write a text."""
        text = text.strip()
        if not text:
            raise NotPossible("There is nothing to send.")
        return self._send(chat_id, reply_to, thread_id, text=text, entities=found_entities(text))

    def send_photo(
        self,
        chat_id: int,
        picture: bytes,
        caption: str | None = None,
        reply_to: Message | int | None = None,
        *,
        thread_id: int | None = None,
    ) -> Message:
        """Send a picture as a photo: it is made into JPEGs of at most 1280 px, one over 10 MB before it is sent.

        Raises:
            NotPossible: It is no picture, or its sides are outside a photo's limits; a document goes through.
        """
        return self._send(chat_id, reply_to, thread_id, photo=self._photo(picture), **_captioned(caption))

    def send_animation(
        self,
        chat_id: int,
        gif: bytes,
        name: str = "film.gif",
        caption: str | None = None,
        reply_to: Message | int | None = None,
        *,
        thread_id: int | None = None,
    ) -> Message:
        """Send a GIF as the apps do: as an animation, though it was chosen among photos."""
        sent = self._world.files.add_gif(gif, name)
        kind = "animation" if isinstance(sent, Animation) else "document"
        return self._send(chat_id, reply_to, thread_id, **{kind: sent}, **_captioned(caption))

    def send_album(
        self,
        chat_id: int,
        pictures: Sequence[bytes],
        caption: str | None = None,
        reply_to: Message | int | None = None,
        *,
        thread_id: int | None = None,
        captioned: int = 0,
    ) -> list[Message]:
        """Send two to ten photos together; the caption goes under the first, or the one of this index."""
        if not 2 <= len(pictures) <= MAX_ALBUM:
            raise NotPossible(
                "An album has 2 to {most} photos; these are {count}.", most=MAX_ALBUM, count=len(pictures)
            )
        album = str(secrets.randbits(56))
        photos = [self._photo(picture) for picture in pictures]
        captions = [caption if place == captioned else None for place in range(len(photos))]
        return [
            self._send(chat_id, reply_to, thread_id, photo=photo, album=album, **_captioned(words))
            for photo, words in zip(photos, captions, strict=True)
        ]

    def send_document(
        self,
        chat_id: int,
        content: bytes,
        name: str,
        mime: str | None = None,
        caption: str | None = None,
        reply_to: Message | int | None = None,
        *,
        thread_id: int | None = None,
        album: str | None = None,
    ) -> Message:
        """Send a file as it is; those with the same album are one."""
        document = self._world.files.add_large_document(content, name, mime)
        return self._send(chat_id, reply_to, thread_id, document=document, album=album, **_captioned(caption))

    def send_sticker(
        self, chat_id: int, content: bytes, *, kind: str = "static", reply_to: Message | int | None = None
    ) -> Message:
        """Send a sticker: "static" (WebP), "animated" (TGS) or "video" (WebM)."""
        return self._send(chat_id, reply_to, None, sticker=self._world.files.add_sticker(content, kind))

    def send_video(self, chat_id: int, content: bytes, *, reply_to: Message | int | None = None) -> Message:
        """Send a video."""
        video = {
            **file_json(self._world.files.add_plain(content, "Video", ".mp4")),
            "width": 640,
            "height": 360,
            "duration": 5,
            "mime_type": "video/mp4",
        }
        return self.send_other(chat_id, {"video": video}, reply_to)

    def send_other(self, chat_id: int, fields: Mapping[str, Any], reply_to: Message | int | None = None) -> Message:
        """Send a message of any other kind, given as the Bot API shows it ({"location": {...}})."""
        return self._send(chat_id, reply_to, None, extra=dict(fields))

    def forward(self, message: Message, chat_id: int) -> Message:
        """Forward a message to a chat."""
        origin = {"type": "user", "date": message.date, "sender_user": user_json(message.sender)}
        content: dict[str, Any] = {"text": message.text, "caption": message.caption, "entities": message.entities}
        content |= {kind: getattr(message, kind) for kind in ("photo", "document", "animation", "sticker")}
        return self._send(chat_id, None, None, extra={**message.extra, "forward_origin": origin}, **content)

    def edit_text(self, message: Message, words: str) -> None:
        """Change one's own text or caption; an empty one takes a caption away."""
        words = words.strip()
        if message.author != self.id or message.is_service:
            raise NotPossible("Only one's own messages can be edited.")
        if message.text is None:
            message.caption = words or None
        elif words:
            message.text = words
        else:
            raise NotPossible("There is nothing to send.")
        message.entities = found_entities(words)
        self._world.edited(message)

    def delete(self, message: Message) -> None:
        """Delete a message for everybody."""
        chat = message.chat
        if not (chat.is_private or message.author == self.id or chat.is_admin(self.id)):
            raise NotPossible("Only admins delete what others wrote.")
        self._world.delete(message)

    def clear(self, chat_id: int) -> None:
        """Delete the whole history of a chat for everybody: one's private chat, or a group one owns or runs."""
        chat = self._membership(chat_id)
        if not (chat.is_private or chat.is_admin(self.id)):
            raise NotPossible("Only admins clear the history of a group.")
        for message in self._world.messages(chat_id):
            self._world.delete(message)

    def press(self, message: Message, button: str) -> Press:
        """Press an inline button, named by its text (or its callback data).

        Raises:
            NotPossible: There is no such button, or it only opens a link.
        """
        self._membership(message.chat.id)
        for known in message.all_buttons():
            if button in (known["text"], known.get("callback_data")) and "callback_data" in known:
                return self._world.press(self.user, message, known["callback_data"])
        raise NotPossible(
            "There is no button “{button}”, but: {buttons}.", button=button, buttons=", ".join(message.buttons)
        )

    def start(self) -> Message:
        """Press Start in the private chat."""
        return self.send_text(self.id, "/start")

    def block_bot(self) -> None:
        """Block the bot in the private chat."""
        self._world.set_status(self._world.chats[self.id], self._world.bot, Status.KICKED, by=self.user)

    def unblock_bot(self) -> None:
        """Let the bot write again."""
        self._world.set_status(self._world.chats[self.id], self._world.bot, Status.MEMBER, by=self.user)

    def add(self, other: Person, chat_id: int) -> None:
        """Bring another person into a group."""
        chat = self._membership(chat_id)
        if not chat.is_present(other.id):
            self._world.set_status(chat, other.user, Status.MEMBER, by=self.user)
            self._service(chat, {"new_chat_members": [user_json(other.user)]})

    def add_bot(self, chat_id: int, *, as_admin: bool = False) -> None:
        """Bring the bot into a group; as an admin it sees everything that is written there."""
        chat = self._membership(chat_id)
        status = Status.ADMINISTRATOR if as_admin else Status.MEMBER
        was_present = chat.is_present(self._world.bot.id)
        self._world.set_status(chat, self._world.bot, status, by=self.user)
        if not was_present:
            members = [user_json(self._world.bot)]
            self._service(chat, {"new_chat_members": members})

    def remove_bot(self, chat_id: int) -> None:
        """Put the bot out of a group."""
        chat = self._membership(chat_id)
        self._service(chat, {"left_chat_member": user_json(self._world.bot)})
        self._world.set_status(chat, self._world.bot, Status.KICKED, by=self.user)

    def create_topic(self, chat_id: int, name: str) -> int:
        """Open a topic in a group that has topics; return its message_thread_id."""
        chat = self._membership(chat_id)
        if not chat.is_forum:
            raise NotPossible("This group has no topics.")
        created = self._service(chat, {"forum_topic_created": {"name": name, "icon_color": 7322096}})
        chat.topics[created.id] = name
        created.thread_id, created.is_topic_message = created.id, True
        self._world.tell(Event(kind="chat", chat_id=chat_id))
        return created.id

    def allow_topics(self, chat_id: int) -> None:
        """Give a group topics, as its admins may."""
        chat = self._membership(chat_id)
        if chat.is_private or not chat.is_admin(self.id):
            raise NotPossible("Only admins of a group give it topics.")
        chat.is_forum = True

    def write_anonymously(self, chat_id: int, *, is_anonymous: bool = True) -> None:
        """Write in the group's name from now on, as admins may."""
        chat = self._membership(chat_id)
        if not chat.is_admin(self.id):
            raise NotPossible("Only admins write in the group's name.")
        (chat.anonymous.add if is_anonymous else chat.anonymous.discard)(self.id)
        self._world.tell(Event(kind="chat", chat_id=chat_id))

    def _send(self, chat_id: int, reply_to: Message | int | None, thread_id: int | None, **content: Any) -> Message:
        chat = self._membership(chat_id)
        if chat.is_private and not chat.is_started:
            chat.is_started = True
            self._world.tell(Event(kind="chat", chat_id=chat_id))
        replied = self._world.message(chat_id, reply_to) if isinstance(reply_to, int) else reply_to
        if thread_id is not None and thread_id not in chat.topics:
            raise NotPossible("There is no topic {number} here.", number=thread_id)
        sender: dict[str, Any] = {"sender": self.user}
        if self.id in chat.anonymous:
            sender = {"sender": ANONYMOUS_ADMIN, "sender_chat": chat, "author_id": self.id}
        return self._world.post(chat, reply_to=replied, thread_id=thread_id, **sender, **content)

    def _service(self, chat: Chat, fields: dict[str, Any]) -> Message:
        return self._world.post(chat, self.user, extra=fields, is_service=True)

    def _membership(self, chat_id: int) -> Chat:
        chat = self._world.chats.get(chat_id)
        if chat is None or not chat.is_present(self.id):
            raise NotPossible("{name} is not in this chat.", name=self.name)
        if chat.migrated_to:
            raise NotPossible("This group became a supergroup; write there.")
        return chat

    def _photo(self, picture: bytes) -> Any:
        try:
            return self._world.files.add_photo(as_apps_send(picture))
        except Refused as refused:
            reasons = {
                "IMAGE_PROCESS_FAILED": "This is not a picture that can be sent as a photo; send it as a file.",
                "PHOTO_INVALID_DIMENSIONS": "A photo's sides add up to {most} px at most and are not more than "
                "20 to 1; send it as a file.",
            }
            why = refused.description.removeprefix("Bad Request: ")
            raise NotPossible(reasons.get(why, f"{why[:1].upper()}{why[1:]}."), most=MAX_SIDES_SUM) from refused


def _captioned(caption: str | None) -> dict[str, Any]:
    caption = (caption or "").strip() or None
    return {"caption": caption, "entities": found_entities(caption or "")}
