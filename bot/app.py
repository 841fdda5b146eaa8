"""The composition root: puts the house together and lists who handles what."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    ContextTypes,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.request import HTTPXRequest

from bot.errors import StoreUnavailable
from bot.handlers import access, buttons, chats, commands
from bot.handlers.context import HOUSE, Context
from bot.handlers.errors import on_error
from bot.handlers.services import House
from bot.intervals import Pace
from bot.orders import collect
from bot.orders.delivery import Handover
from bot.orders.intake import Intake, PictureDecoder
from bot.orders.limits import MAX_EDGE_ON_GPU
from bot.orders.watch import Courier
from bot.settings import Settings
from bot.store.drafts import Drafts
from bot.telegram.downloads import Downloads
from bot.telegram.limiter import ChatRateLimiter, TelegramBot
from bot.telegram.turns import PerChatProcessor
from engine.errors import QueueUnavailable
from engine.queue.job_queue import JobQueue

ALLOWED_UPDATES = (Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER)
CONNECTIONS = 64

logger = logging.getLogger(__name__)
_Dict = dict[Any, Any]
BotApplication = Application[TelegramBot, Context, _Dict, _Dict, _Dict, None]  # PTB's, with our context


def build_application(
    settings: Settings,
    queue: JobQueue,
    decoder: PictureDecoder,
    drafts: Drafts,
    *,
    base_url: str | None = None,
    base_file_url: str | None = None,
    pace: Pace | None = None,
    clock: Callable[[], float] = time.time,
) -> BotApplication:
    """Return the application, with the house in it and every handler; nothing runs yet.

    Args:
        settings: What the person who runs the bot has chosen; telegram_token must be set.
        queue: The jobs, open.
        decoder: Decodes untrusted pictures.
        drafts: What people have sent and set, open.
        base_url: Where the Bot API is ("http://127.0.0.1:8080/bot"); settings.telegram_url unless given.
        base_file_url: Where its files are.
        pace: Every interval.
        clock: Epoch seconds.
    """
    pace = pace or Pace()
    limiter, turns = ChatRateLimiter(retry_s=pace.retry_s), PerChatProcessor()
    bot = TelegramBot(
        settings.telegram_token,
        base_url=base_url or f"{settings.telegram_url}/bot",
        base_file_url=base_file_url or f"{settings.telegram_url}/file/bot",
        rate_limiter=limiter,
        request=HTTPXRequest(
            connection_pool_size=CONNECTIONS,
            pool_timeout=30,
            connect_timeout=10,
            read_timeout=20,
            write_timeout=20,
            media_write_timeout=60,
        ),
    )
    application: BotApplication = (
        Application.builder()
        .bot(bot)
        .concurrent_updates(turns)
        .context_types(ContextTypes(context=Context))
        .job_queue(None)
        .build()
    )
    handover = Handover(bot, queue, drafts, pace=pace, clock=clock)
    courier = Courier(bot, queue, handover, limiter, pace=pace, clock=clock)
    intake = Intake(
        bot,
        Downloads(bot, retry_s=pace.retry_s),
        decoder,
        queue,
        drafts,
        turns,
        max_edge=settings.max_edge_size or MAX_EDGE_ON_GPU,
        pace=pace,
        on_submitted=courier.wake,
        keep_hours=settings.keep_hours,
    )
    application.bot_data[HOUSE] = House(
        bot=bot,
        settings=settings,
        queue=queue,
        drafts=drafts,
        intake=intake,
        courier=courier,
        turns=turns,
        pace=pace,
        clock=clock,
    )
    _add_handlers(application)
    return application


def _add_handlers(application: BotApplication) -> None:
    """Add every handler; within a group the first that fits takes the update."""
    new = filters.UpdateType.MESSAGE & ~filters.StatusUpdate.ALL  # edited messages change nothing
    application.add_handler(TypeHandler(Update, access.on_any), group=-1)
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, chats.on_migrated))
    application.add_handler(MessageHandler(new, commands.on_message))
    application.add_handler(CallbackQueryHandler(buttons.on_press))
    application.add_handler(ChatMemberHandler(chats.on_membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_error_handler(on_error)


def house_of(application: BotApplication) -> House:
    """Return the house that build_application put into the application."""
    house = application.bot_data[HOUSE]
    assert isinstance(house, House)
    return house


@asynccontextmanager
async def open_house(house: House) -> AsyncIterator[None]:
    """Take up what an earlier run left, deliver results and keep the database tidy until the block ends."""
    house.courier.start()
    house.chores = [
        asyncio.create_task(_again_and_again(house.queue.maintain, house.pace.maintain_s), name="maintain"),
        asyncio.create_task(_again_and_again(house.drafts.delete_old, house.pace.tidy_s), name="tidy"),
    ]
    try:
        await house.intake.resume()
        await collect.resume_albums(house)
        yield
    finally:
        tasks = [*house.chores, *house.albums.values()]
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        await house.intake.stop()
        await house.courier.stop()


async def _again_and_again(chore: Callable[[], Awaitable[None]], interval_s: float) -> None:
    was_well = True
    while True:
        try:
            await chore()
            was_well = True
        except (QueueUnavailable, StoreUnavailable) as fault:
            if was_well:
                logger.error("Clean-up waits: %s", fault)
            was_well = False
        await asyncio.sleep(interval_s)
