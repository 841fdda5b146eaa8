"""The composition root: puts the bot's parts together and lists who handles what."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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

from bot.handlers import access, admin, buttons, edited, guests, membership, messages, update_counts
from bot.handlers.context import SERVICES, Context
from bot.handlers.double_press import LastPresses
from bot.handlers.errors import on_error
from bot.handlers.handled_words import HandledWords
from bot.handlers.left_out import LeftOut
from bot.handlers.services import Services
from bot.handlers.strangers import ToldStrangers
from bot.intervals import Pace
from bot.metrics import Metrics
from bot.orders.accept import Acceptance
from bot.orders.collect import Collection
from bot.orders.delivery import Delivery
from bot.orders.fetching import Fetching, PictureDecoder, TimedDecoder
from bot.orders.intake import Intake
from bot.orders.limits import Limits
from bot.orders.operator import Operator
from bot.orders.options import Options
from bot.orders.under_way import UnderWay
from bot.orders.usable_files import Usable
from bot.orders.waiting import WaitingRoom
from bot.orders.watch import Watch
from bot.orders.who_paints import MAX_EDGE_ON_GPU, LocalWorker, Painters
from bot.settings import Settings
from bot.store.store import Store
from bot.telegram.client import TelegramBot
from bot.telegram.downloads import Downloads
from bot.telegram.limiter import ChatRateLimiter
from bot.telegram.short_lived import ShortLived
from bot.telegram.tls import tls_context
from bot.telegram.turns import PerChatProcessor
from engine.queue.job_queue import JobQueue

ALLOWED_UPDATES = (
    Update.MESSAGE,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
    Update.GUEST_MESSAGE,
    Update.EDITED_MESSAGE,
)
CONNECTIONS = 64

_Dict = dict[Any, Any]
BotApplication = Application[TelegramBot, Context, _Dict, _Dict, _Dict, None]  # PTB's, with our context


def build_application(
    settings: Settings,
    queue: JobQueue,
    decoder: PictureDecoder,
    store: Store,
    *,
    base_url: str | None = None,
    base_file_url: str | None = None,
    local_workers: Sequence[LocalWorker] = (),
    pace: Pace | None = None,
    clock: Callable[[], float] = time.time,
) -> BotApplication:
    """Return the application, with the bot's parts in it and every handler; nothing runs yet.

    Args:
        settings: What the person who runs the bot has chosen; telegram_token must be set.
        queue: The jobs, open.
        decoder: Decodes untrusted pictures.
        store: What people have sent, set and been promised, open.
        base_url: Where the Bot API is ("http://127.0.0.1:8080/bot"); settings.telegram_url unless given.
        base_file_url: Where its files are.
        local_workers: The workers that this process looks after.
        pace: Every interval.
        clock: Epoch seconds.
    """
    pace, metrics, turns = pace or Pace(), Metrics(), PerChatProcessor()
    limiter = ChatRateLimiter(retry_s=pace.retry_s, on_put_off=metrics.count_retry_after)
    bot = _client(settings, limiter, base_url, base_file_url)
    painters = Painters(queue, settings, local_workers, clock=clock)
    shared = _Shared(bot, settings, queue, store, painters, pace, metrics, clock)
    builder = Application.builder().bot(bot).concurrent_updates(turns).context_types(ContextTypes(context=Context))
    application: BotApplication = builder.job_queue(None).build()
    application.bot_data[SERVICES] = _services(shared, decoder, turns, _watch(shared, limiter))
    _add_handlers(application)
    return application


def _client(
    settings: Settings, limiter: ChatRateLimiter, base_url: str | None, base_file_url: str | None
) -> TelegramBot:
    """Return what talks to Telegram, with as many connections and as much patience as the bot needs."""
    return TelegramBot(
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
            httpx_kwargs={"verify": tls_context()},
        ),
        get_updates_request=HTTPXRequest(httpx_kwargs={"verify": tls_context()}),
    )


@dataclass(frozen=True)
class _Shared:
    """What most parts are made with; Services says what each is."""

    bot: TelegramBot
    settings: Settings
    queue: JobQueue
    store: Store
    painters: Painters
    pace: Pace
    metrics: Metrics
    clock: Callable[[], float]


def _watch(shared: _Shared, limiter: ChatRateLimiter) -> Watch:
    """Return what tells of jobs, and hands their results over."""
    bot, queue, pace, metrics, clock = shared.bot, shared.queue, shared.pace, shared.metrics, shared.clock
    keep_s, storage = shared.settings.keep_s, shared.settings.storage_chat
    delivery = Delivery(
        bot, queue, shared.store, pace=pace, metrics=metrics, clock=clock, keep_s=keep_s, storage_chat=storage
    )
    return Watch(bot, queue, delivery, shared.painters, limiter, pace=pace, metrics=metrics, clock=clock)


def _intake(shared: _Shared, fetching: Fetching, turns: PerChatProcessor, watch: Watch) -> Intake:
    """Return what makes jobs of orders."""
    return Intake(
        *(shared.bot, fetching, shared.queue, shared.store, turns),
        pace=shared.pace,
        metrics=shared.metrics,
        on_submitted=watch.wake,
        keep_hours=shared.settings.keep_hours,
        clock=shared.clock,
    )


def _services(shared: _Shared, decoder: PictureDecoder, turns: PerChatProcessor, watch: Watch) -> Services:
    """Return the parts that handlers use, each given what it needs and no more."""
    bot, settings, queue, store, painters = shared.bot, shared.settings, shared.queue, shared.store, shared.painters
    pace, metrics, clock = shared.pace, shared.metrics, shared.clock
    downloads, timed = Downloads(bot, retry_s=pace.retry_s), TimedDecoder(decoder, metrics)
    fetching = Fetching(downloads, timed, queue, store, max_edge=settings.max_edge_size or MAX_EDGE_ON_GPU)
    intake = _intake(shared, fetching, turns, watch)
    under_way = UnderWay(store, queue, watch)
    operator = Operator(store)
    limits = Limits(bot, settings, store, painters, under_way, operator, metrics, clock)
    options = Options(settings, store, painters)
    short_lived = ShortLived(bot, pace.brief_s)
    waiting = WaitingRoom(store, limits, intake, pace, clock)
    accept = Acceptance(bot, store, limits, intake, waiting, short_lived, clock)
    return Services(
        bot=bot,
        settings=settings,
        queue=queue,
        store=store,
        painters=painters,
        options=options,
        operator=operator,
        limits=limits,
        under_way=under_way,
        collect=Collection(bot, store, options, under_way, accept, Usable(fetching, store, clock), turns, pace),
        accept=accept,
        downloads=downloads,
        intake=intake,
        fetching=fetching,
        waiting=waiting,
        watch=watch,
        pace=pace,
        metrics=metrics,
        clock=clock,
        presses=LastPresses(clock),
        strangers=ToldStrangers(clock),
        short_lived=short_lived,
        handled_words=HandledWords(),
        left_out=LeftOut(),
    )


def _add_handlers(application: BotApplication) -> None:
    """Add every handler; within a group the first that fits takes the update."""
    new = filters.UpdateType.MESSAGE & ~filters.StatusUpdate.ALL
    corrected = filters.UpdateType.EDITED_MESSAGE & ~filters.StatusUpdate.ALL
    application.add_handler(TypeHandler(Update, update_counts.on_any), group=-2)
    application.add_handler(TypeHandler(Update, access.on_any), group=-1)
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, membership.on_migrated))
    application.add_handler(MessageHandler(new & admin.ASKED, admin.on_admin))
    application.add_handler(MessageHandler(new, messages.on_message))
    application.add_handler(MessageHandler(corrected, edited.on_edited))
    application.add_handler(MessageHandler(filters.UpdateType.GUEST_MESSAGE, guests.on_guest))
    application.add_handler(CallbackQueryHandler(admin.on_press, pattern=admin.PRESSED))
    application.add_handler(CallbackQueryHandler(buttons.on_press))
    application.add_handler(ChatMemberHandler(membership.on_membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_error_handler(on_error)


def services_of(application: BotApplication) -> Services:
    """Return the parts that build_application put into the application."""
    services = application.bot_data[SERVICES]
    assert isinstance(services, Services)
    return services
