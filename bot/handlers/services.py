"""What every handler may use, in one record. It does nothing itself: each part says what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.handlers.double_press import LastPresses
from bot.handlers.handled_words import HandledWords
from bot.handlers.left_out import LeftOut
from bot.handlers.strangers import ToldStrangers
from bot.intervals import Pace
from bot.metrics import Metrics
from bot.orders.accept import Acceptance
from bot.orders.collect import Collection
from bot.orders.fetching import Fetching
from bot.orders.intake import Intake
from bot.orders.limits import Limits
from bot.orders.operator import Operator
from bot.orders.options import Options
from bot.orders.under_way import UnderWay
from bot.orders.waiting import WaitingRoom
from bot.orders.watch import Watch
from bot.orders.who_paints import Painters
from bot.settings import Settings
from bot.store.store import Store
from bot.telegram.client import TelegramBot
from bot.telegram.downloads import Downloads
from bot.telegram.short_lived import ShortLived
from engine.queue.job_queue import JobQueue


@dataclass(kw_only=True)
class Services:
    """The parts of the bot.

    Attributes:
        bot: Telegram.
        settings: What the person who runs the bot has chosen.
        queue: The jobs.
        store: What people have sent, set and been promised.
        painters: Who paints.
        options: How the next picture is painted.
        operator: What the operator has ordered while the bot runs.
        limits: What is allowed where, and who is an admin.
        under_way: What is promised, waiting or being painted.
        collect: Pictures into drafts.
        accept: Drafts and earlier jobs into orders.
        downloads: Files from Telegram; open while the bot is at work.
        intake: Orders into jobs.
        fetching: Pictures, wherever they are.
        waiting: Orders that wait for room.
        watch: Jobs into news and results.
        pace: Every interval.
        metrics: What a monitoring system is told.
        clock: Epoch seconds.
        presses: The last presses that paint.
        strangers: Who was told that they are not served.
        short_lived: Says what a group needs to read once.
        handled_words: What messages said when they were last handled.
        left_out: Albums of which only one picture was meant.
    """

    bot: TelegramBot
    settings: Settings
    queue: JobQueue
    store: Store
    painters: Painters
    options: Options
    operator: Operator
    limits: Limits
    under_way: UnderWay
    collect: Collection
    accept: Acceptance
    downloads: Downloads
    intake: Intake
    fetching: Fetching
    waiting: WaitingRoom
    watch: Watch
    pace: Pace
    metrics: Metrics
    clock: Callable[[], float]
    presses: LastPresses
    strangers: ToldStrangers
    short_lived: ShortLived
    handled_words: HandledWords
    left_out: LeftOut
