"""Whom the bot serves, and what everybody else hears."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from bot.domain.preferences import Preferences
from bot.localchat.world.chats import Status
from engine.errors import PictureGone
from tests.support.studio import PHOTO, Studio, send_two, studio
from tests.support.until import eventually


async def gone(s: Studio, group: int) -> None:
    """Wait until the bot has left the group."""
    chat = s.chat.world.chats[group]
    while chat.status_of(s.chat.world.bot.id) is not Status.LEFT:
        await s.chat.world.change()


async def test_a_stranger_is_told_once_and_not_again(tmp_path: Path) -> None:
    async with studio(tmp_path, allowed_people=frozenset({1})) as s:
        s.ann.start()
        told = await s.says(f"your id is {s.ann.id}")
        s.ann.send_photo(s.private, PHOTO)
        ben = s.chat.person("Ben")
        ben.start()
        await s.says("closed circle", chat_id=ben.id)
        assert [m for m in s.chat.messages(s.private) if m.is_from_bot] == [told]


@pytest.mark.parametrize(
    ("allowed", "why"),
    [
        ("allowed_people", "to which nobody of ALLOWED_PEOPLE has added me."),
        ("allowed_chats", "which is not on ALLOWED_CHATS."),
    ],
)
async def test_a_group_that_a_stranger_opens_is_left_and_the_log_names_the_list(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, allowed: str, why: str
) -> None:
    async with studio(tmp_path, **{allowed: frozenset({1})}) as s:
        group = s.chat.group("Studio", [s.ann])
        await gone(s, group)
    assert f"Leaving the group {group}, {why}" in caplog.messages


async def test_in_a_group_of_an_allowed_person_only_they_are_served(tmp_path: Path) -> None:
    async with studio(tmp_path, allowed_people=frozenset({1})) as s:
        s.services.settings = dataclasses.replace(s.services.settings, allowed_people=frozenset({s.ann.id}))
        ben = s.chat.person("Ben")
        group = s.chat.group("Studio", [s.ann, ben])
        s.ann.send_text(group, "/strength")
        offer = await s.says("Strength is 60", chat_id=group)
        refused = await s.chat.answered(ben.press(offer, "80"))
        assert "closed circle" in (refused.answer or "")
        ben.send_text(group, "/help")
        await s.says(f"your id is {ben.id}", chat_id=group)
        s.ann.press(offer, "80")
        await s.says("Strength is now 80", chat_id=group)
        s.ann.write_anonymously(group)
        s.ann.send_text(group, "/help")
        await s.says(f"your id is {group}", chat_id=group)


async def test_everybody_in_a_listed_group_is_served_whatever_its_id_becomes(tmp_path: Path) -> None:
    async with studio(tmp_path, allowed_people=frozenset({1})) as s:
        ben = s.chat.person("Ben")
        old = s.chat.group("Studio", [s.ann, ben], kind="group", with_bot=False)
        s.services.settings = dataclasses.replace(s.services.settings, allowed_chats=frozenset({old}))
        s.ann.add_bot(old)
        s.ann.write_anonymously(old)
        for person in (s.ann, ben):
            said = person.send_text(old, "/strength")
            await s.says("Strength is 60", chat_id=old, after=said)
        new = s.chat.migrate(old, by=s.ann)
        ben.send_text(new, "/strength")
        await s.says("Strength is 60", chat_id=new)


@pytest.mark.parametrize(
    ("allowed", "answer"), [("allowed_chats", "Strength is 60"), ("allowed_people", "closed circle")]
)
async def test_the_bot_does_not_leave_the_chat_that_it_uploads_to(tmp_path: Path, allowed: str, answer: str) -> None:
    async with studio(tmp_path, **{allowed: frozenset({1})}) as s:
        storage = s.chat.group("Storage", [s.ann], with_bot=False)
        s.services.settings = s.services.settings.with_storage(storage)
        s.ann.add_bot(storage)
        s.ann.send_text(storage, "/strength")
        await s.says(answer, chat_id=storage)


async def test_the_bot_stays_where_the_chat_that_it_uploads_to_becomes_a_supergroup(tmp_path: Path) -> None:
    async with studio(tmp_path, allowed_chats=frozenset({1})) as s:
        old = s.chat.group("Storage", [s.ann], kind="group", with_bot=False)
        s.services.settings = s.services.settings.with_storage(old)
        s.ann.add_bot(old)
        new = s.chat.migrate(old, by=s.ann)
        s.ann.send_text(new, "/strength")
        await s.says("Strength is 60", chat_id=new)


@pytest.mark.parametrize("allowed", ["allowed_people", "allowed_chats"])
async def test_a_group_that_puts_the_bot_out_is_forgotten(tmp_path: Path, allowed: str) -> None:
    async with studio(tmp_path, **{allowed: frozenset({1})}) as s:
        s.services.settings = dataclasses.replace(s.services.settings, **{allowed: frozenset()})
        group = s.chat.group("Studio", [s.ann])
        s.ann.send_text(group, "/size 128")
        await s.says("now 128 pixels", chat_id=group)
        s.services.settings = dataclasses.replace(s.services.settings, **{allowed: frozenset({1})})
        s.ann.remove_bot(group)
        s.ann.start()

        async def is_forgotten() -> bool:
            return await s.store.preferences.of(group) == Preferences()

        await eventually(is_forgotten)


async def test_nothing_is_painted_for_a_group_that_has_put_the_bot_out(tmp_path: Path) -> None:
    async with studio(tmp_path) as s:
        s.queue.painter = None
        group = s.chat.group("Studio", [s.ann])
        s.ann.send_text(group, "/demo")
        demo = await s.job(group=group)
        await send_two(s)
        private = await s.job()
        s.ann.remove_bot(group)

        async def are_forgotten() -> bool:
            return [job.id for job in await s.queue.unfinished()] == [private.id]

        await eventually(are_forgotten)
        with pytest.raises(PictureGone):
            await s.queue.request_of(demo.id)
