"""The local chat as a whole: a Telegram on 127.0.0.1 for one bot and a few people.

    async with LocalChat() as chat:
        ann = chat.person("Ann")
        ann.send_photo(chat.private(ann), picture)
        answer = await chat.wait_for(chat.private(ann), lambda message: message.photo, timeout_s=60)

The bot is any program that talks to chat.base_url with chat.token.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

from bot.localchat.bot_api.calls import DOWNLOAD, Answer, Call, Handler
from bot.localchat.bot_api.methods import BotApi
from bot.localchat.bot_api.server import HOST, Server, bot_api_routes
from bot.localchat.company import Company
from bot.localchat.kept.keeper import Keeper
from bot.localchat.page.server import PING_S, Events, page_routes
from bot.localchat.world.chats import User
from bot.localchat.world.world import World


class LocalChat(Company):
    """A local Bot API server with the people's side beside it.

    Args:
        port: Port on 127.0.0.1; 0 takes a free one.
        bot_name: The bot's first name.
        bot_username: The bot's username, as commands address it.
        folder: Where the chat is kept from one run to the next; without one it ends with the program.
        wrap: Put around what answers calls and downloads (tests: faults, schema checks).
        clock: The time, in epoch seconds.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        bot_name: str = "Stylegram",
        bot_username: str = "stylegram_local_bot",
        folder: Path | None = None,
        wrap: Callable[[Handler], Handler] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._port = port
        self._keeper = Keeper(folder) if folder else None
        kept = self._keeper.read() if self._keeper else None
        bot_id = kept["bot"]["id"] if kept else 7_000_000_000 + secrets.randbelow(10**9)
        self.token = kept["token"] if kept else f"{bot_id}:{secrets.token_urlsafe(26)}"
        bot = User(id=bot_id, first_name=bot_name, username=bot_username, is_bot=True)
        super().__init__(self._restored(World(bot, clock=clock), kept))
        self._handler: Handler = (wrap or (lambda handler: handler))(self._answer)
        self._server: Server | None = None
        self._api = BotApi(self.world)
        self.pages: set[Events] = set()  # the pages that are open

    async def __aenter__(self) -> Self:
        """Bind the port and serve.

        Raises:
            OSError: The port is taken.
        """
        self._server = Server(self._port)
        routes = bot_api_routes(self.token, self._handler) + page_routes(self, pages=self.pages)
        self._server.start(routes, websocket_ping_interval=PING_S)
        if self._keeper:
            self._keeper.start(self.world, self.token)
        return self

    async def __aexit__(self, *exc: object) -> None:
        self.close_pages()
        if self._server:
            await self._server.stop()
        if self._keeper:
            await self._keeper.stop(self.world, self.token)

    @property
    def url(self) -> str:
        """Where the page is."""
        if self._server is None:
            raise RuntimeError("The local chat is not being served; enter it with `async with` first.")
        return f"http://{HOST}:{self._server.port}"

    @property
    def base_url(self) -> str:
        """The bot's base_url."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """The bot's base_file_url."""
        return f"{self.url}/file/bot"

    def close_pages(self) -> None:
        """End the connections of all open pages; each tries to open a new one."""
        for page in tuple(self.pages):
            page.close()

    def _restored(self, world: World, kept: Mapping[str, Any] | None) -> World:
        """Return the world with what was kept, or an empty one where that cannot be read."""
        if self._keeper and kept:
            try:
                self._keeper.restore(world, kept)
            except (OSError, KeyError, TypeError, ValueError, AssertionError) as fault:
                self._keeper.put_aside(fault)
                return World(world.bot, clock=world.clock)
        return world

    async def _answer(self, call: Call) -> Answer:
        return await (self._api.download(call) if call.method == DOWNLOAD else self._api.answer(call))
