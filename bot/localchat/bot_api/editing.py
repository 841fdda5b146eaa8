"""The methods that change a message of the bot, and the answer to a pressed button.

An edit that changes nothing is refused, and an edit without a keyboard takes the keyboard away, as on Telegram.
What the bot wrote as a guest is named by its inline_message_id, and gets no uploads.
"""

from __future__ import annotations

import copy
from typing import Any

from bot.localchat.bot_api.calls import Call
from bot.localchat.bot_api.reading import read_caption, read_markup, read_media, read_text
from bot.localchat.bot_api.sending import writable_chat
from bot.localchat.world.errors import bad_request
from bot.localchat.world.messages import Message, content_key, message_json
from bot.localchat.world.world import Event, World

MAX_CALLBACK_ANSWER = 200  # Bot API, answerCallbackQuery


def edit_message_text(world: World, call: Call) -> Any:
    """EditMessageText."""
    message = _own_message(world, call)
    text, entities = read_text(call)
    if message.text is None:
        raise bad_request("there is no text in the message to edit")
    return _change(world, message, text=text, entities=entities, markup=read_markup(call))


def edit_message_caption(world: World, call: Call) -> Any:
    """EditMessageCaption."""
    message = _own_message(world, call)
    fields = read_caption(call)
    if not message.has_captioned:
        raise bad_request("there is no caption in the message to edit")
    return _change(world, message, markup=read_markup(call), **fields)


def edit_message_media(world: World, call: Call) -> Any:
    """EditMessageMedia: another photo, document or animation, also in place of a text."""
    message = _own_message(world, call)
    if message.inline_id is not None and call.uploads:
        raise bad_request("invalid message content specified")  # tdlib/td#3157
    media = call.json("media", "input media")
    fields = read_media(call, media, world.files)
    if message.album is not None and ("photo" in fields) != (message.photo is not None):
        raise bad_request("message content type can't be changed in an album")
    empty = {"text": None, "photo": None, "document": None, "animation": None, "has_spoiler": False}
    replaced = message.photo
    changed = _change(world, message, **{**empty, **fields, "markup": read_markup(call)})
    if replaced is not None:
        world.let_go(replaced)
    return changed


def edit_message_reply_markup(world: World, call: Call) -> Any:
    """EditMessageReplyMarkup."""
    return _change(world, _own_message(world, call), markup=read_markup(call))


def answer_callback_query(world: World, call: Call) -> Any:
    """AnswerCallbackQuery: once for each press."""
    press = world.presses.get(call.text("callback_query_id"))
    if press is None or press.is_answered:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if len(call.text("text")) > MAX_CALLBACK_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    press.is_answered = True
    press.answer = call.text("text") or None
    press.is_alert = call.flag("show_alert")
    world.tell(Event(kind="answer", chat_id=press.message.chat.id, message=press.message, press=press))
    return True


def _own_message(world: World, call: Call) -> Message:
    if inline_id := call.text("inline_message_id"):
        return _inline_message(world, inline_id)
    chat = writable_chat(world, call)
    message = world.message(chat.id, call.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if message.sender.id != world.bot.id:
        raise bad_request("message can't be edited")
    return message


def _inline_message(world: World, inline_id: str) -> Message:
    message = world.inline_message(inline_id)
    if message is None:
        raise bad_request("MESSAGE_ID_INVALID")
    return message


def _change(world: World, message: Message, **fields: Any) -> dict[str, Any] | bool:
    """Change the message, unless nothing would change; return it, but True for what was written as a guest."""
    changed = copy.copy(message)
    for name, value in fields.items():
        setattr(changed, name, value)
    if content_key(changed) == content_key(message):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    for name, value in fields.items():
        setattr(message, name, value)
    world.edited(message)
    return True if message.inline_id is not None else message_json(message)
