"""A person who speaks English or Chinese with the bot, in private or in a group, and reads what it answers."""

from __future__ import annotations

from dataclasses import dataclass

from bot.localchat.world.messages import Message
from bot.localchat.world.people import Person
from bot.texts import Texts, texts_in
from bot.wording.said_by_us import is_caption_of_ours
from engine.queue.job import Job
from engine.request import StyleRequest
from tests.support.studio import PATIENCE_S, Studio

NAMES = {"en": ("Ann", "en"), "zh": ("Li", "zh-hans")}


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """A person in a chat with the bot.

    Attributes:
        s: Where the bot runs.
        person: Who speaks.
        texts: What the bot says to them.
        chat_id: Where they speak.
    """

    s: Studio
    person: Person
    texts: Texts
    chat_id: int

    @classmethod
    def of(cls, s: Studio, language: str, *, is_in_group: bool = False) -> Speaker:
        name, telegrams = NAMES[language]
        person = s.chat.person(name, language=telegrams)
        chat_id = s.chat.group("Studio", [person]) if is_in_group else s.chat.private(person)
        return cls(s=s, person=person, texts=texts_in(language), chat_id=chat_id)

    def sends(self, picture: bytes, caption: str | None = None) -> Message:
        return self.person.send_photo(self.chat_id, picture, caption)

    def says(self, words: str, reply_to: Message | None = None) -> Message:
        return self.person.send_text(self.chat_id, words, reply_to=reply_to)

    async def reads(self, sentence: str, after: Message | None = None) -> Message:
        """Wait for a sentence of the bot that holds these words."""
        return await self.s.says(sentence, chat_id=self.chat_id, after=after)

    async def sees(self, after: Message | None = None) -> Message:
        """Wait for a painting, or what else of the bot has a caption of its own."""

        def is_shown(m: Message) -> bool:
            return m.is_from_bot and bool(m.photo) and is_caption_of_ours(m.words or "")

        return await self.s.chat.wait_for(self.chat_id, is_shown, PATIENCE_S, after=after.id if after else 0)

    def answers(self, after: Message) -> list[str]:
        """Return what the bot has said since, and says still."""
        messages = self.s.chat.messages(self.chat_id)
        return [m.words or "" for m in messages if m.is_from_bot and m.id > after.id]

    @property
    def jobs(self) -> list[Job]:
        """All that was asked for, in order."""
        return [entry.job for entry in self.s.queue.jobs.entries.values()]

    @property
    def requests(self) -> list[StyleRequest]:
        return [entry.request for entry in self.s.queue.jobs.entries.values()]
