"""A picture to a chat: once, within Telegram's limits, and surely.

Telegram may take a message and fail to say so. A message that may have arrived is never sent again by itself:
Unconfirmed is raised, and a button lets the person ask for it once more.
"""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx
from PIL import Image
from telegram import InlineKeyboardMarkup, InputFile, InputMediaPhoto, Message
from telegram.constants import FileSizeLimit
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.domain.asker import Asker
from bot.intervals import Pace
from bot.telegram.client import TelegramBot, Urgency
from bot.telegram.limiter import retry_after_s
from bot.telegram.saying import in_topic, reply_to
from engine.pictures.encoding import to_jpeg

MAX_PHOTO_BYTES = int(FileSizeLimit.PHOTOSIZE_UPLOAD)  # 10 MB
MAX_PHOTO_EDGES = 10_000  # px, width and height together
MAX_PHOTO_RATIO = 20
ATTEMPTS = 4  # of one sending; who wants more tries again later
MAX_DOUBTS = 1  # a connection cut before the answer mostly means an upload cut short: sent again, but only once

logger = logging.getLogger(__name__)
_Answer = TypeVar("_Answer")


class Unconfirmed(Exception):  # not an error of ours, and not one of the tree: the message may have arrived
    """Telegram did not say whether the message arrived."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture to send.

    Attributes:
        png: In full quality.
        jpeg: As a photo, or None when it is beyond what Telegram takes as one.
        name: File name without suffix.
    """

    png: bytes = field(repr=False)
    jpeg: bytes | None = field(repr=False)
    name: str = "stylegram"


async def picture_of(png: bytes, name: str = "stylegram") -> Picture:
    """Return the picture with its photo form; the work is done on a thread."""
    return Picture(png=png, jpeg=await asyncio.to_thread(photo_form, png), name=name)


def photo_form(png: bytes) -> bytes | None:
    """Return a JPEG within Telegram's limits of photos, or None where no size would be: too long for its width."""
    with Image.open(io.BytesIO(png)) as image:
        width, height = image.size
        if width + height > MAX_PHOTO_EDGES or max(width, height) > MAX_PHOTO_RATIO * min(width, height):
            return None
        return to_jpeg(image.convert("RGB"), max_bytes=MAX_PHOTO_BYTES)


def opaque(picture: bytes) -> bytes:
    """Return a picture of which nothing is transparent, as it is or as a JPEG: who knows what Telegram lays behind."""
    with Image.open(io.BytesIO(picture)) as image:
        return to_jpeg(image.convert("RGB")) if image.has_transparency_data else picture


async def send_picture(
    bot: TelegramBot,
    asker: Asker,
    picture: Picture,
    caption: str,
    pace: Pace,
    markup: InlineKeyboardMarkup | None = None,
) -> Message:
    """Send the picture as a reply to who asked: as a photo where Telegram takes it as one, else as a file.

    Raises:
        Unconfirmed: It may have arrived.
        TelegramError: It did not arrive, after several attempts where those make sense.
    """
    if picture.jpeg is not None:
        try:
            return await _send_photo(bot, asker, picture.jpeg, caption, pace, markup)
        except BadRequest as refusal:
            if not _is_about_the_picture(refusal):
                raise
            logger.info("Telegram does not take the picture as a photo (%s); it goes as a file", refusal)
    return await send_file(bot, asker, picture, caption, pace, markup)


async def send_file(
    bot: TelegramBot,
    asker: Asker,
    picture: Picture,
    caption: str,
    pace: Pace,
    markup: InlineKeyboardMarkup | None = None,
) -> Message:
    """Send the picture as a PNG file, as a reply to who asked; raises like send_picture."""
    file = InputFile(picture.png, filename=f"{picture.name}.png")
    content = {"document": file, "caption": caption, "disable_content_type_detection": True}  # it stays a file
    return await _send(bot.send_document, asker, pace, markup, **content, **_patience(pace))


