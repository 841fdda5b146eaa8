"""The method with which a bot answers where it is no member: guest mode (Bot API 10.0).

What it answers becomes a message of the bot in reply to the one that mentioned it, and is edited by its
inline_message_id. A text, or a file that is on the server already: guests cannot upload.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from bot.localchat.bot_api.calls import Call
from bot.localchat.bot_api.reading import caption_of, checked_text, inline_keyboard_of, plain
from bot.localchat.world.errors import bad_request
from bot.localchat.world.files import FileStore
from bot.localchat.world.world import World

_FILES: dict[str, tuple[str, Callable[[FileStore, str], Any]]] = {  # type of result: its field, and where it is found
    "photo": ("photo", FileStore.photo),
    "document": ("document", FileStore.document),
    "mpeg4_gif": ("animation", FileStore.animation),
}
_NAMES = {"photo": "photo_file_id", "document": "document_file_id", "mpeg4_gif": "mpeg4_file_id"}


def answer_guest_query(world: World, call: Call) -> Any:
    """AnswerGuestQuery: once for each."""
    asked = world.guest_call(call.text("guest_query_id"))
    if asked is None or asked.is_guest_answered:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    content = _content(call.object("result", "InlineQueryResult"), world.files)
    asked.is_guest_answered = True
    inline_id = secrets.token_urlsafe(18)
    caller: dict[str, Any] = {"guest_caller": asked.sender, "inline_id": inline_id}
    world.post(asked.chat, world.bot, reply_to=asked, **caller, **content)  # in a topic the reply stays there
    return {"inline_message_id": inline_id}


def _content(result: dict[str, Any], files: FileStore) -> dict[str, Any]:
    """Return an InlineQueryResult as fields of a message.

    Raises:
        Refused: A kind that this server does not know, or what it names is not there.
    """
    if not result.get("id"):
        raise bad_request("RESULT_ID_EMPTY")
    markup = result.get("reply_markup")
    keyboard = inline_keyboard_of(markup["inline_keyboard"]) if isinstance(markup, dict) else None
    return {"markup": keyboard, **(_text(result) or _file(result, files))}


def _text(result: dict[str, Any]) -> dict[str, Any] | None:
    said = result.get("input_message_content")
    if not isinstance(said, dict):
        return None
    text, entities = plain(str(said.get("message_text", "")), str(said.get("parse_mode") or ""))
    return {"text": checked_text(text), "entities": entities}


def _file(result: dict[str, Any], files: FileStore) -> dict[str, Any]:
    kind = str(result.get("type"))
    if kind not in _FILES or not result.get(_NAMES[kind]):
        raise bad_request(f"can't parse InlineQueryResult: type {kind!r} without a file_id is not supported here")
    name, find = _FILES[kind]
    caption = caption_of(str(result.get("caption") or ""), str(result.get("parse_mode") or ""))
    return {name: find(files, str(result[_NAMES[kind]])), **caption}
