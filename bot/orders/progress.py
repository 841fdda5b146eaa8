"""The one message that tells a person how their picture is doing: edited, thinned, and never in a result's way."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from telegram import InputMediaPhoto
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.domain.order import Ticket
from bot.intervals import Pace
from bot.telegram.client import TelegramBot, Urgency
from bot.telegram.limiter import ChatRateLimiter
from bot.telegram.saying import Buttons, keyboard, rewrite

logger = logging.getLogger(__name__)


class Progress:
    """Edits one message; says as much as the chat's budget allows and skips the rest.

    Args:
        bot: Makes the edits.
        ticket: Whose progress; without progress_id nothing is ever said.
        limiter: Knows what is left of a group's budget.
        pace: How often to edit.
        clock: Seconds that only go forward.
    """

    def __init__(
        self, bot: TelegramBot, ticket: Ticket, *, limiter: ChatRateLimiter, pace: Pace, clock: Callable[[], float]
    ) -> None:
        self._bot = bot
        self._ticket = ticket
        self._limiter = limiter
        self._interval_s = pace.private_edit_s if ticket.is_private else pace.group_edit_s
        self._clock = clock
        self._next_at = 0.0
        self._told = ""
        self._is_picture: bool | None = None  # not known after a restart
        self._is_gone = ticket.progress_id is None and not ticket.inline_id
        self._is_removed = ticket.progress_id is None
        self._edit: asyncio.Task[None] | None = None

    def tell(self, sentence: str, *, preview: bytes | None = None, buttons: Buttons | None = None) -> bool:
        """Show the sentence, with a preview where there is one; return whether it was not skipped."""
        is_busy = self._edit is not None and not self._edit.done()
        if self._is_gone or is_busy or self._clock() < self._next_at or (sentence == self._told and not preview):
            return False
        if not self._limiter.has_room_for_progress(self._ticket.chat_id):
            return False
        self._next_at = self._clock() + self._interval_s
        self._edit = asyncio.create_task(self._show(sentence, preview, buttons))
        return True

    async def end(self) -> None:
        """Stop telling; an edit that is under way is given up."""
        self._is_gone = True
        if self._edit is not None:
            self._edit.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._edit

    async def remove(self) -> None:
        """Take the message out of the chat, for the result says it all; once, however often a result is retried."""
        await self.end()
        if self._is_removed or self._ticket.progress_id is None:
            return
        with contextlib.suppress(TelegramError):  # not reached: perhaps the next time
            with contextlib.suppress(BadRequest, Forbidden):  # gone already, or too old: it does no harm
                await self._bot.delete_message(self._ticket.chat_id, self._ticket.progress_id)
            self._is_removed = True

    async def last_word(self, sentence: str, buttons: Buttons | None = None) -> bool:
        """Show a sentence that is not skipped, and tell nothing after it; return whether it stands there."""
        await self.end()
        if self._ticket.progress_id is None:
            return False
        try:
            await self._edit_message(sentence, None, buttons, Urgency.RESULT)
        except TelegramError as fault:
            logger.info("The progress message could not be edited: %s", fault)
            return False
        return True

    async def _show(self, sentence: str, preview: bytes | None, buttons: Buttons | None) -> None:
        try:
            await self._edit_message(sentence, preview, buttons, Urgency.PROGRESS)
            self._told = sentence
        except (BadRequest, Forbidden) as refusal:
            if "not modified" not in str(refusal).lower():
                self._is_gone = True  # deleted, or the person is gone: the result does not need it
                logger.info("No more progress in this chat: %s", refusal)
        except TelegramError as fault:
            logger.info("An edit of the progress was skipped: %s", type(fault).__name__)

    async def _edit_message(
        self, sentence: str, preview: bytes | None, buttons: Buttons | None, urgency: Urgency
    ) -> None:
        bot, chat_id, message_id = self._bot, self._ticket.chat_id, self._ticket.progress_id
        if self._ticket.inline_id:  # guests upload nothing, so there is no preview
            await rewrite(bot, self._ticket.inline_id, sentence, buttons)
            return
        markup = keyboard(buttons)
        if preview:
            media = InputMediaPhoto(preview, caption=sentence, filename="preview.jpg")
            await bot.edit_message_media(media, chat_id, message_id, reply_markup=markup, rate_limit_args=urgency)
            self._is_picture = True
            return
        if self._is_picture is not True:
            try:
                await bot.edit_message_text(sentence, chat_id, message_id, reply_markup=markup, rate_limit_args=urgency)
                self._is_picture = False
                return
            except BadRequest as refusal:
                if "no text in the message" not in str(refusal).lower():
                    raise
                self._is_picture = True
        await bot.edit_message_caption(
            chat_id, message_id, caption=sentence, reply_markup=markup, rate_limit_args=urgency
        )
