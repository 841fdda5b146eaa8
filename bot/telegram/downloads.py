"""Files from Telegram's servers, counted while they come in.

The address of a file holds the bot's token: it never appears in an error or a log line.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Self

import httpx
from telegram import Bot
from telegram.error import BadRequest, NetworkError, TelegramError

from bot.errors import DownloadFailed, FileTooLarge
from bot.telegram.media import MAX_FILE_BYTES
from bot.telegram.tls import tls_context

TIMEOUT = httpx.Timeout(20.0, connect=10.0)  # s without a byte
ATTEMPTS = 3
RETRY_S = 1.0

logger = logging.getLogger(__name__)


class Downloads:
    """Fetches files by their file_id; an async context manager.

    Args:
        bot: Asks Telegram where a file is.
        max_bytes: More than this is not read.
        retry_s: Seconds before the second attempt; twice that before the third.
    """

    def __init__(self, bot: Bot, *, max_bytes: int = MAX_FILE_BYTES, retry_s: float = RETRY_S) -> None:
        self._bot = bot
        self._max_bytes = max_bytes
        self._retry_s = retry_s
        self._http: httpx.AsyncClient

    async def __aenter__(self) -> Self:
        self._http = httpx.AsyncClient(verify=tls_context(), timeout=TIMEOUT, trust_env=True)
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self._http.aclose()

    async def fetch(self, file_id: str) -> bytes:
        """Return the file's bytes.

        Raises:
            DownloadFailed: Telegram does not have it, or did not hand it over in several attempts.
            FileTooLarge: It is longer than accepted, whatever Telegram said before.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._fetch_once(file_id)
            except BadRequest as refusal:
                if "too big" in str(refusal).lower():
                    raise FileTooLarge(f"Telegram refuses the file as too big for bots: {refusal}") from None
                raise DownloadFailed(f"Telegram does not have the file: {refusal}") from None
            except (TelegramError, httpx.HTTPError, OSError) as fault:
                logger.warning("Fetching a file failed (%s), attempt %d of %d", type(fault).__name__, attempt, ATTEMPTS)
                if attempt < ATTEMPTS:
                    await asyncio.sleep(attempt * self._retry_s)
        raise DownloadFailed(f"Telegram did not hand over the file in {ATTEMPTS} attempts.")

    async def _fetch_once(self, file_id: str) -> bytes:
        file = await self._bot.get_file(file_id)
        if file.file_path is None:
            raise DownloadFailed("Telegram named no place to fetch the file from.")
        if (lying_here := Path(file.file_path)).is_absolute():  # a Bot API server of one's own, with --local
            return await asyncio.to_thread(self._read, lying_here)
        received = bytearray()
        async with self._http.stream("GET", file.file_path) as answer:
            if answer.status_code != httpx.codes.OK:
                raise NetworkError(f"The file server answered {answer.status_code}.")
            async for chunk in answer.aiter_bytes():
                received += chunk
                if len(received) > self._max_bytes:
                    raise FileTooLarge(f"The file has more than {self._max_bytes} bytes.")
        if (expected := answer.headers.get("content-length", "")).isdigit() and len(received) < int(expected):
            raise NetworkError("The file ended early.")
        return bytes(received)

    def _read(self, path: Path) -> bytes:
        if path.stat().st_size > self._max_bytes:
            raise FileTooLarge(f"The file has more than {self._max_bytes} bytes.")
        return path.read_bytes()
