"""Whether a file that is to wait can be painted: tried as soon as it comes, for a refusal at /go comes too late.

Photos are pictures, Telegram has made them; a file may be anything. Knows nothing of drafts.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.asker import Asker
from bot.domain.sent_picture import SentPicture
from bot.orders.fetching import Fetching, PictureRefused
from bot.orders.slow_pictures import counted, pause
from bot.store.store import Store


class Usable:
    """Tries files that people send.

    Args:
        fetching: Gets and decodes them.
        store: Counts those that take too long.
        clock: Epoch seconds.
    """

    def __init__(self, fetching: Fetching, store: Store, clock: Callable[[], float]) -> None:
        self._fetching, self._store, self._clock = fetching, store, clock

    async def refusal(self, asker: Asker, picture: SentPicture, which: str) -> str | None:
        """Return why the file can never be painted, or is not tried; None where it can, or could not be had just now.

        Args:
            asker: Who sent it.
            picture: The file.
            which: What to call it.
        """
        if not picture.is_document:
            return None
        now = self._clock()
        if told := await pause(self._store, asker.texts, asker.person_id, now):
            return told
        try:
            await self._fetching.prepared(asker.texts, picture, which, "a file that waits")
        except PictureRefused as refusal:
            if refusal.is_useless:
                tried = f"{asker.chat_id} {asker.message_id} {picture.message_id}"  # each time that it is pointed at
                return await counted(self._store, asker.texts, asker.person_id, refusal, picture_id=tried, now=now)
        return None
