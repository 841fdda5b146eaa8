"""Messages that nothing has come of when the bot is stopped: who sent them is told so."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dtm
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from telegram import Chat, Message, Update, User

from bot.app import build_application
from bot.errors import StoreUnavailable
from bot.handlers.stopping import ask_to_send_again
from bot.localchat import LocalChat
from bot.localchat.world.people import Person
from bot.running.serving import serving
from bot.settings import Settings
from bot.store.store import Store
from bot.telegram.turns import GivenUp, PerChatProcessor
from bot.texts import texts_in
from tests.support.fakes import FakeQueue
from tests.support.hurry import HURRY
from tests.support.studio import PATIENCE_S, PHOTO, FakeDecoder, Studio
from tests.support.until import until

EN = texts_in("en")


async def fail(*_args: Any) -> None:
    raise StoreUnavailable("The disk is full.")


@asynccontextmanager
async def stopping(folder: Path, chat: LocalChat, queue: FakeQueue, save: Any) -> AsyncIterator[PerChatProcessor]:
    """Serve until the block ends, with a database that takes drafts so."""
    settings = Settings(data_dir=folder, telegram_token=chat.token)
    async with Store(settings.database_url) as store:
        store.drafts.save = save  # type: ignore[method-assign]
        urls = {"base_url": chat.base_url, "base_file_url": chat.base_file_url}
        application = build_application(settings, queue, FakeDecoder(), store, pace=HURRY, **urls)
        turns = application.update_processor
        assert isinstance(turns, PerChatProcessor)
        async with application, serving(application, settings):
            yield turns


async def test_what_waits_for_the_database_is_to_be_sent_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.running.serving.HANDLING_S", 0.05)
    async with LocalChat() as chat, FakeQueue() as queue:
        ann = chat.person("Ann")
        async with stopping(tmp_path, chat, queue, fail) as turns:
            ann.send_photo(ann.id, PHOTO)
            await chat.wait_for(ann.id, lambda m: "I cannot write anything down" in (m.words or ""), PATIENCE_S)
            last = ann.send_text(ann.id, "/strength 80")
            await until(lambda: len(turns._held) == 2)
        said = [message for message in chat.messages(ann.id) if "have not started on this" in (message.words or "")]
    assert [message.reply_to for message in said] == [last]


async def test_who_sent_what_hangs_at_the_end_hears_that_it_may_come_to_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.running.serving.HANDLING_S", 0.05)
    hangs = asyncio.Event()

    async def hang(*_args: Any) -> None:
        hangs.set()
        await asyncio.Event().wait()

    async with LocalChat() as chat, FakeQueue() as queue:
        ann = chat.person("Ann")
        async with stopping(tmp_path, chat, queue, hang):
            photo = ann.send_photo(ann.id, PHOTO)
            await hangs.wait()
        said = [message for message in chat.messages(ann.id) if message.is_from_bot]
    assert [(message.words, message.reply_to) for message in said] == [(EN.not_finished, photo)]


def held(s: Studio, chat_id: int, person: Person, words: str | None) -> Update:
    """Return an update of the command that a person has sent; one of a message without words where there are none."""
    sent = person.send_text(chat_id, "/strength 80")
    now, chat = dtm.datetime.now(tz=dtm.UTC), Chat(chat_id, "supergroup" if chat_id < 0 else "private")
    return Update(sent.id, Message(sent.id, now, chat, User(person.id, person.name, is_bot=False), text=words))


def asked(s: Studio, chat_id: int) -> list[int]:
    """Return which messages the people of a chat are asked to send again."""
    said = [message for message in s.chat.messages(chat_id) if message.words == EN.not_begun]
    return [message.reply_to.id for message in said if message.reply_to]


async def test_each_person_of_a_group_is_asked_to_send_their_last_message_again(s: Studio) -> None:
    ben = s.chat.person("Ben")
    group = s.chat.group("Studio", [s.ann, ben])
    updates = [held(s, group, person, "/strength 80") for person in (s.ann, s.ann, ben)]
    joined = held(s, group, ben, None)
    await ask_to_send_again(s.services, GivenUp(not_begun=(*updates, joined), in_hand=()))
    assert sorted(asked(s, group)) == [update.message.id for update in updates[1:]]


async def test_whoever_is_not_served_is_not_asked_to_send_anything_again(s: Studio) -> None:
    ben, cat = s.chat.person("Ben"), s.chat.person("Cat")
    updates = tuple(held(s, person.id, person, "/strength 80") for person in (s.ann, ben, cat))
    await s.services.operator.block(ben.id, is_blocked=True)
    settings = dataclasses.replace(s.services.settings, allowed_people=frozenset({s.ann.id, ben.id}))
    listed = dataclasses.replace(s.services, settings=settings)
    await ask_to_send_again(listed, GivenUp(not_begun=updates, in_hand=()))
    assert [len(asked(s, person.id)) for person in (s.ann, ben, cat)] == [1, 0, 0]
