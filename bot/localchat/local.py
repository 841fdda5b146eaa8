"""The local chat as a whole: a Telegram on 127.0.0.1 for one bot and a few people.

    async with LocalChat() as chat:
        ann = chat.person("Ann")
        ann.send_photo(chat.private(ann), picture)
        answer = await chat.wait_for(chat.private(ann), lambda message: message.photo, timeout_s=60)

The bot is any program that talks to chat.base_url with chat.token.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Self, TypeVar

from bot.localchat.bot_api.calls import DOWNLOAD, Answer, Call, Handler
from bot.localchat.bot_api.methods import BotApi
from bot.localchat.bot_api.server import HOST, Server, bot_api_routes
from bot.localchat.kept.keeper import Keeper
from bot.localchat.page.server import PING_S, Events, page_routes
from bot.localchat.world.chats import Chat, Status, User, chat_json
from bot.localchat.world.messages import Message, Press
from bot.localchat.world.people import NotPossible, Person
from bot.localchat.world.visibility import has_privacy
from bot.localchat.world.world import World

SUPERGROUP_BASE = -1_000_000_000_000  # Telegram shows a supergroup's id as -100 and ten digits


Found = TypeVar("Found")


class NothingCame(TimeoutError):
    """What was waited for did not come; the message shows what did."""


class LocalChat:
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
        self.world = World(bot, clock=clock)
        self._handler: Handler = (wrap or (lambda handler: handler))(self._answer)
        self._server: Server | None = None
        self._people: dict[int, Person] = {}
        if self._keeper and kept:
            self._restore(self._keeper, kept)
        self._api = BotApi(self.world)
        self.pages: set[Events] = set()  # the pages that are open

    async def __aenter__(self) -> Self:
        """Bind the port and serve.

        Raises:
            OSError: The port is taken.
        """
        self._server = Server(self._port)
        routes = bot_api_routes(self.token, self._handler) + page_routes(self)
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

    @property
    def people(self) -> list[Person]:
        """Everybody, in the order they came."""
        return list(self._people.values())

    def person(self, name: str, *, language: str | None = "en", username: str | None = None) -> Person:
        """Bring in a new person, with a private chat that Start has not been pressed in yet."""
        user = User(id=self.world.new_id(), first_name=name, username=username, language_code=language)
        self.world.people[user.id] = user
        person = self._people[user.id] = Person(self.world, user)
        members = {user.id: Status.MEMBER, self.world.bot.id: Status.MEMBER}
        users = {user.id: user, self.world.bot.id: self.world.bot}
        self.world.add_chat(Chat(id=user.id, type="private", person=user, members=members, users=users))
        return person

    def person_of(self, user_id: int) -> Person:
        """Return the person with this id.

        Raises:
            NotPossible: There is none.
        """
        if user_id not in self._people:
            raise NotPossible("This person is no longer there.")
        return self._people[user_id]

    def welcome(self) -> None:
        """Bring in a few people and a group, if nobody is there yet."""
        if not self._people:
            company = [self.person("Ada"), self.person("Ben"), self.person("小文", language="zh")]
            self.group("Studio", company)

    def close_pages(self) -> None:
        """End the connections of all open pages; each tries to open a new one."""
        for page in tuple(self.pages):
            page.close()

    def private(self, person: Person) -> int:
        """Return the id of a person's private chat with the bot."""
        return person.id

    def group(
        self,
        title: str,
        members: Iterable[Person],
        privacy: bool = True,
        *,
        kind: str = "supergroup",
        admins: Iterable[Person] = (),
        is_forum: bool = False,
        with_bot: bool = True,
    ) -> int:
        """Open a group; the first member is its creator and brings the bot in.

        With privacy the bot is a plain member and sees what privacy mode lets through; without, it is an
        administrator and sees everything.
        """
        members = list(members)
        number = self.world.new_id()
        chat_id = SUPERGROUP_BASE - number % 10**10 if kind == "supergroup" else -number
        chat = self.world.add_chat(Chat(id=chat_id, type=kind, title=title, is_forum=is_forum))
        for person in members:
            role = Status.CREATOR if person is members[0] else Status.MEMBER
            self.world.set_status(chat, person.user, role, by=members[0].user)
        for person in admins:
            self.world.set_status(chat, person.user, Status.ADMINISTRATOR, by=members[0].user)
        if with_bot:
            members[0].add_bot(chat_id, as_admin=not privacy)
        return chat_id

    def has_privacy(self, chat_id: int) -> bool:
        """Return whether privacy mode hides this group's talk from the bot."""
        return has_privacy(self.world.chats[chat_id], self.world.bot)

    def set_privacy(self, chat_id: int, is_on: bool, *, by: Person) -> None:
        """Make the bot a plain member of a group, or an administrator who sees everything."""
        by.add_bot(chat_id, as_admin=not is_on)

    def migrate(self, chat_id: int, *, by: Person) -> int:
        """Turn a basic group into a supergroup; return its new id. The old one only refuses from now on."""
        old = self.world.chats[chat_id]
        new = Chat(id=SUPERGROUP_BASE - self.world.new_id() % 10**10, type="supergroup", title=old.title)
        new.members, new.users, new.anonymous = dict(old.members), dict(old.users), set(old.anonymous)
        self.world.add_chat(new)
        self.world.post(old, by.user, extra={"migrate_to_chat_id": new.id}, is_service=True)
        old.migrated_to = new.id
        self.world.post(new, by.user, extra={"migrate_from_chat_id": old.id}, is_service=True)
        return new.id

    def messages(self, chat_id: int) -> list[Message]:
        """Return the messages that are there, oldest first."""
        return self.world.messages(chat_id)

    async def wait_for(
        self, chat_id: int, predicate: Callable[[Message], object], timeout_s: float = 30.0, *, after: int = 0
    ) -> Message:
        """Return the bot's first message that fits, as soon as there is one; edits count.

        Args:
            chat_id: Where.
            predicate: What fits.
            timeout_s: How long to wait.
            after: Only messages with a larger id than this.

        Raises:
            NothingCame: None did in time.
        """

        def found() -> Message | None:
            candidates = (message for message in self.messages(chat_id) if message.is_from_bot and message.id > after)
            return next((message for message in candidates if predicate(message)), None)

        message = await self._until(found, timeout_s)
        if message is None:
            raise NothingCame(f"Nothing that fits came within {timeout_s:g} s; the chat: {self.messages(chat_id)[-8:]}")
        return message

    async def answered(self, press: Press, timeout_s: float = 30.0) -> Press:
        """Return a press once the bot has answered it.

        Raises:
            NothingCame: It did not in time.
        """
        if not await self._until(lambda: press.is_answered, timeout_s):
            raise NothingCame(f"The press on {press.data!r} was not answered within {timeout_s:g} s.")
        return press

    def shown(self, chat_id: int) -> str:
        """Return the name of a chat for people: the group's title or the person's name."""
        shown = chat_json(self.world.chats[chat_id])
        return str(shown.get("title") or shown.get("first_name"))

    def _restore(self, keeper: Keeper, kept: Mapping[str, Any]) -> None:
        try:
            keeper.restore(self.world, kept)
        except (OSError, KeyError, TypeError, ValueError, AssertionError) as fault:
            keeper.put_aside(fault)
            self.world = World(self.world.bot, clock=self.world.clock)
        self._people = {user.id: Person(self.world, user) for user in self.world.people.values()}

    async def _until(self, found: Callable[[], Found], timeout_s: float) -> Found | None:
        try:
            async with asyncio.timeout(timeout_s):
                while not (result := found()):
                    await self.world.change()
                return result
        except TimeoutError:
            return None

    async def _answer(self, call: Call) -> Answer:
        return await (self._api.download(call) if call.method == DOWNLOAD else self._api.answer(call))
