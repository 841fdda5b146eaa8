"""How much a chat may ask for: the operator's limits, within them those of a group's admins; and who those are."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from telegram import Bot
from telegram.error import TelegramError

from bot.settings import Settings
from bot.store.drafts import Drafts
from bot.telegram.chat import Asker
from bot.wording.buttons import AT_ONCE, PER_10_MIN
from engine.errors import QueueUnavailable
from engine.queue.job_queue import JobQueue

MAX_EDGE_ON_CPU = 1024  # px; takes minutes on a few cores
MAX_EDGE_ON_GPU = 2048  # px
GPU_AWAY_S = 600.0  # a GPU's worker that starts again within this time counts as there, whoever else paints meanwhile


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
        queue: Knows which devices paint.
        drafts: Keeps what groups have set.
        clock: Epoch seconds.
    """

    def __init__(
        self, bot: Bot, settings: Settings, queue: JobQueue, drafts: Drafts, clock: Callable[[], float] = time.time
    ) -> None:
        self._bot, self._settings, self._queue, self._drafts, self._clock = bot, settings, queue, drafts, clock
        self._gpu_seen_at = clock() if settings.device == "cuda" else None

    async def is_admin(self, asker: Asker) -> bool:
        """Return whether the asker may change what holds for everybody in the chat."""
        if asker.is_private or asker.person_id == asker.chat_id or asker.person_id in self._settings.admins:
            return True  # the group itself writes when an admin writes anonymously
        try:
            member = await self._bot.get_chat_member(asker.chat_id, asker.person_id)
        except TelegramError:
            return False
        return member.status in (member.ADMINISTRATOR, member.OWNER)

    async def largest(self) -> int:
        """Return the largest size in px that the operator allows: as set, or what fits the device that paints."""
        if self._settings.max_edge_size is not None:
            return self._settings.max_edge_size
        return max(self._settings.edge_size, MAX_EDGE_ON_GPU if await self._has_gpu() else MAX_EDGE_ON_CPU)

    async def largest_for(self, asker: Asker) -> int:
        """Return the largest size in px for the asker: in a group its own size, except for its admins."""
        largest = await self.largest()
        chosen = None if asker.is_private else (await self._drafts.preferences(asker.chat_id)).get("edge_size")
        if chosen is None or chosen >= largest or await self.is_admin(asker):
            return largest
        return int(chosen)

    async def of_group(self, chat_id: int) -> GroupLimits:
        """Return how many pictures the group may ask for: what its admins have set, never above the operator's."""
        chosen = await self._drafts.preferences(chat_id)
        return GroupLimits(
            at_once=_stricter(self._settings.jobs_per_group, chosen, AT_ONCE),
            per_10_min=_stricter(self._settings.jobs_per_group_10_min, chosen, PER_10_MIN),
            is_own=bool(chosen.get(AT_ONCE) or chosen.get(PER_10_MIN)),
        )

    async def _has_gpu(self) -> bool:
        """Return whether a GPU paints; while nobody does, whether one did last."""
        try:
            workers = await self._queue.workers()
        except QueueUnavailable:
            workers = []
        now = self._clock()
        if any("cuda" in worker.description for worker in workers):
            self._gpu_seen_at = now
        elif workers and self._gpu_seen_at is not None and now - self._gpu_seen_at > GPU_AWAY_S:
            self._gpu_seen_at = None
        return self._gpu_seen_at is not None


def _stricter(operators: int, chosen: Mapping[str, Any], name: str) -> int:
    """Return the smaller of two limits, where 0 is none."""
    return min((limit for limit in (operators, int(chosen.get(name) or 0)) if limit), default=0)
