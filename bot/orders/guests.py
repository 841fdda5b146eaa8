"""How a job ends where the bot is no member: the message that told its progress becomes the painting.

Guests cannot upload (tdlib/td#3157), so the picture goes to STORAGE_CHAT first, is shown by its file_id, and is
deleted there. Whose photo it is did not ask for anything: no picture of the job is kept after it.
"""

from __future__ import annotations

import contextlib
import logging

from telegram import InputFile, InputMediaPhoto, Message
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.domain.order import Ticket
from bot.intervals import Pace
from bot.orders.progress import Progress
from bot.telegram.client import TelegramBot, Urgency
from bot.telegram.saying import rewrite
from bot.telegram.sending import Unconfirmed, picture_of, surely
from bot.wording import sentences
from engine.errors import PictureGone, UnknownJob
from engine.queue.job import Job
from engine.queue.job_queue import JobQueue

logger = logging.getLogger(__name__)


class GuestDelivery:
    """Hands results over where the bot is a guest.

    Args:
        bot: Telegram.
        queue: Where results are and delivery is marked.
        storage_chat: Where pictures are uploaded, or None.
        pace: How long to wait before trying again.
    """

    def __init__(self, bot: TelegramBot, queue: JobQueue, storage_chat: int | None, pace: Pace) -> None:
        self._bot, self._queue, self._storage_chat, self._pace = bot, queue, storage_chat, pace

    async def show(self, job: Job, ticket: Ticket, progress: Progress) -> None:
        """Let the message become the painting, and forget the job's pictures.

        Raises:
            TelegramError: Telegram did not take the picture; the job is as before.
        """
        await progress.end()
        try:
            png = (await self._queue.result_of(job.id)).image_png
            told = (job.options, job.styles, ticket.style_names)
            await self._show(png, sentences.guest_result(ticket.texts, self._bot.username, *told), ticket)
        except (PictureGone, Unconfirmed) as fault:
            logger.warning("job %s: a guest's painting is lost: %s", job.id, type(fault).__name__)
            await self._say(ticket, ticket.texts.failed)
        await self._done_with(job)

    async def tell(self, job: Job, ticket: Ticket, progress: Progress, sentence: str) -> None:
        """Let the message say why there is no painting, and forget the job's pictures; raises like show."""
        await progress.end()
        await self._say(ticket, sentence)
        await self._done_with(job)

    async def _show(self, png: bytes, caption: str, ticket: Ticket) -> None:
        jpeg, chat_id = (await picture_of(png)).jpeg, self._storage_chat
        if jpeg is None or chat_id is None:
            await self._say(ticket, ticket.texts.guest_no_storage if jpeg else ticket.texts.failed)
            return
        try:
            sent = await self._upload(jpeg, chat_id)
        except (BadRequest, Forbidden) as refusal:
            logger.error("STORAGE_CHAT %d takes no picture (%s); let the bot write there.", chat_id, refusal)
            await self._say(ticket, ticket.texts.guest_no_storage)
            return
        try:
            media = InputMediaPhoto(sent.photo[-1].file_id, caption=caption)
            await self._bot.edit_message_media(
                media, inline_message_id=ticket.inline_id, rate_limit_args=Urgency.RESULT
            )
        except BadRequest as refusal:  # it was deleted
            logger.info("A guest's message cannot become the painting: %s", refusal)
        finally:
            with contextlib.suppress(TelegramError):
                await self._bot.delete_message(sent.chat.id, sent.message_id)

    async def _say(self, ticket: Ticket, sentence: str) -> None:
        """Let the message say this, where it still stands."""
        with contextlib.suppress(BadRequest):  # it was deleted
            await rewrite(self._bot, ticket.inline_id, sentence)

    async def _upload(self, jpeg: bytes, chat_id: int) -> Message:
        """Send the picture to the storage chat, and to what that has become; raises like surely."""
        file = InputFile(jpeg, filename="stylegram.jpg")

        async def to(chat_id: int) -> Message:
            return await surely(lambda: self._bot.send_photo(chat_id, file, disable_notification=True), self._pace)

        try:
            return await to(chat_id)
        except ChatMigrated as moved:
            logger.warning("STORAGE_CHAT %d is %d now; write the new id into .env.", chat_id, moved.new_chat_id)
            self._storage_chat = new_chat_id = moved.new_chat_id
        return await to(new_chat_id)

    async def _done_with(self, job: Job) -> None:
        with contextlib.suppress(UnknownJob):  # deleted meanwhile, by its owner or by time
            await self._queue.mark_delivered(job.id, job.status)
            await self._queue.forget_pictures(job.id)
