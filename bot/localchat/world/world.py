"""Everything that is so at the moment: chats, messages, presses, and who hears of a change.

The bot's side (bot_api) and the people's side (people.py) both act through here, so that each change
reaches the other: as an update for the bot if it may see it, as an event for people and pages.
"""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.localchat.world.chats import Chat, Status, User, chat_json, member_json, user_json
from bot.localchat.world.files import FileStore
from bot.localchat.world.media import Photo
from bot.localchat.world.messages import Message, Press, message_json, press_json
from bot.localchat.world.profile import Profile
from bot.localchat.world.updates import UpdateQueue
from bot.localchat.world.visibility import is_guest_call, is_visible


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that people can notice.

    Attributes:
        kind: "message", "edited", "deleted", "action", "answer", "chat" or "profile".
        chat_id: Where.
        message: Which message, for the first three.
        press: Which press was answered, for "answer".
        action: What the bot is doing ("typing", ...), for "action".
    """

    kind: str
    chat_id: int
    message: Message | None = None
    press: Press | None = None
    action: str | None = None


Listener = Callable[[Event], None]


class World:
    """The state of the local chat."""

    def __init__(self, bot: User, *, clock: Callable[[], float] = time.time) -> None:
        self.bot = bot
        self.clock = clock
        self.files = FileStore()
        self.profile = Profile()
        self.chats: dict[int, Chat] = {}
        self.people: dict[int, User] = {}
        self.presses: dict[str, Press] = {}
        self.listeners: list[Listener] = []
        # Ids start at the time, so that a database that outlives this server never takes new for old.
        self.updates = UpdateQueue(first_id=int(clock() * 1000))
        self._ids = itertools.count(int(clock() * 10))
        self._messages: dict[int, dict[int, Message]] = {}
        self.last_ids: dict[int, int] = {}  # the latest message_id of each chat
        self._changed = asyncio.Event()

    @property
    def now(self) -> int:
        """The time as messages carry it: whole seconds."""
        return int(self.clock())

    def new_id(self) -> int:
        """Return a number that no other person or group has."""
        return next(self._ids)

    def add_chat(self, chat: Chat) -> Chat:
        """Keep a new chat and tell the listeners."""
        self.chats[chat.id] = chat
        self._messages[chat.id] = {}
        self.tell(Event(kind="chat", chat_id=chat.id))
        return chat

    def messages(self, chat_id: int) -> list[Message]:
        """Return the messages that are there, oldest first."""
        return list(self._messages[chat_id].values())

    def message(self, chat_id: int, message_id: int) -> Message | None:
        """Return a message that is there, or None."""
        return self._messages.get(chat_id, {}).get(message_id)

    def post(
        self,
        chat: Chat,
        sender: User,
        *,
        reply_to: Message | None = None,
        thread_id: int | None = None,
        **content: Any,
    ) -> Message:
        """Put a message into a chat; the bot gets an update if it may see it."""
        message_id = self.last_ids[chat.id] = self.last_ids.get(chat.id, 0) + 1
        message = Message(chat=chat, id=message_id, date=self.now, sender=sender, **content)
        _place(message, reply_to, thread_id, self)
        self._messages[chat.id][message.id] = message
        if sender.id != self.bot.id:
            self._show(message)
        self.tell(Event(kind="message", chat_id=chat.id, message=message))
        return message

    def _show(self, message: Message) -> None:
        """Queue the update of a new message, if the bot may see it: as a member, or as a guest who is called."""
        if is_visible(message, self.bot):
            message.is_shown = True
            self.updates.add("message", message_json(message))
        elif is_guest_call(message, self.bot):
            message.is_shown, message.guest_query_id = True, str(secrets.randbits(62))
            self.updates.add("guest_message", message_json(message))

    def guest_call(self, query_id: str) -> Message | None:
        """Return the message with which somebody called the bot as a guest, if it is there."""
        return next((message for message in self._everything() if message.guest_query_id == query_id), None)

    def inline_message(self, inline_id: str) -> Message | None:
        """Return what the bot wrote as a guest, if it is there."""
        return next((message for message in self._everything() if message.inline_id == inline_id), None)

    def _everything(self) -> Iterator[Message]:
        for messages in self._messages.values():
            yield from messages.values()

    def put(self, message: Message) -> None:
        """Take in a message of an earlier run, telling nobody."""
        self._messages[message.chat.id][message.id] = message

    def react(self, message: Message, emoji: str | None) -> None:
        """Set the bot's reaction to a message; None takes it away."""
        message.reaction = emoji
        self.tell(Event(kind="edited", chat_id=message.chat.id, message=message))

    def edited(self, message: Message) -> None:
        """Announce that a message was changed in place."""
        message.edited_at = self.now
        if message.sender.id != self.bot.id and is_visible(message, self.bot):
            message.is_shown = True
            self.updates.add("edited_message", message_json(message))
        self.tell(Event(kind="edited", chat_id=message.chat.id, message=message))

    def let_go(self, photo: Photo) -> None:
        """Forget a photo that no message shows any more: of a painting's previews there are dozens."""
        shown = {size.file.file_id for each in self._everything() if each.photo for size in each.photo.sizes}
        if shown.isdisjoint(size.file.file_id for size in photo.sizes):
            self.files.drop_photo(photo)

    def delete(self, message: Message) -> None:
        """Take a message away; bots are not told, as on Telegram."""
        message.is_deleted = True
        self._messages[message.chat.id].pop(message.id, None)
        self.tell(Event(kind="deleted", chat_id=message.chat.id, message=message))

    def press(self, person: User, message: Message, data: str) -> Press:
        """Queue the callback query of a pressed button."""
        press = Press(id=str(secrets.randbits(62)), person=person, message=message, data=data)
        self.presses[press.id] = press
        self.updates.add("callback_query", press_json(press))
        return press

    def set_status(self, chat: Chat, user: User, status: Status, *, by: User) -> None:
        """Change what somebody is in a chat; the bot is told when it is about the bot itself."""
        before = member_json(chat, user)
        chat.members[user.id] = status
        chat.users[user.id] = user
        if user.id == self.bot.id and before["status"] != status.value:
            change = {"chat": chat_json(chat), "from": user_json(by), "date": self.now}
            change |= {"old_chat_member": before, "new_chat_member": member_json(chat, user)}
            self.updates.add("my_chat_member", change)
        self.tell(Event(kind="chat", chat_id=chat.id))

    def tell(self, event: Event) -> None:
        """Hand an event to every listener and wake those who wait for a change."""
        for listener in tuple(self.listeners):
            listener(event)
        self._changed.set()
        self._changed = asyncio.Event()

    async def change(self) -> None:
        """Wait until something happens."""
        await self._changed.wait()


def _place(message: Message, reply_to: Message | None, thread_id: int | None, world: World) -> None:
    """Set what the message replies to and its thread, as bots see them.

    In a topic, what replies to nothing is shown as a reply to the service message that opened the topic.
    In a supergroup without topics, and outside all topics where there are some, a reply carries the id of the
    thread's first message, though it is no topic: sending to that id fails.
    """
    chat = message.chat
    message.reply_to = reply_to
    if chat.is_forum and thread_id is None and reply_to is not None and reply_to.is_topic_message:
        thread_id = reply_to.thread_id
    if chat.is_forum and thread_id is not None:
        message.thread_id, message.is_topic_message = thread_id, True
        message.reply_to = reply_to or world.message(chat.id, thread_id)
    elif chat.type == "supergroup" and reply_to is not None:
        message.thread_id = reply_to.thread_id or reply_to.id
