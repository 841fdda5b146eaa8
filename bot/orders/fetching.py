"""The pictures of an order: fetched from Telegram, decoded by a confined child, drawn, or taken from an earlier job."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Protocol

from bot.domain.order import Order
from bot.domain.sent_picture import SentPicture
from bot.errors import BotError, DownloadFailed, FileTooLarge
from bot.metrics import Metrics, word_of
from bot.orders.drawn import THUMBNAIL_PX, drawn, is_drawn
from bot.orders.kept_pictures import is_kept, kept
from bot.store.store import Store
from bot.telegram.downloads import Downloads
from bot.telegram.media import MAX_FILE_BYTES
from bot.texts import Texts
from bot.wording.unusable_pictures import unusable, which_picture
from engine.errors import PictureGone, UnusablePicture
from engine.pictures.decoder import PreparedPicture
from engine.queue.job import Refusal
from engine.queue.job_queue import JobQueue
from engine.request import StyleRequest

FETCHES = 4  # orders whose files are fetched at once

logger = logging.getLogger(__name__)


class PictureDecoder(Protocol):
    """Decodes untrusted bytes; engine.pictures.decoder.Decoder is one."""

    async def prepare(self, data: bytes, max_edge: int) -> PreparedPicture:
        """Return the picture clean and small: at most max_edge px."""


class TimedDecoder:
    """Decodes by another decoder, and notes how long that takes.

    Args:
        decoder: Does the work.
        metrics: Take the seconds.
    """

    def __init__(self, decoder: PictureDecoder, metrics: Metrics) -> None:
        self._decoder, self._metrics = decoder, metrics

    async def prepare(self, data: bytes, max_edge: int) -> PreparedPicture:
        """Return the picture; see PictureDecoder."""
        began_at = time.monotonic()
        try:
            return await self._decoder.prepare(data, max_edge)
        finally:
            self._metrics.time_decoding(time.monotonic() - began_at)


class PictureRefused(BotError):
    """One picture of an order cannot be used; says which, why (a sentence and a word), and whether it was slow."""

    def __init__(
        self, picture: SentPicture, sentence: str, *, reason: str, is_useless: bool, is_slow: bool = False
    ) -> None:
        super().__init__(sentence)
        self.reason = reason
        self.picture = picture
        self.sentence = sentence
        self.is_useless = is_useless
        self.is_slow = is_slow


class Fetching:
    """Gets the pictures of orders.

    Args:
        downloads: Fetches files, open.
        decoder: Decodes them.
        queue: Keeps the pictures of earlier jobs.
        store: Keeps saved styles.
        max_edge: Pictures are kept at this size in px, enough for the largest painting.
    """

    def __init__(
        self, downloads: Downloads, decoder: PictureDecoder, queue: JobQueue, store: Store, *, max_edge: int
    ) -> None:
        self._downloads, self._decoder, self._max_edge = downloads, decoder, max_edge
        self._queue, self._store = queue, store
        self._at_once = asyncio.Semaphore(FETCHES)

    async def request_of(self, order: Order) -> StyleRequest:
        """Return what the order asks of the engine.

        Raises:
            PictureRefused: One of its pictures cannot be used or had.
            PictureGone: The pictures of the job that it repeats were deleted.
            QueueUnavailable: The queue, which keeps those, does not answer.
        """
        if order.options.experiment is not None:
            content = await self._looked_at(order)
            return StyleRequest(content_image=content, style_images=(), options=order.options)
        if order.source_job_id is not None:
            source = await self._queue.request_of(order.source_job_id)
            content, own_styles = source.content_image, source.style_images
            if order.takes_result:
                content = (await self._queue.result_of(order.source_job_id)).image_png
            if order.is_swapped:
                content, own_styles = own_styles[0], (content,)
            styles = await self._styles(order) or own_styles
            return StyleRequest(content_image=content, style_images=styles, options=order.options)
        assert order.content is not None
        async with self._at_once:
            content = await self._prepared(order, order.content, 0)
        return StyleRequest(content_image=content, style_images=await self._styles(order), options=order.options)

    async def _looked_at(self, order: Order) -> bytes:
        """Return the picture that an experiment looks at, b"" for one that looks at none."""
        if order.source_job_id is not None and order.takes_result:
            return (await self._queue.result_of(order.source_job_id)).image_png
        if order.source_job_id is not None:
            return (await self._queue.request_of(order.source_job_id)).content_image
        if order.content is None:
            return b""
        async with self._at_once:
            return await self._prepared(order, order.content, 0)

    async def _styles(self, order: Order) -> tuple[bytes, ...]:
        async with self._at_once:
            return tuple([await self._prepared(order, style, n) for n, style in enumerate(order.styles, 1)])

    async def _prepared(self, order: Order, picture: SentPicture, index: int) -> bytes:
        """Fetch and decode a picture of the order: 0 is the photo, 1 and up are the styles."""
        which = which_picture(order.ticket.texts, index, len(order.styles))
        return await self.prepared(order.ticket.texts, picture, which, f"job {order.job_id}")

    async def small(self, texts: Texts, picture: SentPicture) -> bytes:
        """Return a picture as a JPEG that is large enough to be recognised by; raises like prepared."""
        if is_drawn(picture.file_id):
            return await drawn(picture.file_id, THUMBNAIL_PX)
        return await self.prepared(texts, picture, texts.one_picture, "a small picture")

    async def prepared(self, texts: Texts, picture: SentPicture, which: str, for_whom: str) -> bytes:
        """Return a picture as a clean JPEG, or as a PNG where a part of it is transparent.

        Args:
            texts: In which language it is refused.
            picture: What was sent, is drawn, or is kept here.
            which: What the sentence calls it.
            for_whom: What the log calls whatever it is for.

        Raises:
            PictureRefused: It cannot be used or had.
        """
        try:
            if is_drawn(picture.file_id):
                return await drawn(picture.file_id, self._max_edge)
            if is_kept(picture.file_id):
                return await kept(picture.file_id, self._store, self._queue)
            decoded = await self._decoder.prepare(await self._downloads.fetch(picture.file_id), self._max_edge)
        except UnusablePicture as refusal:
            logger.info("%s: a picture is refused: %s", for_whom, refusal)
            sentence = unusable(texts, Refusal.of(refusal), which, refusal.fault)
            is_slow = refusal.fault == "time"
            reason = f"picture_{refusal.fault}" if refusal.fault else word_of(Refusal.of(refusal))
            raise PictureRefused(picture, sentence, reason=reason, is_useless=True, is_slow=is_slow) from None
        except FileTooLarge:
            sentence = texts.file_too_large.format(limit_mb=MAX_FILE_BYTES // 1_000_000)
            raise PictureRefused(picture, sentence, reason="file_too_large", is_useless=True) from None
        except PictureGone:
            raise PictureRefused(picture, texts.style_gone, reason="style_gone", is_useless=True) from None
        except DownloadFailed as fault:
            logger.warning("%s: %s", for_whom, fault)
            sentence = texts.picture_not_fetched.format(which=which)
            raise PictureRefused(picture, sentence, reason="not_fetched", is_useless=False) from None
        return decoded.encoded
