"""Updates that Telegram brings: a small server on the webhook's port.

Differs from the library's, which refuses an update that it cannot read: Telegram brings it again until its time is
over, the later updates of its chat wait behind it, and enough such chats hold up all others. Here it is passed over
with one line, as with polling.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import re
from http import HTTPStatus
from typing import Self
from urllib.parse import urlsplit

from telegram import Update
from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, RequestHandler

from bot.settings import Settings
from bot.telegram.client import TelegramBot

_SECRET = "X-Telegram-Bot-Api-Secret-Token"


class Webhook:
    """Listens for updates, an async context manager.

    Args:
        bot: Reads them.
        updates: Where they go.
        settings: Say where it listens, and which secret Telegram sends along.

    Raises:
        OSError: On entering, when the port cannot be used.
    """

    def __init__(self, bot: TelegramBot, updates: asyncio.Queue[object], settings: Settings) -> None:
        self._address, self._port = settings.webhook_listen, settings.webhook_port
        path = urlsplit(settings.webhook_url).path.strip("/")
        known = {"bot": bot, "updates": updates, "secret": settings.webhook_secret}
        handlers = [(f"/{re.escape(path)}/?" if path else "/", _Update, known)]
        self._server = HTTPServer(Application(handlers, log_function=lambda _: None))  # strangers would fill the log

    async def __aenter__(self) -> Self:
        self._server.listen(self._port, self._address)
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        self._server.stop()
        await self._server.close_all_connections()


class _Update(RequestHandler):
    def initialize(self, bot: TelegramBot, updates: asyncio.Queue[object], secret: str) -> None:
        self._bot, self._updates, self._secret = bot, updates, secret

    async def post(self) -> None:
        """Take one update: 200 once it is in the queue, 403 without the secret, 400 where it is no update at all."""
        told = self.request.headers.get(_SECRET, "")
        if not hmac.compare_digest(told.encode(), self._secret.encode()):
            raise HTTPError(HTTPStatus.FORBIDDEN)
        if self.request.headers.get("Content-Type") != "application/json":
            raise HTTPError(HTTPStatus.FORBIDDEN)
        await self._updates.put(Update.de_json(self._bot.readable(self._brought()), self._bot))

    def _brought(self) -> dict[str, object]:
        """Return what was posted, if it has the number that every update has."""
        try:
            brought = json.loads(self.request.body)
        except ValueError:
            brought = None
        if not isinstance(brought, dict) or not isinstance(brought.get("update_id"), int):
            raise HTTPError(HTTPStatus.BAD_REQUEST)
        return brought
