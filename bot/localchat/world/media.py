"""The kinds of files that a message carries, and how the Bot API shows each.

Knows neither where they are kept nor the messages they are in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

GIF_TYPE = "image/gif"


@dataclass(frozen=True, kw_only=True, eq=False)
class StoredFile:
    """Bytes with the ids that the Bot API gives them."""

    file_id: str
    unique_id: str
    kind: str  # "Photo", "Document", "Animation", "Sticker", "Thumbnail": Telegram's words in its refusals
    path: str  # as getFile's file_path
    content: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True, eq=False)
class PhotoSize:
    """One JPEG of a photo."""

    file: StoredFile
    width: int
    height: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Photo:
    """A photo: its sizes, smallest first."""

    sizes: tuple[PhotoSize, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Document:
    """A file as it was sent."""

    file: StoredFile
    name: str
    mime_type: str
    thumbnail: PhotoSize | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Animation:
    """A film without sound that plays by itself; sides in px."""

    file: StoredFile
    name: str
    width: int
    height: int
    duration_s: int
    thumbnail: PhotoSize | None
    mime_type: str = "video/mp4"


@dataclass(frozen=True, kw_only=True, eq=False)
class Sticker:
    """A sticker; sides in px."""

    file: StoredFile
    width: int
    height: int
    is_animated: bool = False
    is_video: bool = False
    emoji: str | None = None


def photo_json(photo: Photo) -> list[dict[str, Any]]:
    """Return a photo as the Bot API shows it."""
    return [size_json(size) for size in photo.sizes]


def size_json(size: PhotoSize) -> dict[str, Any]:
    """Return one size as the Bot API shows it."""
    return {**file_json(size.file), "width": size.width, "height": size.height}


def document_json(document: Document) -> dict[str, Any]:
    """Return a document as the Bot API shows it."""
    return _named(document.file, document.name, document.mime_type, document.thumbnail)


def animation_json(animation: Animation) -> dict[str, Any]:
    """Return an animation as the Bot API shows it."""
    shape = {"width": animation.width, "height": animation.height, "duration": animation.duration_s}
    return {**animation_document_json(animation), **shape}


def animation_document_json(animation: Animation) -> dict[str, Any]:
    """Return an animation as the document that stands beside it (Bot API, Message.animation)."""
    return _named(animation.file, animation.name, animation.mime_type, animation.thumbnail)


def sticker_json(sticker: Sticker) -> dict[str, Any]:
    """Return a sticker as the Bot API shows it."""
    shown = {**file_json(sticker.file), "type": "regular", "width": sticker.width, "height": sticker.height}
    shown |= {"is_animated": sticker.is_animated, "is_video": sticker.is_video}
    return shown | ({"emoji": sticker.emoji} if sticker.emoji else {})


def file_json(file: StoredFile) -> dict[str, Any]:
    """Return the fields that every kind of file has."""
    return {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": len(file.content)}


def _named(file: StoredFile, name: str, mime_type: str, thumbnail: PhotoSize | None) -> dict[str, Any]:
    shown = {**file_json(file), "file_name": name, "mime_type": mime_type}
    return shown | ({"thumbnail": size_json(thumbnail)} if thumbnail else {})
