"""The bot's process: opens everything in order, runs until told to stop, closes everything in time.

Knows how things are put together, and nothing of what they do. Each trouble that the person who runs the bot can
remedy is one line in the log that says how.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from telegram.error import TelegramError

from bot.app import BotApplication, build_application, services_of
from bot.background import before
from bot.errors import SettingsError
from bot.handlers.commands import COMMANDS
from bot.handlers.stopping import ask_to_send_again
from bot.localchat import LocalChat
from bot.orders.drawn import draw_thumbnails
from bot.running.at_work import at_work
from bot.running.health import HealthPage
from bot.running.stores import open_stores
from bot.running.supervisor import WorkerSupervisor, all_running, worker_environment
from bot.running.updates import UNKNOWN_TOKEN, connect, take_updates
from bot.settings import Settings
from bot.telegram.turns import PerChatProcessor
from bot.wording.menu import introduce
from engine.pictures.decoder import Decoder

STOP_S = 3.0  # each for Telegram's side at the begin and at the end; the whole stop takes under 10 s
HANDLING_S = 2.0  # for handlers under way
TELLING_S = 1.0  # for telling those whose messages are still held

logger = logging.getLogger(__name__)


async def serve(settings: Settings, environ: Mapping[str, str]) -> None:
    """Run the bot until it is told to end (see obey_signals).

    Raises:
        SettingsError: Something that the person who runs the bot can remedy; the message says how.
    """
    stopped = asyncio.Event()
    workers: list[WorkerSupervisor] = []
    obey_signals(stopped.set, workers)
    async with AsyncExitStack() as opened:
        stores = await open_stores(opened, settings, stopped)
        if stores is None:
            return
        store, queue = stores
        decoder = await opened.enter_async_context(Decoder())
        chat = None if settings.telegram_token else await _open_local_chat(opened, settings)
        for number in range(settings.workers):
            environment = environment_of_worker(settings, environ, number)
            workers.append(WorkerSupervisor(environment, silent_s=settings.worker_silent_s))
        await opened.enter_async_context(all_running(workers))
        if chat is not None:
            settings = settings.with_token(chat.token).with_storage(chat.storage())
        application = build_application(
            settings,
            queue,
            decoder,
            store,
            base_url=chat.base_url if chat else None,
            base_file_url=chat.base_file_url if chat else None,
            local_workers=workers,
        )
        if settings.health_port is not None:
            await _open_health_page(opened, settings, application)
        ahead = asyncio.create_task(draw_thumbnails(), name="gallery")
        opened.callback(ahead.cancel)
        await _run(application, settings, stopped, page=chat.url if chat else None)
    logger.info("Stopped; what was being painted is taken up at the next start.")


def obey_signals(stop: Callable[[], None], workers: Sequence[WorkerSupervisor]) -> None:
    """Stop at SIGTERM, SIGINT and the end of the terminal (not under nohup); hand on what is meant for workers."""
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop)
    loop.add_signal_handler(signal.SIGINT, stop)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        loop.add_signal_handler(signal.SIGHUP, stop)

    def hand_on(number: signal.Signals) -> None:
        for worker in workers:
            worker.send(number)

    for number in (signal.SIGUSR1, signal.SIGUSR2):
        loop.add_signal_handler(number, hand_on, number)


@asynccontextmanager
async def serving(
    application: BotApplication,
    settings: Settings,
    *,
    stopped: asyncio.Event | None = None,
    on_revoked: Callable[[], None] = lambda: None,
) -> AsyncIterator[None]:
    """Take updates from Telegram and answer them until the block ends; the application must be initialized.

    Args:
        application: The bot.
        settings: How updates come.
        stopped: Set when it is to end, maybe before Telegram could be reached: the block then begins all the same.
        on_revoked: Called when Telegram does not know the token any more.

    Raises:
        SettingsError: Updates cannot come as the settings say.
    """
    updater = application.updater
    assert updater is not None
    async with at_work(services_of(application)):
        await application.start()
        opened = AsyncExitStack()
        try:
            await before(stopped or asyncio.Event(), take_updates(opened, updater, settings, on_revoked))
            yield
        finally:
            if updater.running:
                await _within(STOP_S, updater.stop(), "taking updates")
            await _within(STOP_S, opened.aclose(), "taking updates")
            await _within(HANDLING_S, application.stop(), "handling updates")
            turns = application.update_processor
            assert isinstance(turns, PerChatProcessor)
            await _within(TELLING_S, ask_to_send_again(services_of(application), turns.give_up()), "telling who waits")


async def _run(
    application: BotApplication,
    settings: Settings,
    stopped: asyncio.Event,
    page: str | None,
) -> None:
    if not await before(stopped, connect(application, settings)):
        return
    introduction = asyncio.create_task(introduce(application.bot, COMMANDS), name="introduction")
    revoked = asyncio.Event()

    def on_revoked() -> None:
        logging.getLogger("telegram.ext.Updater").setLevel(logging.CRITICAL)  # its last call fails at length
        revoked.set()
        stopped.set()

    try:
        async with serving(application, settings, stopped=stopped, on_revoked=on_revoked):
            name = application.bot.username
            if not stopped.is_set():
                logger.info("Open %s in a browser to chat." if page else "Serving Telegram as @%s.", page or name)
            await stopped.wait()
    finally:
        introduction.cancel()
        await _within(STOP_S, application.shutdown(), "closing connections")
    if revoked.is_set():
        raise SettingsError(UNKNOWN_TOKEN)


async def _open_local_chat(opened: AsyncExitStack, settings: Settings) -> LocalChat:
    try:
        chat = LocalChat(settings.localchat_port, folder=settings.data_dir / "localchat")
        return await opened.enter_async_context(chat)
    except OSError as fault:
        raise SettingsError(
            f"Port {settings.localchat_port} is taken ({fault.strerror}); set LOCALCHAT_PORT to another, or 0 for any."
        ) from None


async def _open_health_page(opened: AsyncExitStack, settings: Settings, application: BotApplication) -> None:
    assert settings.health_port is not None
    services = services_of(application)
    page = HealthPage(
        *(services.queue, services.painters, settings.health_listen, settings.health_port), metrics=services.metrics
    )
    try:
        await opened.enter_async_context(page)
    except OSError as fault:
        raise SettingsError(
            f"Port {settings.health_port} of {settings.health_listen} cannot be used ({fault.strerror}); "
            "set HEALTH_PORT or HEALTH_LISTEN to another."
        ) from None


def environment_of_worker(settings: Settings, environ: Mapping[str, str], number: int) -> dict[str, str]:
    """Return the environment of this machine's worker of this number: the settings that concern it, no secrets."""
    chosen = {
        "DATABASE_URL": settings.database_url,
        "DATA_DIR": str(settings.data_dir.absolute()),
        "NETWORK": settings.network,
        "DEVICE": settings.device,
        "DTYPE": settings.dtype,
        "LOG_LEVEL": settings.log_level,
        "LOG_FORMAT": settings.log_format,
    }
    if settings.weights is not None:
        chosen["WEIGHTS"] = str(settings.weights.absolute())
    return worker_environment(environ, f"{socket.gethostname()}-{os.getuid()}-{number}", **chosen)


async def _within(seconds: float, work: Coroutine[object, object, object], what: str) -> None:
    try:
        async with asyncio.timeout(seconds):
            await work
    except TimeoutError:
        logger.warning("Gave up waiting for %s after %g s.", what, seconds)
    except (TelegramError, RuntimeError) as fault:
        logger.warning("While %s: %s", what, fault)
