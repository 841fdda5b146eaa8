"""What a bot wants to send or put in place of something, read from a call and checked.

Texts and captions with their entities, pictures and documents from uploads or ids, keyboards. Changes
nothing but the file store.
"""

from __future__ import annotations

from typing import Any

from bot.localchat.bot_api.calls import Call, Upload, whole
from bot.localchat.world.entities import Entity, found_entities, utf16_length
from bot.localchat.world.errors import bad_request, too_large
from bot.localchat.world.files import MAX_UPLOAD_BYTES, FileStore
from bot.localchat.world.media import Animation, Document, Photo, Sticker

MAX_TEXT = 4096  # UTF-16 units; Bot API, sendMessage
MAX_CAPTION = 1024  # Bot API, sendPhoto
MAX_CALLBACK_BYTES = 64  # Bot API, InlineKeyboardButton
MAX_BUTTONS, MAX_BUTTONS_IN_ROW = 100, 8  # what Telegram's servers accept
_BUTTON_KINDS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
_SHAPE = ("width", "height", "duration")  # what a sender may say of an animation


def read_text(call: Call) -> tuple[str, list[Entity]]:
    """Return the text of a call and its entities.

    Raises:
        Refused: It is empty or too long, or has a parse_mode.
    """
    text, entities = plain(call.text("text"), call.text("parse_mode"))
    return checked_text(text), entities


def checked_text(text: str) -> str:
    """Return a text that can be sent.

    Raises:
        Refused: It is empty or too long.
    """
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return text


def read_caption(call: Call) -> dict[str, Any]:
    """Return the caption of a call as fields of a message."""
    return caption_of(call.text("caption"), call.text("parse_mode"))


def caption_of(caption: str, parse_mode: str) -> dict[str, Any]:
    """Return a caption as fields of a message.

    Raises:
        Refused: It is too long, or has a parse_mode.
    """
    text, entities = plain(caption, parse_mode)
    if utf16_length(text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return {"caption": text or None, "entities": entities}


def plain(text: str, parse_mode: str) -> tuple[str, list[Entity]]:
    """Return a text without white space around it, and what Telegram finds in it.

    Raises:
        Refused: It has a parse_mode: no markup is spoken here, and refused is better than shown raw.
    """
    if parse_mode:
        raise bad_request("unsupported parse_mode")
    text = text.strip()
    return text, found_entities(text)


def read_photo(call: Call, files: FileStore) -> Photo:
    """Return the photo of sendPhoto: an upload, attach:// or a file_id."""
    found = _named(call, "photo")
    return files.add_photo(_fits(found).content) if isinstance(found, Upload) else files.photo(found)


def read_document(call: Call, files: FileStore) -> Document:
    """Return the document of sendDocument; its thumbnail is made here, one that was uploaded is ignored."""
    found = _named(call, "document")
    if not isinstance(found, Upload):
        return files.document(found)
    return _document(found, files)


def read_animation(call: Call, files: FileStore) -> dict[str, Any]:
    """Return the animation of sendAnimation as a field of a message; its thumbnail is made here."""
    return _animated(_named(call, "animation"), {name: call.integer(name) for name in _SHAPE}, files)


def read_sticker(call: Call, files: FileStore) -> Sticker:
    """Return the sticker of sendSticker: a WebP that is uploaded, or a file_id."""
    found = _named(call, "sticker")
    if not isinstance(found, Upload):
        return files.sticker(found)
    return files.add_sticker(_fits(found).content, emoji=call.text("emoji") or None)


def read_media(call: Call, media: Any, files: FileStore) -> dict[str, Any]:
    """Return an InputMedia as fields of a message.

    Raises:
        Refused: Another kind than a photo, document or animation, or what it names is not there.
    """
    if not isinstance(media, dict) or "media" not in media:
        raise bad_request("can't parse InputMedia: expected an Object with field media")
    found = _attached(call, str(media["media"]))
    fields = caption_of(str(media.get("caption") or ""), str(media.get("parse_mode") or ""))
    if media.get("type") == "photo":
        photo = files.add_photo(_fits(found).content) if isinstance(found, Upload) else files.photo(found)
        return {**fields, "photo": photo, "has_spoiler": bool(media.get("has_spoiler"))}
    if media.get("type") == "document":
        return {**fields, "document": _document(found, files) if isinstance(found, Upload) else files.document(found)}
    if media.get("type") == "animation":
        return {**fields, **_animated(found, {name: whole(media.get(name)) for name in _SHAPE}, files)}
    raise bad_request(f"can't parse InputMedia: media type {media.get('type')!r} is not supported here")


def read_markup(call: Call) -> dict[str, Any] | None:
    """Return the inline keyboard of a call.

    Raises:
        Refused: It is not one that Telegram takes, or of another kind: the bot has none.
    """
    markup = call.object("reply_markup", "reply keyboard markup")
    if not markup:
        return None
    if "inline_keyboard" not in markup:
        raise bad_request("can't parse reply keyboard markup: unknown type of keyboard")
    return inline_keyboard_of(markup["inline_keyboard"])


def inline_keyboard_of(rows: Any) -> dict[str, Any] | None:
    """Return an inline keyboard, None for one without buttons.

    Raises:
        Refused: It is not one that Telegram takes.
    """
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    rows = [row for row in rows if row]
    if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_BUTTONS_IN_ROW for row in rows):
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for row in rows:
        for button in row:
            _check_button(button)
    return {"inline_keyboard": rows} if rows else None


def _check_button(button: Any) -> None:
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if sum(kind in button for kind in _BUTTON_KINDS) != 1:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= MAX_CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and "://" not in str(button["url"]):
        raise bad_request("inline keyboard button URL is invalid")


def _named(call: Call, name: str) -> Upload | str:
    if name in call.uploads:
        return call.uploads[name]
    if not call.text(name):
        raise bad_request(f"there is no {name} in the request")
    return _attached(call, call.text(name))


def _attached(call: Call, reference: str) -> Upload | str:
    if not reference.startswith("attach://"):
        return reference
    name = reference.removeprefix("attach://")
    if name not in call.uploads:
        raise bad_request(f'attached file "{name}" not found in the request')
    return call.uploads[name]


def _fits(upload: Upload) -> Upload:
    if len(upload.content) > MAX_UPLOAD_BYTES:
        raise too_large()
    return upload


def _document(upload: Upload, files: FileStore) -> Document:
    return files.add_document(_fits(upload).content, upload.name)


def _animated(found: Upload | str, said: dict[str, int], files: FileStore) -> dict[str, Animation | Document]:
    if not isinstance(found, Upload):
        return {"animation": files.animation(found)}
    sent = files.add_animation(_fits(found).content, found.name, said)
    return {"animation" if isinstance(sent, Animation) else "document": sent}
