"""Which picture a message carries, judged by Telegram's own fields, before a single byte is fetched."""

from __future__ import annotations

from telegram import Message
from telegram.constants import FileSizeLimit

from bot.domain.sent_picture import Role, SentPicture
from bot.errors import FileTooLarge, NotAPicture

MAX_FILE_BYTES = int(FileSizeLimit.FILESIZE_DOWNLOAD)  # 20 MB: what getFile hands to bots
_ANY_KIND = "application/octet-stream"  # what clients say when they do not know
_PICTURE_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".heic", ".heif")


def has_media(message: Message) -> bool:
    """Return whether the message carries anything but text."""
    return bool(message.effective_attachment)


def picture_in(message: Message, role: Role | None = None) -> SentPicture:
    """Return the picture that the message carries.

    Raises:
        NotAPicture: It carries something else, or nothing.
        FileTooLarge: Telegram would not hand it over.
    """
    if message.photo:
        return _picture(message, message.photo[-1].file_id, message.photo[-1].file_size, role)
    if message.sticker:
        if message.sticker.is_animated or message.sticker.is_video:
            raise NotAPicture("sticker")
        return _picture(message, message.sticker.file_id, message.sticker.file_size, role)
    if message.animation:  # Telegram also fills in .document for these: ask for them first
        raise NotAPicture("animation")
    if message.document:
        kind, name = message.document.mime_type or "", (message.document.file_name or "").lower()
        if kind.startswith("video/"):
            raise NotAPicture("video")
        is_unnamed = kind in ("", _ANY_KIND) and "." not in name  # may be anything: its bytes will tell
        if not kind.startswith("image/") and not name.endswith(_PICTURE_SUFFIXES) and not is_unnamed:
            raise NotAPicture("document")
        return _picture(message, message.document.file_id, message.document.file_size, role, is_document=True)
    if message.video or message.video_note:
        raise NotAPicture("video")
    raise NotAPicture("other")


def _picture(
    message: Message, file_id: str, size: int | None, role: Role | None, *, is_document: bool = False
) -> SentPicture:
    if size and size > MAX_FILE_BYTES:
        raise FileTooLarge(f"The file has {size} bytes; Telegram hands at most {MAX_FILE_BYTES} to bots.")
    return SentPicture(
        message_id=message.message_id,
        file_id=file_id,
        is_document=is_document,
        file_size=size,
        album=message.media_group_id,
        role=role,
    )
