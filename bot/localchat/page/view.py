"""What the page shows, as JSON: people, chats with their menus, messages with addresses of their pictures.

Only reads the world. The form is the page's own, not the Bot API's.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from bot.localchat.company import Company
from bot.localchat.world.chats import Chat, User
from bot.localchat.world.media import GIF_TYPE, Animation, Document, Photo, Sticker, StoredFile
from bot.localchat.world.messages import Message
from bot.localchat.world.world import Event, World

MAX_MESSAGES = 400  # of a chat, the latest: what a page loads when it opens
_PICTURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png", b"GIF8": "image/gif", b"RIFF": "image/webp"}
_FILM = "video/mp4"


def state_json(company: Company) -> dict[str, Any]:
    """Return everything, as a page needs it when it opens."""
    world = company.world
    messages = {
        str(chat_id): [message_view(message) for message in world.messages(chat_id)[-MAX_MESSAGES:]]
        for chat_id in world.chats
    }
    return {"kind": "state", **company_json(company), "messages": messages}


def company_json(company: Company) -> dict[str, Any]:
    """Return who and what is there, without the messages."""
    world = company.world
    return {
        "bot": {
            **_user(world.bot),
            "username": world.bot.username,
            "description": {code: text for (kind, code), text in world.profile.texts.items() if kind == "description"},
        },
        "people": [{**_user(person.user), "language": person.user.language_code} for person in company.people],
        "chats": [_chat(chat, world) for chat in world.chats.values() if chat.migrated_to is None],
    }


def event_json(event: Event, company: Company) -> dict[str, Any]:
    """Return an event as the page hears of it."""
    shown: dict[str, Any] = {"kind": event.kind, "chat": event.chat_id}
    if event.kind in ("message", "edited") and event.message:
        shown["message"] = message_view(event.message)
    elif event.kind == "deleted" and event.message:
        shown["id"] = event.message.id
    elif event.kind == "answer" and event.press:
        press = event.press
        shown |= {"press": press.id, "person": press.person.id, "text": press.answer, "is_alert": press.is_alert}
    elif event.kind == "action":
        shown["action"] = event.action
    else:
        shown |= {"kind": "company", **company_json(company)}
    return shown


def message_view(message: Message) -> dict[str, Any]:
    """Return a message as the page draws it."""
    shown: dict[str, Any] = {
        "id": message.id,
        "date": message.date,
        "is_edited": message.edited_at is not None,
        "from": _user(message.sender),
        "author": message.author,
        "words": message.words,
        "entities": message.entities,
        "album": message.album,
        "keyboard": [[_button(button) for button in row] for row in message.inline_keyboard],
        "is_seen": message.is_from_bot or message.is_shown,
        "reaction": message.reaction,
    }
    if message.is_topic_message:
        shown["topic"] = message.thread_id
    if message.sender_chat:
        shown["from"] = {"id": message.sender_chat.id, "name": message.sender_chat.title, "is_bot": False}
    if message.photo:
        shown["photo"] = _photo(message.photo)
    if message.document:
        shown["document"] = _document(message.document)
    if message.animation:
        shown["animation"] = _animation(message.animation)
    if message.sticker:
        shown["sticker"] = _sticker(message.sticker)
    if message.reply_to and not message.reply_to.is_deleted and not message.reply_to.is_service:
        shown["reply_to"] = _quote(message.reply_to)
    if message.is_service:
        shown["service"] = _happened(message)
    elif message.extra:
        shown["other"] = next(iter(message.extra)).replace("_", " ")
    return shown


def shown_type(content: bytes) -> str | None:
    """Return the type of a picture or film that a browser shows by itself; None for what is only saved."""
    if content[4:8] == b"ftyp" and content[8:12] not in (b"heic", b"heix", b"mif1", b"avif"):
        return _FILM
    if content[:2] == b"BM" and content[6:10] == bytes(4):  # a bitmap; the four bytes are reserved
        return "image/bmp"
    return next((kind for start, kind in _PICTURES.items() if content.startswith(start)), None)


def file_address(file: StoredFile) -> str:
    """Return where the page finds a file."""
    return f"/page/files/{quote(file.file_id)}"


def _user(user: User) -> dict[str, Any]:
    return {"id": user.id, "name": user.first_name, "is_bot": user.is_bot}


def _chat(chat: Chat, world: World) -> dict[str, Any]:
    present = [user for user in chat.users.values() if chat.is_present(user.id)]
    return {
        "id": chat.id,
        "type": chat.type,
        "title": chat.title or (chat.person.first_name if chat.person else ""),
        "members": [user.id for user in present if user.id != world.bot.id],
        "admins": [user.id for user in present if chat.is_admin(user.id)],
        "anonymous": sorted(chat.anonymous),
        "has_bot": chat.is_present(world.bot.id),
        "has_privacy": not chat.is_private and not chat.is_admin(world.bot.id),
        "is_started": chat.is_started,
        "topics": [{"id": thread_id, "name": name} for thread_id, name in chat.topics.items()],
        "menus": {str(user.id): world.profile.menu(chat, user.id, user.language_code) for user in present},
    }


def _photo(photo: Photo) -> dict[str, Any]:
    largest, smallest = photo.sizes[-1], photo.sizes[0]
    return {
        "address": file_address(largest.file),
        "thumbnail": file_address(smallest.file),
        "width": largest.width,
        "height": largest.height,
    }


def _document(document: Document) -> dict[str, Any]:
    shown = {
        "address": file_address(document.file),
        "name": document.name,
        "size": len(document.file.content),
        "is_picture": _is_picture(document),
    }
    if document.thumbnail:
        shown["thumbnail"] = file_address(document.thumbnail.file)
    return shown


def _is_picture(document: Document) -> bool:
    """Return whether the page can open it as a picture: no browser shows a TIFF, which has a thumbnail too."""
    return document.thumbnail is not None and shown_type(document.file.content) is not None


def _animation(animation: Animation) -> dict[str, Any]:
    shown: dict[str, Any] = {"address": file_address(animation.file), "name": animation.name}
    shown |= {"width": animation.width, "height": animation.height, "is_gif": animation.mime_type == GIF_TYPE}
    if animation.thumbnail:
        shown["thumbnail"] = file_address(animation.thumbnail.file)
    return shown


def _sticker(sticker: Sticker) -> dict[str, Any]:
    is_still = not (sticker.is_animated or sticker.is_video)  # a browser shows no other kind in an img
    shown: dict[str, Any] = {"emoji": sticker.emoji or "", "width": sticker.width, "height": sticker.height}
    return shown | ({"address": file_address(sticker.file)} if is_still else {})


def _button(button: dict[str, Any]) -> dict[str, Any]:
    return {"text": button["text"], "data": button.get("callback_data"), "url": button.get("url")}


def _quote(message: Message) -> dict[str, Any]:
    sender = message.sender_chat.title if message.sender_chat else message.sender.first_name
    shown: dict[str, Any] = {"id": message.id, "name": sender, "words": message.words[:120]}
    if message.photo:
        shown["thumbnail"] = file_address(message.photo.sizes[0].file)
        shown["picture"] = file_address(message.photo.sizes[-1].file)
    elif message.document:
        shown["document"] = message.document.name
        if _is_picture(message.document):
            shown["picture"] = file_address(message.document.file)
    elif message.animation and message.animation.thumbnail:
        shown["thumbnail"] = file_address(message.animation.thumbnail.file)
    elif message.sticker:
        shown["document"] = message.sticker.emoji or "sticker"
    return shown


def _happened(message: Message) -> dict[str, str]:
    """Return what happened, as a sentence with places for names: the page says it in its own language."""
    extra, name = message.extra, message.sender.first_name
    if "new_chat_members" in extra:
        who = ", ".join(member["first_name"] for member in extra["new_chat_members"])
        return {"says": "{name} added {who}", "name": name, "who": who}
    if "left_chat_member" in extra:
        gone = extra["left_chat_member"]["first_name"]
        return {"says": "{name} left" if gone == name else "{name} removed {who}", "name": name, "who": gone}
    if "forum_topic_created" in extra:
        topic = extra["forum_topic_created"]["name"]
        return {"says": "{name} opened the topic {topic}", "name": name, "topic": topic}
    if "migrate_from_chat_id" in extra:
        return {"says": "The group became a supergroup"}
    return {"says": next(iter(extra), "").replace("_", " ")}
