"""The methods that put something new into a chat, and those that take something away.

Each takes the world and a call and returns the result as JSON; what cannot be is refused in Telegram's words.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from bot.localchat.bot_api.calls import Call, whole
from bot.localchat.bot_api.reading import (
    read_animation,
    read_caption,
    read_document,
    read_markup,
    read_media,
    read_photo,
    read_sticker,
    read_text,
)
from bot.localchat.world.chats import Chat, Status
from bot.localchat.world.errors import bad_request, forbidden
from bot.localchat.world.messages import Message, message_json
from bot.localchat.world.world import Event, World

DELETABLE_S = 48 * 3600  # Bot API, deleteMessage
ALBUM = range(2, 11)  # Bot API, sendMediaGroup
ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def send_message(world: World, call: Call) -> Any:
    """SendMessage."""
    destination = read_destination(world, call)
    text, entities = read_text(call)
    return destination.post(world, text=text, entities=entities, markup=read_markup(call))


def send_photo(world: World, call: Call) -> Any:
    """SendPhoto."""
    destination = read_destination(world, call)
    caption, markup = read_caption(call), read_markup(call)
    photo = read_photo(call, world.files)
    return destination.post(world, photo=photo, has_spoiler=call.flag("has_spoiler"), markup=markup, **caption)


def send_document(world: World, call: Call) -> Any:
    """SendDocument."""
    destination = read_destination(world, call)
    caption, markup = read_caption(call), read_markup(call)
    return destination.post(world, document=read_document(call, world.files), markup=markup, **caption)


def send_animation(world: World, call: Call) -> Any:
    """SendAnimation."""
    destination = read_destination(world, call)
    caption, markup = read_caption(call), read_markup(call)
    sent = read_animation(call, world.files)
    return destination.post(world, has_spoiler=call.flag("has_spoiler"), markup=markup, **sent, **caption)


def send_sticker(world: World, call: Call) -> Any:
    """SendSticker."""
    destination = read_destination(world, call)
    return destination.post(world, sticker=read_sticker(call, world.files), markup=read_markup(call))


def send_media_group(world: World, call: Call) -> Any:
    """SendMediaGroup: photos together, or documents together."""
    destination = read_destination(world, call)
    media = call.array("media", "InputMedia") or []
    _check_album(len(media))
    parts = [read_media(call, item, world.files) for item in media]
    if any("animation" in part for part in parts):
        raise bad_request("type of file mismatch")
    if len({"photo" in part for part in parts}) > 1:
        raise bad_request("document can't be mixed with other media types")
    album = str(secrets.randbits(56))
    return [destination.post(world, album=album, **part) for part in parts]


def send_chat_action(world: World, call: Call) -> Any:
    """SendChatAction."""
    chat = writable_chat(world, call)
    if call.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    _check_thread(chat, _thread(call))
    world.tell(Event(kind="action", chat_id=chat.id, action=call.text("action")))
    return True


def delete_message(world: World, call: Call) -> Any:
    """DeleteMessage."""
    chat = writable_chat(world, call)
    message = world.message(chat.id, call.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    _check_deletable(world, message)
    world.delete(message)
    return True


def _check_album(count: int) -> None:
    if count == 0:
        raise bad_request("there are no messages to send")
    if count > max(ALBUM):
        raise bad_request("too many messages to send as an album")
    if count < min(ALBUM):  # Telegram's servers let one through, against its documentation: nobody should rely on it
        raise bad_request("too few messages to send as an album")


@dataclass(frozen=True, kw_only=True)
class Destination:
    """Where something is to be sent."""

    chat: Chat
    thread_id: int | None
    reply_to: Message | None

    def post(self, world: World, **content: Any) -> dict[str, Any]:
        """Put the bot's message there and return it as JSON."""
        message = world.post(self.chat, world.bot, reply_to=self.reply_to, thread_id=self.thread_id, **content)
        return message_json(message)


def read_destination(world: World, call: Call) -> Destination:
    """Return the chat, topic and message replied to that a call names.

    Raises:
        Refused: One of them is not there, or the bot may not write there.
    """
    chat = writable_chat(world, call)
    thread_id = _thread(call)
    _check_thread(chat, thread_id)
    return Destination(chat=chat, thread_id=thread_id, reply_to=_reply_to(world, call, chat))


def writable_chat(world: World, call: Call) -> Chat:
    """Return the chat that a call names, if the bot may write there.

    Raises:
        Refused: It is unknown, was upgraded, or does not want the bot.
    """
    chat = _known_chat(world, call)
    status = chat.status_of(world.bot.id)
    if chat.is_private:
        if status == Status.KICKED:
            raise forbidden("bot was blocked by the user")
        if not chat.is_started:
            raise forbidden("bot can't initiate conversation with a user")
    elif status == Status.KICKED:
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    elif status == Status.LEFT:
        raise forbidden(f"bot is not a member of the {chat.type} chat")
    return chat


def _known_chat(world: World, call: Call) -> Chat:
    """Return the chat that a call names.

    Raises:
        Refused: It is unknown or was upgraded.
    """
    if not call.text("chat_id"):
        raise bad_request("chat_id is empty")
    chat = world.chats.get(call.integer("chat_id"))
    if chat is None:
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
    return chat


def _thread(call: Call) -> int | None:
    return call.integer("message_thread_id") or None


def _check_thread(chat: Chat, thread_id: int | None) -> None:
    if thread_id is not None and thread_id not in chat.topics:
        raise bad_request("message thread not found")


def _reply_to(world: World, call: Call, chat: Chat) -> Message | None:
    wanted = call.object("reply_parameters", "reply parameters")
    if not wanted:
        return None
    message = world.message(whole(wanted.get("chat_id"), chat.id), whole(wanted.get("message_id")))
    if message is None and not wanted.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return message


def _check_deletable(world: World, message: Message) -> None:
    chat = message.chat
    is_own = message.sender.id == world.bot.id
    if not (is_own or chat.is_private or chat.is_admin(world.bot.id)):
        raise bad_request("message can't be deleted")
    if world.now - message.date > DELETABLE_S:
        raise bad_request("message can't be deleted for everyone")
