"""How much a chat may ask for: the operator's limits, within them those of a group's admins; and who those are."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from telegram import Bot
from telegram.error import TelegramError

from bot.domain.asker import Asker
from bot.metrics import Metrics
from bot.orders.operator import Operator
from bot.orders.slow_pictures import pause
from bot.orders.under_way import UnderWay
from bot.orders.who_paints import Painters
from bot.settings import Settings
from bot.store.order_rows import STARTS_COUNT_S
from bot.store.store import Store
from engine.options.style_options import StyleOptions


@dataclass(frozen=True, kw_only=True)
class GroupLimits:
    """How many pictures a group may ask for; 0 means any number.

    Attributes:
        at_once: Unfinished ones.
        per_10_min: Started within ten minutes.
        is_own: Whether the group's admins have set one of them.
    """

    at_once: int
    per_10_min: int
    is_own: bool = False


class Limits:
    """Answers what is allowed where.

    Args:
        bot: Knows who is an admin.
        settings: The operator's limits.
        store: Keeps what groups have set, and what was started lately.
        painters: Know how large a picture may be.
        under_way: Knows what somebody waits for already.
        operator: Knows whether new pictures are begun.
        metrics: Counts refusals.
        clock: Epoch seconds.
    """

    def __init__(
        self,
        bot: Bot,
        settings: Settings,
        store: Store,
        painters: Painters,
        under_way: UnderWay,
        operator: Operator,
        metrics: Metrics,
        clock: Callable[[], float],
    ) -> None:
        self._bot, self._settings, self._store, self._clock = bot, settings, store, clock
        self._painters, self._under_way = painters, under_way
        self._operator, self._metrics = operator, metrics

    async def is_admin(self, asker: Asker) -> bool:
        """Return whether the asker may change what holds for everybody in the chat."""
        if asker.is_private or asker.person_id == asker.chat_id or asker.person_id in self._settings.admins:
            return True  # the group itself writes when an admin writes anonymously
        try:
            member = await self._bot.get_chat_member(asker.chat_id, asker.person_id)
        except TelegramError:
            return False
        return member.status in (member.ADMINISTRATOR, member.OWNER)

    async def largest_for(self, asker: Asker) -> int:
        """Return the largest size in px for the asker: in a group its own size, except for its admins."""
        largest = await self._painters.largest_edge()
        chosen = None if asker.is_private else (await self._store.preferences.of(asker.chat_id)).edge_size
        if chosen is None or chosen >= largest or await self.is_admin(asker):
            return largest
        return chosen

    async def fitted(self, asker: Asker, options: StyleOptions) -> StyleOptions:
        """Return the options at a size that the asker may have, lowered since the picture was asked for or not."""
        return dataclasses.replace(options, edge_size=min(options.edge_size, await self.largest_for(asker)))

    async def of_group(self, chat_id: int) -> GroupLimits:
        """Return how many pictures the group may ask for: what its admins have set, never above the operator's."""
        chosen = await self._store.preferences.of(chat_id)
        return GroupLimits(
            at_once=_stricter(self._settings.jobs_per_group, chosen.jobs_at_once),
            per_10_min=_stricter(self._settings.jobs_per_group_10_min, chosen.jobs_per_10_min),
            is_own=bool(chosen.jobs_at_once or chosen.jobs_per_10_min),
        )

    async def refusal(self, asker: Asker) -> str | None:
        """Return why the asker cannot have another painting, not even later by itself; None where they can."""
        told = await pause(self._store, asker.texts, asker.person_id, self._clock())
        if told is not None:
            self._metrics.count_refusal("slow_pictures")
        return told

    async def no_room(self, asker: Asker, *, is_asked: bool = False) -> str | None:
        """Return why another painting of the asker has to wait, or None where it can start now.

        Args:
            asker: Whose painting.
            is_asked: Whether they ask for it now: that it waits counts as a refusal then, and not when we look again.
        """
        found = await self._reason(asker)
        if found is None:
            return None
        reason, told = found
        if is_asked:
            self._metrics.count_refusal(reason)
        return told

    async def _reason(self, asker: Asker) -> tuple[str, str] | None:
        """Return the word that refusals are counted by and what is said; None where there is room."""
        texts, most = asker.texts, self._settings.jobs_per_person
        if self._operator.is_paused:
            return "paused", texts.intake_paused
        if len(await self._under_way.ids(person_id=asker.person_id)) >= most:
            elsewhere = await self._under_way.elsewhere(asker)
            more = [texts.elsewhere.format(count=elsewhere)] if elsewhere else []
            return "too_many_jobs", "\n".join([texts.too_many_jobs.format(limit=most), *more])
        starts = await self._store.orders.starts_since(self._clock() - STARTS_COUNT_S, person_id=asker.person_id)
        if 0 < self._settings.jobs_per_10_min <= starts:
            return "too_many_starts", texts.too_many_starts.format(minutes=10)
        if asker.is_private or await self._has_room(asker.chat_id):
            return None
        return "busy_group", texts.group_is_busy

    async def _has_room(self, chat_id: int) -> bool:
        """Return whether the group may have another painting right now."""
        group = await self.of_group(chat_id)
        if 0 < group.at_once <= len(await self._under_way.ids(chat_id=chat_id)):
            return False
        starts = await self._store.orders.starts_since(self._clock() - STARTS_COUNT_S, chat_id=chat_id)
        return not 0 < group.per_10_min <= starts


def _stricter(operators: int, chosen: int | None) -> int:
    """Return the smaller of two limits, where 0 is none."""
    return min((limit for limit in (operators, chosen or 0) if limit), default=0)