async def send_album(
    bot: TelegramBot, asker: Asker, pictures: Sequence[bytes], captions: Sequence[str], pace: Pace
) -> tuple[Message, ...]:
    """Send two to ten photos as one album, as a reply to who asked; raises like send_picture.

    Args:
        bot: Telegram.
        asker: Who asked.
        pictures: JPEG or PNG, each within what Telegram takes as a photo.
        captions: Of each.
        pace: How long an upload may take.
    """
    shown = await asyncio.to_thread(lambda: [opaque(picture) for picture in pictures])
    media = [InputMediaPhoto(picture, caption=caption) for picture, caption in zip(shown, captions, strict=True)]

    async def to(thread_id: int | None) -> tuple[Message, ...]:
        return await surely(
            lambda: bot.send_media_group(
                asker.chat_id,
                media,
                message_thread_id=thread_id,
                reply_parameters=reply_to(asker.message_id),
                write_timeout=pace.upload_s,
                read_timeout=pace.upload_s,
                rate_limit_args=Urgency.RESULT,
            ),
            pace,
        )

    return await in_topic(asker.thread_id, to)


async def send_film(bot: TelegramBot, asker: Asker, mp4: bytes, caption: str, pace: Pace) -> Message:
    """Send a film that plays by itself, as a reply to who asked; raises like send_picture."""
    file = InputFile(mp4, filename="stylegram.mp4")
    return await _send(bot.send_animation, asker, pace, None, animation=file, caption=caption, **_patience(pace))


async def send_sticker(bot: TelegramBot, asker: Asker, webp: bytes, pace: Pace) -> Message:
    """Send a sticker as a reply to who asked; raises like send_picture."""
    file = InputFile(webp, filename="stylegram.webp")
    return await _send(bot.send_sticker, asker, pace, None, sticker=file, **_patience(pace))


async def send_sentence(
    bot: TelegramBot, asker: Asker, sentence: str, pace: Pace, markup: InlineKeyboardMarkup | None = None
) -> Message:
    """Send a sentence as a reply to who asked; raises like send_picture."""
    return await _send(bot.send_message, asker, pace, markup, text=sentence)


async def _send_photo(
    bot: TelegramBot, asker: Asker, jpeg: bytes, caption: str, pace: Pace, markup: InlineKeyboardMarkup | None
) -> Message:
    file = InputFile(jpeg, filename="stylegram.jpg")
    return await _send(bot.send_photo, asker, pace, markup, photo=file, caption=caption, **_patience(pace))


async def _send(
    send: Callable[..., Awaitable[Message]],
    asker: Asker,
    pace: Pace,
    markup: InlineKeyboardMarkup | None,
    **content: Any,
) -> Message:
    """Send it as a reply to who asked, in their topic, before everything else."""

    async def to(thread_id: int | None) -> Message:
        return await surely(
            lambda: send(
                asker.chat_id,
                message_thread_id=thread_id,
                reply_parameters=reply_to(asker.message_id),
                reply_markup=markup,
                rate_limit_args=Urgency.RESULT,
                **content,
            ),
            pace,
        )

    return await in_topic(asker.thread_id, to)


def _patience(pace: Pace) -> dict[str, float]:
    return {"write_timeout": pace.upload_s, "read_timeout": pace.upload_s}


async def surely(send: Callable[[], Awaitable[_Answer]], pace: Pace) -> _Answer:
    """Send, and send again while it is all but certain that it did not arrive.

    An answer that is late (a read time-out) means a request that was out completely: it counts as arrived.

    Raises:
        Unconfirmed: It may have arrived.
        TelegramError: Telegram refuses it, or did not take it in several attempts.
    """
    doubts = 0
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return await send()
        except (BadRequest, Forbidden, ChatMigrated):
            raise
        except TelegramError as fault:
            doubts += isinstance(fault.__cause__, (httpx.ReadError, httpx.RemoteProtocolError))
            if isinstance(fault.__cause__, httpx.ReadTimeout) or doubts > MAX_DOUBTS:
                raise Unconfirmed from fault
            if attempt == ATTEMPTS or not isinstance(fault, (NetworkError, RetryAfter)):
                raise
            logger.info("Sending failed (%s), attempt %d of %d", type(fault).__name__, attempt, ATTEMPTS)
            asked_s = retry_after_s(fault) if isinstance(fault, RetryAfter) else 0.0
            await asyncio.sleep(max(asked_s, pace.pause_s(attempt)))
    raise AssertionError("the last attempt returns or raises")


def _is_about_the_picture(refusal: BadRequest) -> bool:
    text = str(refusal).lower()
    return any(word in text for word in ("photo_invalid_dimensions", "image_process_failed", "photo_save_file_invalid"))
