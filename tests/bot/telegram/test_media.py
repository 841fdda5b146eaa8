"""Which picture a message carries, by Telegram's own fields."""

from __future__ import annotations

import datetime as dtm
from typing import Any

import pytest
from telegram import Animation, Chat, Document, Location, Message, PhotoSize, Sticker, Video

from bot.domain.sent_picture import Role
from bot.errors import FileTooLarge, NotAPicture
from bot.telegram.media import picture_in


def message(**content: Any) -> Message:
    return Message(3, dtm.datetime.now(tz=dtm.UTC), Chat(1, "private"), **content)


def document(mime: str | None, name: str | None = None, size: int = 9) -> Document:
    return Document("id", "unique", file_name=name, mime_type=mime, file_size=size)


def sticker(*, is_animated: bool = False, is_video: bool = False) -> Sticker:
    return Sticker("id", "unique", 512, 512, is_animated, is_video, Sticker.REGULAR)


def test_the_largest_size_of_a_photo_is_taken() -> None:
    sizes = (PhotoSize("small", "u1", 90, 60), PhotoSize("large", "u2", 900, 600))
    picture = picture_in(message(photo=sizes, media_group_id="album"), Role.STYLE)
    assert (picture.file_id, picture.album, picture.role, picture.is_document) == ("large", "album", Role.STYLE, False)


@pytest.mark.parametrize(
    ("mime", "name"), [("image/png", None), (None, "IMG_1.HEIC"), ("application/octet-stream", "a.jpg"), (None, None)]
)
def test_an_image_document_is_a_picture(mime: str | None, name: str | None) -> None:
    assert picture_in(message(document=document(mime, name))).is_document


def test_a_still_sticker_is_a_picture() -> None:
    assert picture_in(message(sticker=sticker())).file_id == "id"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"sticker": sticker(is_animated=True)}, "sticker"),
        ({"sticker": sticker(is_video=True)}, "sticker"),
        ({"video": Video("id", "u", 1, 1, 1)}, "video"),
        ({"document": document("video/mp4")}, "video"),
        ({"document": document("application/pdf", "a.pdf")}, "document"),
        ({"document": document(None, "a.tgs")}, "document"),
        ({"animation": Animation("id", "u", 1, 1, 1), "document": document("video/mp4")}, "animation"),
        ({"location": Location(1, 2)}, "other"),
        ({"text": "words"}, "other"),
    ],
)
def test_what_is_no_picture_is_named(content: dict[str, Any], kind: str) -> None:
    with pytest.raises(NotAPicture) as refusal:
        picture_in(message(**content))
    assert refusal.value.kind == kind


def test_a_file_that_telegram_would_not_hand_over_is_refused_at_once() -> None:
    with pytest.raises(FileTooLarge):
        picture_in(message(document=document("image/png", size=20_000_001)))
