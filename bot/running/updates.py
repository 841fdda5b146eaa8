"""Telegram at the start and while updates come: each trouble is one line in the log, with its remedy."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Any

from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import Updater

from bot.app import ALLOWED_UPDATES, BotApplication
from bot.errors import SettingsError
from bot.running.webhook import Webhook
from bot.settings import Settings
from bot.telegram.client import TelegramBot, TokenRevoked
from bot.telegram.limiter import retry_after_s

POLL_S = 30  # how long Telegram holds a request for updates that has nothing to say
RETRY_S = (2, 5, 10, 30)  # pauses while Telegram cannot be reached; the last repeats
UNKNOWN_TOKEN = "Telegram does not know the token; copy TELEGRAM_TOKEN from @BotFather again."
REPEAT_REMEDY_S = 300  # the same trouble is told again after so long

logger = logging.getLogger(__name__)


async def connect(application: BotApplication, settings: Settings) -> None:
    """Ask Telegram who the bot is, for as long as it cannot be reached.

    Raises:
        SettingsError: Telegram does not know the token, or refuses the bot.
    """
    try:
        await _reach(application.initialize, settings)
    except TelegramError as refusal:
        raise SettingsError(
            f"Telegram refuses the bot ({refusal}); check TELEGRAM_TOKEN, and TELEGRAM_URL where it is set."
        ) from None


async def take_updates(
    opened: AsyncExitStack, updater: Updater, settings: Settings, on_revoked: Callable[[], None]
) -> None:
    """Begin to take updates, as the settings say, for as long as Telegram cannot be reached.

    The library would try for ever whatever Telegram answers, and say nothing.

    Args:
        opened: What the webhook's server ends with; the polling ends with the updater.
        updater: The application's.
        settings: How updates come.
        on_revoked: Called when Telegram does not know the token any more.

    Raises:
        SettingsError: The webhook's port cannot be used, or Telegram refuses its address.
    """
    try:
        if settings.webhook_url:
            await _take_by_webhook(opened, updater, settings)
            return
        troubles = PollingTroubles(on_revoked)
        await _reach(
            lambda: updater.start_polling(
                timeout=POLL_S, allowed_updates=ALLOWED_UPDATES, bootstrap_retries=0, error_callback=troubles
            ),
            settings,
        )
    except TelegramError as refusal:
        remedy = "correct WEBHOOK_URL" if settings.webhook_url else "check TELEGRAM_URL"
        raise SettingsError(f"Telegram refuses to send updates ({refusal}); {remedy}.") from None


async def _take_by_webhook(opened: AsyncExitStack, updater: Updater, settings: Settings) -> None:
    """Listen, then let Telegram know where."""
    bot = updater.bot
    assert isinstance(bot, TelegramBot)
    try:
        await opened.enter_async_context(Webhook(bot, updater.update_queue, settings))
    except OSError as fault:
        raise SettingsError(
            f"Port {settings.webhook_port} of {settings.webhook_listen} cannot be used ({fault.strerror}); "
            "set WEBHOOK_PORT or WEBHOOK_LISTEN to another."
        ) from None
    await _reach(
        lambda: bot.set_webhook(
            settings.webhook_url, allowed_updates=ALLOWED_UPDATES, secret_token=settings.webhook_secret
        ),
        settings,
    )


async def _reach(call: Callable[[], Coroutine[Any, Any, object]], settings: Settings) -> None:
    """Make the call, and again for as long as Telegram cannot be reached or asks to wait.

    Raises:
        SettingsError: Telegram does not know the token.
        TelegramError: Telegram refuses.
    """
    attempt = 0
    while True:
        try:
            await call()
            return
        except InvalidToken:
            raise SettingsError(UNKNOWN_TOKEN) from None
        except RetryAfter as wait:
            wait_s = retry_after_s(wait)
            logger.warning("Telegram asks to be left alone for %.0f s; trying again then.", wait_s)
            await asyncio.sleep(wait_s)
        except BadRequest:  # to the library a kind of NetworkError
            raise
        except NetworkError as fault:
            if attempt == 0:
                logger.error(
                    "Telegram cannot be reached at %s (%s). Check the network, or HTTPS_PROXY if there is a proxy; "
                    "trying again until it works.",
                    settings.telegram_url,
                    type(fault.__cause__ or fault).__name__,
                )
            await asyncio.sleep(RETRY_S[min(attempt, len(RETRY_S) - 1)])
            attempt += 1


class PollingTroubles:
    """Says each kind of trouble with polling once in a while, with its remedy."""

    def __init__(self, on_revoked: Callable[[], None] = lambda: None) -> None:
        self._told_at: dict[str, float] = {}
        self._on_revoked = on_revoked

    def __call__(self, fault: TelegramError) -> None:
        """Say the trouble, unless it was said lately."""
        if isinstance(fault, TokenRevoked):
            self._on_revoked()
            return
        kind, now = type(fault).__name__, time.monotonic()
        if now - self._told_at.get(kind, -REPEAT_REMEDY_S) < REPEAT_REMEDY_S:
            return
        self._told_at[kind] = now
        if isinstance(fault, Conflict):
            logger.error("Somebody else takes this bot's updates: stop the other program that uses TELEGRAM_TOKEN.")
        elif isinstance(fault, NetworkError):
            logger.error("Telegram cannot be reached (%s). Check the network; trying again until it works.", fault)
        else:
            logger.error("Telegram refuses to hand over updates: %s", fault)
