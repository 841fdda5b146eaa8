"""From an order to a job: what happens when something comes in between."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.domain.order import Order, Ticket
from bot.localchat import NothingCame
from bot.orders.intake import summary_for_log
from engine.options.experiment_choice import ExperimentChoice, ExperimentKind
from engine.options.style_options import KeepColors, StyleOptions, Try
from engine.queue.job import Job
from tests.support.fakes import FakePainter
from tests.support.studio import Studio, send_two, studio


@pytest.fixture
async def s(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        opened.queue.painter = None
        yield opened


@pytest.mark.parametrize(
    ("options", "styles", "line"),
    [
        (StyleOptions(), 1, "1 style, strength 60, 512 px"),
        (
            StyleOptions(strength=12.5, keep_colors=KeepColors.MATCH, seed=2, recipe="cs231n"),
            2,
            "2 styles, strength 12.5, 512 px, seed 2, colours match, recipe cs231n",
        ),
        (StyleOptions(is_quick=True), 1, "1 style, strength 60, 512 px, quick network"),
        (
            StyleOptions(edge_size=256, tries=(Try(strength=30), Try(strength=90))),
            1,
            "1 style, strength 60, 256 px, tries at strength 30, 90",
        ),
        (
            StyleOptions(experiment=ExperimentChoice(kind=ExperimentKind.DREAM)),
            0,
            "0 styles, strength 60, 512 px, experiment dream",
        ),
    ],
)
def test_the_log_says_in_words_what_is_painted(options: StyleOptions, styles: int, line: str) -> None:
    assert summary_for_log(options, styles) == line


class SlowSubmission:
    """Makes a submission last until the bot says these words, which it should not yet; or half a second."""

    def __init__(self, s: Studio, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self._s, self._words, self._submit = s, words, s.queue.submit
        self.has_begun, self.has_ended = asyncio.Event(), asyncio.Event()
        monkeypatch.setattr(s.queue, "submit", self._slowly)

    async def _slowly(self, *args: Any, **kwargs: Any) -> Job:
        self.has_begun.set()
        with contextlib.suppress(NothingCame):
            await self._s.chat.wait_for(self._s.private, lambda m: self._words in (m.words or ""), 0.5)
        job: Job = await self._submit(*args, **kwargs)
        self.has_ended.set()
        return job


@pytest.mark.parametrize(("command", "words"), [("/cancel", "Stopped"), ("/forget yes", "Done: your pictures")])
async def test_an_order_called_off_during_its_submission_is_not_painted(
    s: Studio, monkeypatch: pytest.MonkeyPatch, command: str, words: str
) -> None:
    submission = SlowSubmission(s, words, monkeypatch)
    await send_two(s)
    await submission.has_begun.wait()
    s.ann.send_text(s.private, command)
    await submission.has_ended.wait()
    await s.says(words)
    assert await s.queue.unfinished() == []
    assert await s.store.orders.all() == []


async def test_an_order_forgotten_while_it_is_acknowledged_does_not_come_back(
    s: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """/forget in another chat waits for nobody's turn in this one."""
    change, is_removed = s.store.orders.change, asyncio.Event()
    remove = s.services.intake.remove_progress

    async def change_too_late(order: Order) -> bool:
        await s.store.forget_person(s.ann.id)
        return await change(order)

    async def note_removal(ticket: Ticket) -> None:
        await remove(ticket)
        is_removed.set()

    monkeypatch.setattr(s.store.orders, "change", change_too_late)
    monkeypatch.setattr(s.services.intake, "remove_progress", note_removal)
    await send_two(s)
    await is_removed.wait()
    assert not s.services.intake._in_hand
    assert await s.store.orders.all() == []
    assert not [message for message in s.chat.messages(s.private) if "I start painting" in (message.words or "")]


async def test_an_order_that_fails_by_mistake_is_given_back(s: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as mistaken:
        mistaken.setattr(s.queue, "submit", None)  # calling it is a TypeError
        await send_two(s)
        said = await s.says("Something went wrong")
    assert await s.store.orders.all() == []
    s.queue.painter = FakePainter()
    s.ann.send_text(s.private, "/go")
    await s.result(after=said)
