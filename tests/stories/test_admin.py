"""/admin: what those who run the bot see and do; nobody else learns that it exists."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.localchat.world.messages import Message
from engine.errors import NotEnoughMemory
from engine.request import StyleResult
from tests.support.fakes import FakePainter, FakeQueue
from tests.support.studio import Studio, send_two, studio


def appoint(s: Studio) -> None:
    """Let Ann be an admin."""
    s.services.settings = dataclasses.replace(s.services.settings, admins=frozenset({s.ann.id}))


@pytest.fixture
async def s(tmp_path: Path) -> AsyncIterator[Studio]:
    """Ann runs the bot; nobody paints, so that Ben's picture waits."""
    async with studio(tmp_path, queue=FakeQueue(painter=None)) as opened:
        appoint(opened)
        yield opened


async def view(s: Studio) -> Message:
    s.ann.send_text(s.private, "/admin")
    return await s.says("No failures")


async def ben_waits(s: Studio) -> tuple[int, str]:
    """Let Ben ask for a picture; return his chat and how he is called in the view."""
    ben = s.chat.person("Ben")
    chat_id = s.chat.private(ben)
    await send_two(dataclasses.replace(s, ann=ben))
    await s.says("Nobody is painting", chat_id=chat_id)
    return chat_id, str(ben.id)


async def pressed(s: Studio, message: Message, verb: str) -> str:
    """Let Ann press the first button of the view that does this; return the answer that she sees."""
    told = next(b["callback_data"] for b in message.all_buttons() if b["callback_data"].startswith(f"admin:{verb}"))
    return (await s.chat.answered(s.ann.press(message, told))).answer or ""


async def test_nobody_else_learns_that_it_exists(s: Studio) -> None:
    ben = s.chat.person("Ben")
    ben.send_text(s.chat.private(ben), "/admin")
    await s.says("I do not know that one", chat_id=s.chat.private(ben))
    group = s.chat.group("Studio", [s.ann, ben])
    s.ann.send_text(group, f"/admin@{s.chat.world.bot.username}")
    await s.says("I do not know that one", chat_id=group)


async def test_a_button_that_somebody_forges_does_nothing(s: Studio) -> None:
    seen = await view(s)
    s.services.settings = dataclasses.replace(s.services.settings, admins=frozenset())
    assert "Done" not in await pressed(s, seen, "pause")
    assert not s.services.operator.is_paused


async def test_who_waits_stands_in_the_view_and_can_be_stopped(s: Studio) -> None:
    chat_id, ben = await ben_waits(s)
    seen = await view(s)
    assert "0 being painted, 1 waiting" in (seen.words or "")
    assert f"64 px, by {ben}" in (seen.words or "")
    assert "No worker gives a sign of life" in (seen.words or "")
    assert await pressed(s, seen, "stop") == "Done."
    await s.says("has stopped this picture", chat_id=chat_id)
    await s.says("0 being painted, none waiting")


async def test_while_intake_is_paused_pictures_wait_and_then_start_by_themselves(s: Studio) -> None:
    await pressed(s, await view(s), "pause")
    await send_two(s)
    await s.says("This one waits in line and starts by itself when I go on.")
    assert await s.queue.unfinished() == []
    s.ann.send_text(s.private, "/admin")
    seen = await s.says("New pictures are not begun; 1 of them wait until you let them.")
    await pressed(s, seen, "unpause")
    await s.says("Nobody is painting")
    assert len(await s.queue.unfinished()) == 1


async def test_a_worker_rests_and_goes_on_at_the_press_of_a_button(s: Studio) -> None:
    s.queue.painter = FakePainter()
    assert await pressed(s, await view(s), "drain") == "It is told. Refresh in a few seconds."
    resting = await s.says("begins nothing more")
    assert await pressed(s, resting, "go-on") == "It is told. Refresh in a few seconds."
    assert [worker.is_draining for worker in await s.queue.workers()] == [False]


async def test_a_worker_that_is_gone_is_asked_nothing(s: Studio) -> None:
    s.queue.painter = FakePainter()
    seen = await view(s)
    s.queue.painter = None
    assert await pressed(s, seen, "drain") == "That worker is not there any more."


async def test_a_blocked_person_is_not_served_until_unblocked(s: Studio) -> None:
    chat_id, ben = await ben_waits(s)
    assert await pressed(s, await view(s), "block") == "Done."
    blocked = await s.says(f"Blocked: {ben}")
    person = s.chat.person_of(int(ben))
    person.send_text(chat_id, "/styles")
    await s.says(f"your id is {ben}", chat_id=chat_id)
    await pressed(s, blocked, "unblock")
    person.send_text(chat_id, "/privacy")
    await s.says("delete", chat_id=chat_id)


async def test_pause_and_block_outlive_the_bot(s: Studio) -> None:
    await s.services.operator.block(77, is_blocked=True)
    await s.services.operator.pause(is_paused=True)
    again = type(s.services.operator)(s.store)
    await again.load()
    assert (again.is_paused, again.blocked) == (True, {77})


async def test_an_admin_cannot_be_blocked(s: Studio) -> None:
    await send_two(s)
    await s.says("Nobody is painting")
    assert await pressed(s, await view(s), "block") == "Those who run me cannot be blocked."


async def test_failures_of_the_day_stand_with_their_reasons(tmp_path: Path) -> None:
    class Forgetful(FakePainter):
        def paint(self, *_: Any, **__: Any) -> StyleResult:
            raise NotEnoughMemory("The picture needs 3 GB; 2 GB are free.")

    async with studio(tmp_path, painter=Forgetful()) as s:
        appoint(s)
        await send_two(s)
        await s.says("memory")
        s.ann.send_text(s.private, "/admin")
        seen = await s.says("Failures of the last 24 hours")
    assert "1 × NotEnoughMemory, the last at 64 px" in (seen.words or "")
    assert f"fake: {FakePainter().description}, version" in (seen.words or "")


async def test_the_view_speaks_chinese(s: Studio) -> None:
    s.ann.send_text(s.private, "/language zh")
    s.ann.send_text(s.private, "/admin")
    seen = await s.says("过去 24 小时没有失败")
    assert [button["text"] for button in seen.all_buttons()] == ["刷新", "新图片先等等"]


async def test_nobody_waits_and_so_nobody_waits_for_seconds(s: Studio) -> None:
    s.ann.send_text(s.private, "/admin")
    await s.says("0 being painted, none waiting.")
