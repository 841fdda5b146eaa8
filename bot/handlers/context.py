"""What a handler is given: the update's person and chat, and the services."""

from __future__ import annotations

import dataclasses
from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.ext import CallbackContext

from bot.domain.asker import Asker
from bot.domain.draft import Draft
from bot.domain.order import Card
from bot.handlers.services import Services
from bot.telegram.client import TelegramBot
from bot.telegram.saying import person_id_of, say
from bot.texts import language_of
from bot.wording import draft_lines
from engine.queue.job import Job

SERVICES = "services"  # its key in bot_data

_Dict = dict[Any, Any]


class Context(CallbackContext[TelegramBot, _Dict, _Dict, _Dict]):
    """PTB's context with the bot's parts in it.

    Attributes:
        shares_said: What stands behind /blend in a message that also names pictures or answers one, until one of them
            is taken with it; "" where nothing.
        just_set: The names of the settings that the message has set; they hold for what it has painted once more, too.
    """

    shares_said = ""
    just_set: frozenset[str] = frozenset()

    @property
    def services(self) -> Services:
        """Everything that the handlers work with."""
        services = self.bot_data[SERVICES]
        assert isinstance(services, Services)
        return services

    @property
    def words(self) -> str:
        """What the person wrote after the command."""
        return " ".join(self.args or [])

    @property
    def keep_hours(self) -> str:
        """How many hours pictures are kept, for sentences that say so."""
        return f"{self.services.settings.keep_hours:g}"

    async def draft(self, asker: Asker) -> Draft:
        """Return what the asker has sent so far where they are."""
        return await self.services.store.drafts.load(asker.chat_id, asker.person_id)

    async def begin(self, asker: Asker) -> str:
        """Return how the asker begins here: what they are to send next."""
        draft, _ = (await self.draft(asker)).sorted_out()
        return draft_lines.begin(asker, draft)

    async def asker(self, message: Message) -> Asker:
        """Return who wrote the message and where."""
        user = message.from_user
        asker = Asker(
            chat_id=message.chat.id,
            thread_id=message.message_thread_id if message.is_topic_message else None,
            person_id=person_id_of(message, user),
            message_id=message.message_id,
            date=int(message.date.timestamp()),
            edited_at=int(message.edit_date.timestamp()) if message.edit_date else 0,
            is_private=message.chat.type == message.chat.PRIVATE,
            language=language_of(user.language_code if user else None),
        )
        return await self._in_chosen_language(asker)

    async def presser(self, query: CallbackQuery, message: Message) -> Asker:
        """Return who pressed a button under a message of ours; it stands for the message that they did not write."""
        asker = Asker(
            chat_id=message.chat.id,
            thread_id=message.message_thread_id if message.is_topic_message else None,
            person_id=query.from_user.id,
            message_id=message.message_id,
            press_id=query.id,
            date=int(message.date.timestamp()),
            is_private=message.chat.type == message.chat.PRIVATE,
            language=language_of(query.from_user.language_code),
        )
        return await self._in_chosen_language(asker)

    def guest(self, query: CallbackQuery) -> Asker:
        """Return who pressed a button of ours in a chat where we are no member; Telegram does not say which."""
        return Asker(
            chat_id=query.from_user.id,
            person_id=query.from_user.id,
            message_id=0,
            press_id=query.id,
            is_private=True,
            language=language_of(query.from_user.language_code),
            inline_id=query.inline_message_id or "",
        )

    def gone(self, asker: Asker) -> str:
        """Return that a picture was deleted after its time."""
        return asker.texts.button_gone.format(hours=self.keep_hours)

    async def keep_cards(self, job: Job, *messages: Message) -> None:
        """Keep that these messages of ours show a job: a reply to one means it, and “Delete” takes them along."""
        for message in messages:
            await self.services.store.cards.set(Card.under(message.chat.id, message.message_id, job))

    async def say(self, asker: Asker, sentence: str, **how: Any) -> None:
        """Send a sentence where the asker wrote."""
        await say(self.bot, asker, sentence, **how)

    async def say_briefly(self, asker: Asker, sentence: str, **how: Any) -> None:
        """Send a sentence where the asker wrote; in a group it deletes itself after a while."""
        await self.services.short_lived.say(asker, sentence, **how)

    async def _in_chosen_language(self, asker: Asker) -> Asker:
        chosen = (await self.services.store.preferences.of(asker.chat_id)).language
        return dataclasses.replace(asker, language=chosen or asker.language, own_language=asker.language)


def message_of(update: Update) -> Message:
    """Return the update's message; the handlers are only called for updates that have one."""
    message = update.effective_message
    assert message is not None
    return message


def replied_to(message: Message) -> Message | None:
    """Return the message that the person replied to.

    In a topic Telegram makes what replies to nothing a reply to the topic's opening; its thread has that one's id.
    """
    replied = message.reply_to_message
    if replied is not None and message.is_topic_message and replied.message_id == message.message_thread_id:
        return None
    return replied


def is_reply_to_us(message: Message, bot_id: int) -> bool:
    """Return whether the message answers one of ours."""
    replied = replied_to(message)
    return replied is not None and is_from_us(replied, bot_id)


def is_from_us(message: Message, bot_id: int) -> bool:
    """Return whether we have written the message."""
    return message.from_user is not None and message.from_user.id == bot_id
