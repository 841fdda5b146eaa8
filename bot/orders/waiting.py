"""Orders that found no room: they wait in line and start by themselves, each person's in order.

Knows neither drafts nor what is said about them; they stand in the database, so that a restart forgets none.
"""

from __future__ import annotations

import asyncio
import dataclasses
import functools
import logging
from collections.abc import Callable

from bot.background import end
from bot.domain.order import Order
from bot.intervals import Pace
from bot.orders.database_faults import log_outlived
from bot.orders.intake import Intake
from bot.orders.limits import Limits
from bot.orders.looking import look_again_and_again
from bot.store.store import Store

MAX_WAITING = 10  # orders of one person; who wants more is told to come back
ACKNOWLEDGED_S = 60.0  # from an order's acceptance to its being in hand: Telegram may take long over the sentence

logger = logging.getLogger(__name__)


class WaitingRoom:
    """Starts what waits as soon as the limits allow it.

    Args:
        store: Keeps the orders.
        limits: Say whether there is room.
        intake: Fulfils what has started.
        pace: How often to look.
        clock: Epoch seconds.
    """

    def __init__(self, store: Store, limits: Limits, intake: Intake, pace: Pace, clock: Callable[[], float]) -> None:
        self._store, self._limits, self._intake, self._pace, self._clock = store, limits, intake, pace, clock
        self._somebody_came = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look for room."""
        self._looking = asyncio.create_task(self._look_again_and_again(), name="waiting room")

    async def stop(self) -> None:
        """End; what waits is taken up at the next start."""
        await end(self._looking)

    async def of(self, person_id: int | None = None) -> list[Order]:
        """Return what waits, of this person if given, in the order in which it came."""
        orders = await self._store.orders.all()
        return [order for order in orders if order.is_waiting and person_id in (None, order.ticket.person_id)]

    def wake(self) -> None:
        """Look at once: an order has come to wait."""
        self._somebody_came.set()

    async def _look_again_and_again(self) -> None:
        await look_again_and_again(
            self._start_what_fits,
            self._somebody_came,
            self._pace,
            functools.partial(log_outlived, logger, "What waits for room goes on waiting"),
        )

    async def _start_what_fits(self) -> int:
        """Start everybody's first order where there is room for it; return how many wait after that."""
        waiting = await self._take_what_is_left()
        firsts = {order.ticket.person_id: order for order in reversed(waiting)}
        started = [await self._start(order) for order in sorted(firsts.values(), key=lambda order: order.created_at)]
        return len(waiting) - sum(started)

    async def _take_what_is_left(self) -> list[Order]:
        """Have those orders fulfilled that nobody has in hand; return those that wait for room.

        One was written down although the database did not say so in time, and its person was told of a failure.
        """
        orders = await self._store.orders.all()
        for order in orders:
            is_left = not order.is_waiting and not self._intake.has_in_hand(order.job_id)
            if is_left and order.created_at < self._clock() - ACKNOWLEDGED_S:
                logger.warning("job %s: nobody had its order in hand, it is taken up", order.job_id)
                self._intake.take(order)
        return [order for order in orders if order.is_waiting]

    async def _start(self, order: Order) -> bool:
        if await self._limits.no_room(order.ticket) is not None:
            return False
        async with self._intake.held_back(order.ticket.person_id):
            now = await self._store.orders.get(order.job_id)
            if now is None or not now.is_waiting:  # called off meanwhile
                return True
            now = dataclasses.replace(now, is_waiting=False)
            await self._store.orders.change(now)
        logger.info("job %s: there is room, it starts", now.job_id)
        self._intake.take(now)
        return True
