"""Who asks where, and one way to say something to them.

What people have written never becomes markup: no message is sent with a parse mode.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message, ReplyParameters, User
from telegram.error import BadRequest

from bot.domain.order import Ticket
from bot.texts import Texts, texts_in

Buttons = Sequence[Sequence[tuple[str, str]]]  # rows of (what it says, callback data)
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, kw_only=True)
class Asker:
    """A person in a chat, as one of their messages shows them.

    Attributes:
        chat_id: The chat.
        thread_id: The topic that the message stands in, where the chat has topics.
        person_id: The person, or the group itself when an admin writes anonymously.
        message_id: The message; answers in groups quote it.
        press_id: Telegram's id of the press, where they pressed a button under that message.
        date: When it was sent, epoch seconds.
        is_private: Whether the chat is private.
        language: "en" or "zh".
    """

    chat_id: int
    thread_id: int | None = None
    person_id: int
    message_id: int
    press_id: str = ""
    date: int = 0
    is_private: bool
    language: str

    @property
    def texts(self) -> Texts:
        """The sentences in the asker's language."""
        return texts_in(self.language)

    @property
    def begin(self) -> str:
        """What to do first, where the asker is."""
        return self.texts.begin if self.is_private else self.texts.begin_group

    def ticket(self, *, wants_document: bool = False) -> Ticket:
        """Return the ticket of a painting that this message asks for."""
        return Ticket(
            chat_id=self.chat_id,
            thread_id=self.thread_id,
            person_id=self.person_id,
            reply_to=self.message_id,
            language=self.language,
            is_private=self.is_private,
            wants_document=wants_document,
        )


def person_id_of(message: Message, user: User | None) -> int:
    """Return who wrote the message: the chat that an anonymous admin writes as, else the user."""
    if message.sender_chat is not None:
        return message.sender_chat.id
    return user.id if user else message.chat.id


def keyboard(buttons: Buttons | None) -> InlineKeyboardMarkup | None:
    """Return the buttons as Telegram takes them; None for none."""
    if not buttons:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(says, callback_data=tells) for says, tells in row] for row in buttons]
    )


def reply_to(message_id: int) -> ReplyParameters:
    """Return a reply to the message, or to nothing when it was deleted."""
    return ReplyParameters(message_id, allow_sending_without_reply=True)


async def say(
    bot: Bot, asker: Asker, sentence: str, *, buttons: Buttons | None = None, is_quoting: bool | None = None
) -> Message:
    """Send a sentence where the asker wrote; quote their message in groups unless told otherwise."""
    quotes = not asker.is_private if is_quoting is None else is_quoting
    reply = reply_to(asker.message_id) if quotes else None
    markup = keyboard(buttons)

    return await in_topic(
        asker.thread_id,
        lambda thread_id: bot.send_message(
            asker.chat_id, sentence, message_thread_id=thread_id, reply_parameters=reply, reply_markup=markup
        ),
    )


async def in_topic(thread_id: int | None, send: Callable[[int | None], Awaitable[_Answer]]) -> _Answer:
    """Send to the topic, or to the general one where it was deleted or closed meanwhile."""
    try:
        return await send(thread_id)
    except BadRequest as refusal:
        if thread_id is None or not is_thread_gone(refusal):
            raise
        return await send(None)


def is_thread_gone(refusal: BadRequest) -> bool:
    """Return whether Telegram refuses because the topic is not there any more."""
    return "thread not found" in str(refusal).lower() or "topic_closed" in str(refusal).lower()
