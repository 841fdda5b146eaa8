"""What a chat may ask for: the device that was seen last, and the stricter of two limits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram import Bot

from bot.orders.limits import GPU_AWAY_S, Limits
from bot.settings import Settings
from bot.store.drafts import Drafts
from tests.support.fakes import FakePainter, FakeQueue

GROUP = -100


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def drafts(tmp_path: Path) -> AsyncIterator[Drafts]:
    async with Drafts(f"sqlite:///{tmp_path}/bot.sqlite") as opened:
        yield opened


def limits_of(drafts: Drafts, queue: FakeQueue, clock: Clock | None = None, **settings: int | str) -> Limits:
    chosen = Settings(telegram_token="1:x", **settings)  # type: ignore[arg-type]
    return Limits(Bot("1:x"), chosen, queue, drafts, clock or Clock())


async def test_a_gpu_counts_while_its_worker_is_away_and_not_for_ever(drafts: Drafts) -> None:
    clock, queue = Clock(), FakeQueue(painter=FakePainter())
    limits = limits_of(drafts, queue, clock)
    assert await limits.largest() == 1024
    assert queue.painter is not None
    queue.painter.device = "cuda"
    assert await limits.largest() == 2048
    queue.painter = None
    clock.now += 10 * GPU_AWAY_S
    assert await limits.largest() == 2048  # nobody else paints: what was seen last
    queue.painter = FakePainter()
    assert await limits.largest() == 1024  # a CPU, for long now


async def test_a_cpu_beside_a_gpu_that_starts_again_lowers_nothing(drafts: Drafts) -> None:
    clock, queue = Clock(), FakeQueue(painter=FakePainter())
    limits = limits_of(drafts, queue, clock)
    assert queue.painter is not None
    queue.painter.device = "cuda"
    await limits.largest()
    queue.painter = FakePainter()
    clock.now += GPU_AWAY_S
    assert await limits.largest() == 2048
    clock.now += 1
    assert await limits.largest() == 1024


async def test_a_gpu_that_was_asked_for_counts_before_it_is_seen(drafts: Drafts) -> None:
    assert await limits_of(drafts, FakeQueue(), device="cuda").largest() == 2048


@pytest.mark.parametrize(("operators", "chosen", "holds"), [(0, 0, 0), (0, 3, 3), (5, 0, 5), (5, 3, 3), (5, 50, 5)])
async def test_the_stricter_limit_of_a_group_holds(drafts: Drafts, operators: int, chosen: int, holds: int) -> None:
    await drafts.set_preferences(GROUP, jobs_at_once=chosen)
    limits = await limits_of(drafts, FakeQueue(), jobs_per_group=operators).of_group(GROUP)
    assert limits.at_once == holds
