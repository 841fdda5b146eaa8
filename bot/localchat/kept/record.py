"""The state of the local chat as JSON values and back: people, chats, messages, the bot's unconfirmed updates.

Pictures are named by their file_id; their bytes are kept elsewhere. Knows no files and no server.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.localchat.world.chats import Chat, Status, User
from bot.localchat.world.media import Animation, Document, Photo, PhotoSize, Sticker, StoredFile
from bot.localchat.world.messages import Message
from bot.localchat.world.visibility import is_visible
from bot.localchat.world.world import World

KEPT_MESSAGES = 400  # of a chat, the latest; what a page shows
_PLAIN = (
    "id",
    "date",
    "text",
    "caption",
    "entities",
    "extra",
    "album",
    "thread_id",
    "is_topic_message",
    "is_service",
    "has_spoiler",
    "markup",
    "edited_at",
    "reaction",
    "author_id",
    "is_shown",
    "guest_query_id",
    "is_guest_answered",
    "inline_id",
)

Values = dict[str, Any]


def kept_messages(world: World) -> Iterator[Message]:
    """Yield the messages that are kept, chat by chat."""
    for chat_id in world.chats:
        yield from world.messages(chat_id)[-KEPT_MESSAGES:]


def kept_files(world: World) -> dict[str, StoredFile]:
    """Return the files of the messages that are kept, by file_id."""
    files: dict[str, StoredFile] = {}
    for message in kept_messages(world):
        found = [size.file for size in message.photo.sizes] if message.photo else []
        if sent := message.kept_as_sent:
            found.append(sent.file)
        for shown in (message.document, message.animation):
            if shown and shown.thumbnail:
                found.append(shown.thumbnail.file)
        for content in message.extra.values():
            if isinstance(content, dict) and (other := world.files.stored(str(content.get("file_id")))):
                found.append(other)
        files.update({file.file_id: file for file in found})
    return files


def to_values(world: World) -> Values:
    """Return everything that is kept, as JSON values."""
    return {
        "bot": dataclasses.asdict(world.bot),
        "people": [dataclasses.asdict(user) for user in world.people.values()],
        "files": [
            {"file_id": file.file_id, "unique_id": file.unique_id, "kind": file.kind, "path": file.path}
            for file in kept_files(world).values()
        ],
        "next_number": world.files.next_number,
        "chats": [_chat_values(chat) for chat in world.chats.values()],
        "last_ids": [[chat_id, last] for chat_id, last in world.last_ids.items()],
        "messages": [_message_values(message) for message in kept_messages(world)],
        "updates": list(world.updates.pending),
    }


def restore(world: World, values: Mapping[str, Any], content_of: Callable[[str], bytes]) -> None:
    """Put what to_values returned into an empty world; content_of returns the bytes of a file_id."""
    files = world.files
    files.next_number = values["next_number"]
    for known in values["files"]:
        files.put_file(StoredFile(**known, content=content_of(known["file_id"])))
    world.people.update({known["id"]: User(**known) for known in values["people"]})
    users = {world.bot.id: world.bot, **world.people}
    for known in values["chats"]:
        world.add_chat(_chat(known, users))
    world.last_ids.update(dict(values["last_ids"]))
    for known in values["messages"]:
        world.put(_message(known, world))
    world.updates.restore(values["updates"])


def _chat_values(chat: Chat) -> Values:
    plain = ("id", "shown_id", "type", "title", "is_forum", "is_started", "migrated_to")
    return {
        **{name: getattr(chat, name) for name in plain},
        "person": chat.person.id if chat.person else None,
        "members": [[user_id, status.value] for user_id, status in chat.members.items()],
        "anonymous": sorted(chat.anonymous),
        "topics": [[thread_id, name] for thread_id, name in chat.topics.items()],
    }


def _chat(values: Values, users: Mapping[int, User]) -> Chat:
    members = {user_id: Status(status) for user_id, status in values["members"]}
    return Chat(
        **{
            **values,
            "person": users.get(values["person"]),
            "members": members,
            "users": {user_id: users[user_id] for user_id in members},
            "anonymous": set(values["anonymous"]),
            "topics": dict(values["topics"]),
        }
    )


def _message_values(message: Message) -> Values:
    return {
        **{name: getattr(message, name) for name in _PLAIN},
        "chat": message.chat.id,
        "sender": dataclasses.asdict(message.sender),
        "is_of_chat": message.sender_chat is not None,
        "reply_to": message.reply_to.id if message.reply_to else None,
        "photo": [_size_values(size) for size in message.photo.sizes] if message.photo else None,
        "document": _document_values(message.document) if message.document else None,
        "animation": _animation_values(message.animation) if message.animation else None,
        "sticker": _sticker_values(message.sticker) if message.sticker else None,
        "guest_caller": dataclasses.asdict(message.guest_caller) if message.guest_caller else None,
    }


def _message(values: Values, world: World) -> Message:
    chat = world.chats[values["chat"]]
    message = Message(
        **{name: values[name] for name in _PLAIN if name in values},  # an older version kept fewer
        chat=chat,
        sender=User(**values["sender"]),
        sender_chat=chat if values["is_of_chat"] else None,
        reply_to=world.message(chat.id, values["reply_to"]) if values["reply_to"] else None,
        photo=_photo(values["photo"], world) if values["photo"] else None,
        document=_document(values["document"], world) if values["document"] else None,
        animation=_animation(values["animation"], world) if values.get("animation") else None,
        sticker=_sticker(values["sticker"], world) if values.get("sticker") else None,
        guest_caller=User(**values["guest_caller"]) if values.get("guest_caller") else None,
    )
    if "is_shown" not in values:
        message.is_shown = is_visible(message, world.bot) or message.guest_query_id is not None
    return message


def _size_values(size: PhotoSize) -> Values:
    return {"file_id": size.file.file_id, "width": size.width, "height": size.height}


def _size(values: Values, world: World) -> PhotoSize:
    return PhotoSize(file=_file(values, world), width=values["width"], height=values["height"])


def _file(values: Values, world: World) -> StoredFile:
    file = world.files.stored(values["file_id"])
    assert file is not None  # every file of a kept message is kept
    return file


def _photo(values: list[Values], world: World) -> Photo:
    return world.files.put_photo(Photo(sizes=tuple(_size(size, world) for size in values)))


def _document_values(document: Document) -> Values:
    return {
        "file_id": document.file.file_id,
        "name": document.name,
        "mime_type": document.mime_type,
        "thumbnail": _size_values(document.thumbnail) if document.thumbnail else None,
    }


def _document(values: Values, world: World) -> Document:
    thumbnail = _size(values["thumbnail"], world) if values["thumbnail"] else None
    file, name, mime_type = _file(values, world), values["name"], values["mime_type"]
    return world.files.put(Document(file=file, name=name, mime_type=mime_type, thumbnail=thumbnail))


def _animation_values(animation: Animation) -> Values:
    return {
        "file_id": animation.file.file_id,
        **{name: getattr(animation, name) for name in ("name", "mime_type", "width", "height", "duration_s")},
        "thumbnail": _size_values(animation.thumbnail) if animation.thumbnail else None,
    }


def _animation(values: Values, world: World) -> Animation:
    plain = {name: value for name, value in values.items() if name != "file_id"}
    thumbnail = _size(values["thumbnail"], world) if values["thumbnail"] else None
    return world.files.put(Animation(**{**plain, "file": _file(values, world), "thumbnail": thumbnail}))


def _sticker_values(sticker: Sticker) -> Values:
    plain = ("width", "height", "is_animated", "is_video", "emoji")
    return {"file_id": sticker.file.file_id, **{name: getattr(sticker, name) for name in plain}}


def _sticker(values: Values, world: World) -> Sticker:
    plain = {name: value for name, value in values.items() if name != "file_id"}
    return world.files.put(Sticker(file=_file(values, world), **plain))
