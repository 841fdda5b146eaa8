"""Somebody mentions the bot in reply to a photo in a chat where it is no member, and gets the painting there."""

from __future__ import annotations

import contextlib
import dataclasses
import timeit
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.guest_texts import guest_texts_in
from bot.domain.preferences import Preferences
from bot.errors import StoreUnavailable
from bot.handlers.guests import _STRENGTH
from bot.localchat.world.messages import Message
from bot.texts import LANGUAGES, texts_in
from engine.errors import PictureGone
from engine.queue.job import JobStatus
from tests.support.fakes import FakePainter, FakeQueue
from tests.support.faults import Faults
from tests.support.studio import PATIENCE_S, PHOTO, Studio, studio
from tests.support.until import eventually, until

EN = texts_in("en")
NAME = "@stylegram_local_bot"


class Friends:
    """A group without the bot, in which Ben has sent a photo."""

    def __init__(self, s: Studio) -> None:
        self.s, self.ben = s, s.chat.person("Ben")
        self.group = s.chat.group("Friends", [s.ann, self.ben], with_bot=False)
        self.photo = self.ben.send_photo(self.group, PHOTO)

    def asks(self, words: str = "", *, replies: bool = True) -> Message:
        return self.s.ann.send_text(self.group, f"{NAME} {words}", self.photo if replies else None)

    async def painting(self) -> Message:
        return await self.s.chat.wait_for(self.group, lambda m: m.photo, PATIENCE_S)


def storing(s: Studio) -> int:
    """The chat that the bot uploads to."""
    storage = s.services.settings.storage_chat
    assert storage is not None
    return storage


@pytest.fixture
async def g(tmp_path: Path) -> AsyncIterator[Friends]:
    async with studio(
        tmp_path, queue=FakeQueue(painter=FakePainter(iterates=4, pace_s=0.05)), has_storage=True, max_edge_size=64
    ) as s:
        yield Friends(s)


@pytest.mark.parametrize(
    ("words", "caption"),
    [
        ("", "strength 60"),
        ("wave", "strength 60"),
        ("strength 80 mosaic", "strength 80"),
        ("/style 海浪 40%", "strength 40"),
    ],
)
async def test_a_mention_under_a_photo_is_painted_in_its_place(g: Friends, words: str, caption: str) -> None:
    asked = g.asks(words)
    painting = await g.painting()
    assert painting.reply_to is asked
    assert caption in painting.words
    assert f"Reply to the photo: {NAME} " in painting.words
    bots = [message for message in g.s.chat.messages(g.group) if message.is_from_bot]
    assert bots == [painting]


async def test_no_picture_of_a_guests_job_is_kept(g: Friends) -> None:
    g.asks("wave")
    await g.painting()
    job = await g.s.queue.latest(owner=str(g.s.ann.id), group=str(g.group))

    async def is_gone() -> bool:
        with contextlib.suppress(PictureGone):
            return not await g.s.queue.request_of(job.id)
        return True

    await eventually(is_gone)
    assert g.s.chat.messages(storing(g.s)) == []


@pytest.mark.parametrize("kind", ["429", "502"])
async def test_nothing_stays_in_the_storage_chat_where_the_painting_was_shown_at_a_later_try(
    tmp_path: Path, faults: Faults, kind: str
) -> None:
    async with studio(tmp_path, wrap=faults.wrap, has_storage=True, max_edge_size=64) as s:
        friends = Friends(s)
        faults.add("editMessageMedia", kind, times=2)
        friends.asks("wave")
        await friends.painting()
        await until(lambda: s.chat.messages(storing(s)) == [])
        assert faults.calls["editMessageMedia"] == 3


