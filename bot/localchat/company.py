"""The company in a local chat: people, groups, what is said in them, and waiting for what the bot says.

Knows no server and no page: all of it happens in the world that both look into.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import TypeVar

from bot.localchat.world.chats import Chat, Status, User, chat_json
from bot.localchat.world.errors import NotPossible
from bot.localchat.world.messages import Message, Press
from bot.localchat.world.people import Person
from bot.localchat.world.visibility import has_privacy
from bot.localchat.world.world import World

SUPERGROUP_BASE = -1_000_000_000_000  # Telegram shows a supergroup's id as -100 and ten digits
STORAGE = "Storage of the bot"  # the title of the chat that only the bot is in

Found = TypeVar("Found")


class NothingCame(Exception):
    """What was waited for did not come; the message shows what did.

    Not a TimeoutError: that is what a limit around the waiting ends with.
    """


class Company:
    """Everybody who talks to the bot, and where.

    Args:
        world: Where they are; who is in it already is part of the company.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self._people = {user.id: Person(world, user) for user in world.people.values()}

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

    def private(self, person: Person) -> int:
        """Return the id of a person's private chat with the bot."""
        return person.id

    def between(self, one: Person, other: Person) -> int:
        """Open the private chat of two people, without the bot, as the first of them sees it; return its id.

        Bots are shown another one: the other person's, which is that of their own chat with the bot as well.
        """
        users = {person.id: person.user for person in (one, other)}
        members = dict.fromkeys(users, Status.MEMBER)
        chat = Chat(id=self.world.new_id(), type="private", person=other.user, shown_id=other.id)
        chat.members, chat.users = members, users
        return self.world.add_chat(chat).id

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

    def storage(self) -> int:
        """Return a chat that only the bot is in: where it uploads what it shows as a guest, seen on no page."""
        known = (chat.id for chat in self.world.chats.values() if chat.title == STORAGE)
        if (chat_id := next(known, None)) is not None:
            return chat_id
        chat = Chat(id=SUPERGROUP_BASE - self.world.new_id() % 10**10, type="supergroup", title=STORAGE)
        chat.members[self.world.bot.id], chat.users[self.world.bot.id] = Status.ADMINISTRATOR, self.world.bot
        return self.world.add_chat(chat).id

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

    async def _until(self, found: Callable[[], Found], timeout_s: float) -> Found | None:
        try:
            async with asyncio.timeout(timeout_s):
                while not (result := found()):
                    await self.world.change()
                return result
        except TimeoutError:
            return None
