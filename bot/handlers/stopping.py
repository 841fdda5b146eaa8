"""What is not done when the bot is stopped: whoever is served and has sent it hears so, and what to do."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable

from telegram import Message, Update
from telegram.error import TelegramError

from bot.handlers.access import is_served
from bot.handlers.addressed import is_said_to_us
from bot.handlers.services import Services
from bot.telegram.client import Urgency
from bot.telegram.media import has_media
from bot.telegram.saying import person_id_of, reply_to
from bot.telegram.turns import GivenUp
from bot.texts import Texts, language_of, texts_in

logger = logging.getLogger(__name__)


async def ask_to_send_again(services: Services, given_up: GivenUp) -> None:
    """Tell each person once in each chat that something came to nothing there, and once that something may have.

    Args:
        services: May be cancelled on the way.
        given_up: What the bot has not done; messages that it would have answered are heeded.
    """
    not_begun, in_hand = _last_of_each(services, given_up.not_begun), _last_of_each(services, given_up.in_hand)
    if not_begun or in_hand:
        logger.warning("%d people wait for what was not begun, %d for what was in hand.", len(not_begun), len(in_hand))
    await asyncio.gather(
        *(_ask(services, message, lambda texts: texts.not_begun) for message in not_begun),
        *(_ask(services, message, lambda texts: texts.not_finished) for message in in_hand),
    )


def _last_of_each(services: Services, updates: Iterable[Update]) -> list[Message]:
    """Return the last of each person's messages in each chat; joining or pinning says nothing."""
    said = [update.message for update in updates if update.message is not None]
    heeded = [m for m in said if (m.text or has_media(m)) and is_said_to_us(m, services.bot)]
    return list({(m.chat.id, person_id_of(m, m.from_user)): m for m in heeded}.values())


async def _ask(services: Services, message: Message, sentence: Callable[[Texts], str]) -> None:
    if not await is_served(message, services):
        return
    user = message.from_user  # what language they have chosen stands in the database, which may be why nothing came
    try:
        await services.bot.send_message(
            message.chat.id,
            sentence(texts_in(language_of(user.language_code if user else None))),
            message_thread_id=message.message_thread_id if message.is_topic_message else None,
            reply_parameters=reply_to(message.message_id),
            rate_limit_args=Urgency.RESULT,  # a group whose messages of this minute are used up hears it as well
        )
    except TelegramError as fault:
        logger.info("Nobody could be asked to send something again: %s", fault)