@pytest.mark.parametrize("moves", [1, 2])
async def test_a_painting_passes_through_what_the_storage_chat_has_become(
    g: Friends, moves: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Its move is not taken for one of the chat that gets the painting; nothing of either goes to the other."""
    chats = [storing(g.s)]
    for _ in range(moves):
        chats.append(g.s.chat.migrate(chats[-1], by=g.s.ann))
    g.asks("wave")
    await g.painting()
    assert await g.s.store.chats.current_id(g.group) == g.group
    assert f"STORAGE_CHAT {chats[0]} is {chats[1]} now" in caplog.text
    await until(lambda: not [m for chat in chats for m in g.s.chat.messages(chat) if m.is_from_bot])


async def test_progress_is_told_in_the_same_message_and_can_be_stopped(g: Friends) -> None:
    g.s.queue.painter = FakePainter(iterates=200, pace_s=0.05)
    g.asks("wave")
    told = await g.s.chat.wait_for(g.group, lambda m: "%" in m.words and m.buttons, PATIENCE_S)
    await g.s.chat.answered(g.s.ann.press(told, EN.button_cancel))
    await g.s.chat.wait_for(g.group, lambda m: m.words == EN.stopped, PATIENCE_S)


async def test_a_guests_painting_is_had_as_it_is_by_its_button(g: Friends) -> None:
    g.s.queue.painter = FakePainter(iterates=2000, pace_s=0.05)
    g.asks("wave")
    told = await g.s.chat.wait_for(g.group, lambda m: EN.button_as_it_is in m.buttons, PATIENCE_S)
    assert (await g.s.chat.answered(g.ben.press(told, EN.button_as_it_is))).answer == EN.guest_not_yours
    assert (await g.s.chat.answered(g.s.ann.press(told, EN.button_as_it_is))).answer == EN.as_it_is
    assert "strength 60" in (await g.painting()).words


async def test_what_is_gone_is_told_to_a_guest_without_commands_or_other_buttons(g: Friends) -> None:
    g.s.queue.painter = FakePainter(iterates=2000, pace_s=0.05)
    g.asks("wave")
    told = await g.s.chat.wait_for(g.group, lambda m: EN.button_as_it_is in m.buttons, PATIENCE_S)
    _, entry = g.s.queue.jobs.entries.popitem()
    assert (await g.s.chat.answered(g.s.ann.press(told, EN.button_as_it_is))).answer == EN.guest_gone
    g.s.queue.jobs.end(entry, JobStatus.CANCELLED)  # else it is painted to its end


@pytest.mark.parametrize(("recipe", "said"), [(None, EN.guest_nobody_paints), ("refused", EN.guest_failed)])
async def test_a_guest_hears_of_no_command(g: Friends, recipe: str | None, said: str) -> None:
    await g.s.store.preferences.change(g.group, g.s.ann.id, recipe=recipe)
    g.s.queue.painter = FakePainter() if recipe else None
    g.asks("wave")
    await g.s.chat.wait_for(g.group, lambda m: m.words == said, PATIENCE_S)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_that_a_guest_hears_instead_names_a_command(language: str) -> None:
    usual, instead = (dataclasses.asdict(texts(language)) for texts in (texts_in, guest_texts_in))
    changed = [said for name, said in instead.items() if said != usual[name]]
    assert len(changed) == 15
    assert [said for said in changed if "/" in said or instead["button_delete"] in said] == []


async def test_in_a_private_chat_of_two_a_guest_is_who_asks(g: Friends) -> None:
    """Telegram shows the other one's id as the chat's: that of their own chat with the bot."""
    await g.s.store.preferences.change(g.ben.id, language="zh", strength=20.0)
    g.s.ann.start()
    await g.s.says("Send me a photo")
    room = g.s.chat.between(g.s.ann, g.ben)
    photo = g.ben.send_photo(room, PHOTO)
    g.s.ann.send_text(room, f"{NAME} wave", photo)
    painting = await g.s.chat.wait_for(room, lambda m: m.photo, PATIENCE_S)
    assert "strength 60" in painting.words
    assert await g.s.queue.latest(owner=str(g.s.ann.id), group=str(g.s.ann.id)) is None
    assert g.s.chat.messages(g.ben.id) == []


@pytest.mark.parametrize("kind", ["Forbidden: bot was kicked from the supergroup chat", "cut"])
async def test_a_guests_job_ends_where_its_message_was_deleted_and_its_picture_is_not_taken(
    tmp_path: Path, faults: Faults, kind: str
) -> None:
    async with studio(tmp_path, wrap=faults.wrap, has_storage=True, max_edge_size=64) as s:
        friends = Friends(s)
        faults.add("sendPhoto", kind, times=99)
        faults.add("editMessageText", "Bad Request: MESSAGE_ID_INVALID", times=99)
        friends.asks("wave")
        job = await s.job(group=friends.group)

        async def is_gone() -> bool:
            with contextlib.suppress(PictureGone):
                return not await s.queue.request_of(job.id)
            return True

        await eventually(is_gone)
        assert (await s.queue.get(job.id)).is_delivered
        assert faults.calls["sendMessage"] == 0


@pytest.mark.parametrize(
    ("words", "replies", "answer"),
    [("", False, "Mention me in reply to a photo"), ("picasso", True, "I have no style called “picasso”")],
)
async def test_what_is_missing_is_said(g: Friends, words: str, replies: bool, answer: str) -> None:
    g.asks(words, replies=replies)
    await g.s.chat.wait_for(g.group, lambda m: answer in m.words, PATIENCE_S)


async def test_a_guest_has_the_limits_of_everybody(g: Friends) -> None:
    g.s.queue.painter = FakePainter(iterates=200, pace_s=0.05)
    for _ in range(4):
        g.asks("wave")
    await g.s.chat.wait_for(g.group, lambda m: "no room for another picture of yours" in m.words, PATIENCE_S)


async def test_without_a_storage_chat_one_sentence_says_how_to_set_it_up(s: Studio) -> None:
    friends = Friends(s)
    friends.asks("wave")
    await s.chat.wait_for(friends.group, lambda m: "STORAGE_CHAT" in m.words, PATIENCE_S)


async def test_strangers_are_told_that_they_are_not_served(tmp_path: Path) -> None:
    async with studio(tmp_path, has_storage=True, allowed_people=frozenset({1})) as s:
        friends = Friends(s)
        friends.asks("wave")
        await s.chat.wait_for(friends.group, lambda m: str(s.ann.id) in m.words, PATIENCE_S)


async def test_a_mention_that_came_while_the_bot_was_away_is_no_fault(
    g: Friends, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    g.asks("wave").is_guest_answered = True  # as Telegram takes no answer after a while
    await until(lambda: "stays without an answer" in caplog.text)
    assert "could not be handled" not in caplog.text
    assert g.s.queue.jobs.entries == {}


def test_a_long_message_is_read_in_a_time_that_grows_with_its_length() -> None:
    """Everybody waits for it: the event loop is one."""

    def took_s(length: int) -> float:
        return min(timeit.repeat(lambda: _STRENGTH.search(":" * length), number=3, repeat=5))

    assert took_s(4096) < 24 * took_s(512)  # 8 times as long; each sign tried from each other one is 64


async def test_what_goes_wrong_is_said_in_the_mentions_answer(g: Friends, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(_person_id: int) -> Preferences:
        raise StoreUnavailable("The database does not answer.")

    monkeypatch.setattr(g.s.store.preferences, "of", away)
    room = g.s.chat.between(g.s.ann, g.ben)
    g.s.ann.send_text(room, f"{NAME} wave", g.ben.send_photo(room, PHOTO))
    await g.s.chat.wait_for(room, lambda m: m.is_from_bot and m.words == EN.store_down, PATIENCE_S)
    assert g.s.chat.messages(g.ben.id) == []


async def test_a_mention_that_cannot_be_written_down_says_so_where_it_was_answered(
    g: Friends, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise StoreUnavailable("The disk is full.")

    monkeypatch.setattr(g.s.store.orders, "accept", full)
    g.asks("wave")
    await g.s.chat.wait_for(g.group, lambda m: m.is_from_bot and m.words == EN.store_down, PATIENCE_S)
