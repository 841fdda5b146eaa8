"""What the operator has ordered while the bot runs: nobody new, or not this person. It lasts over restarts.

Asked at every update, so it is kept in memory as well; only this process changes it.
"""

from __future__ import annotations

from bot.store.store import Store

PAUSED = "paused"  # its switch


class Operator:
    """Whether new pictures are begun, and who is blocked.

    Args:
        store: Keeps it.

    Attributes:
        is_paused: Whether no new pictures are begun; they wait in line, and what is in the queue is painted.
        blocked: Ids of people who are not served.
    """

    def __init__(self, store: Store) -> None:
        self._rows = store.operator
        self.is_paused = False
        self.blocked: frozenset[int] = frozenset()

    async def load(self) -> None:
        """Take up what an earlier run was told."""
        self.is_paused, self.blocked = await self._rows.is_on(PAUSED), await self._rows.blocked()

    async def pause(self, *, is_paused: bool) -> None:
        """Let new pictures wait, or begin them again."""
        await self._rows.turn(PAUSED, is_on=is_paused)
        self.is_paused = is_paused

    async def block(self, person_id: int, *, is_blocked: bool) -> None:
        """Serve a person no longer, or again."""
        await self._rows.block(person_id, is_blocked=is_blocked)
        self.blocked = self.blocked | {person_id} if is_blocked else self.blocked - {person_id}
