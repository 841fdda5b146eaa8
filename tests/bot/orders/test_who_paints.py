"""Who paints: the device that was seen last, who counts as there, and workers that do not start."""

from __future__ import annotations

import pytest

from bot.orders.who_paints import GPU_AWAY_S, LocalWorker, Painters
from bot.settings import Settings
from engine.queue.job import WorkerSeen
from tests.support.clock import Clock
from tests.support.fakes import FakePainter, FakeQueue, Misconfigured, starting_painter


class SeenQueue(FakeQueue):
    """A queue whose workers were last seen so many seconds ago."""

    def __init__(self, *seen_s_ago: float) -> None:
        super().__init__()
        self.seen_s_ago = seen_s_ago

    async def workers(self) -> list[WorkerSeen]:
        return [WorkerSeen(id=f"w{s}", seen_s_ago=s, description="vgg19 on cpu") for s in self.seen_s_ago]


class Well:
    is_misconfigured = False


def painters_of(queue: FakeQueue, clock: Clock | None = None, **settings: int | str) -> Painters:
    chosen = Settings(telegram_token="1:x", **settings)  # type: ignore[arg-type]
    return Painters(queue, chosen, clock=clock or Clock(1000.0))


@pytest.mark.parametrize(("seen", "is_there"), [((), False), ((45,), True)])
async def test_a_worker_counts_for_as_long_as_the_queue_says(seen: tuple[float, ...], is_there: bool) -> None:
    assert await painters_of(SeenQueue(*seen)).is_anybody_there() is is_there


async def test_a_worker_that_begins_nothing_more_is_nobody_who_paints() -> None:
    queue = FakeQueue(painter=FakePainter())
    queue.is_draining = True
    assert await painters_of(queue).is_anybody_there() is False
    assert await painters_of(queue).last_seen_s_ago() == 0.0


async def test_the_last_sign_of_life_is_the_freshest() -> None:
    assert await painters_of(SeenQueue(99, 45)).last_seen_s_ago() == 45
    assert await painters_of(SeenQueue()).last_seen_s_ago() is None


@pytest.mark.parametrize(
    ("local", "is_broken"), [((), False), ((Misconfigured(),), True), ((Misconfigured(), Well()), False)]
)
async def test_workers_are_broken_when_none_of_ours_starts(local: tuple[LocalWorker, ...], is_broken: bool) -> None:
    painters = painters_of(FakeQueue())
    painters.local_workers = local
    assert await painters.is_broken() is is_broken


async def test_a_worker_that_rests_is_not_broken_whatever_was_said_of_its_last_start() -> None:
    queue = FakeQueue(painter=FakePainter())
    queue.is_draining = True
    painters = painters_of(queue)
    painters.local_workers = (Misconfigured(),)
    assert (await painters.is_anybody_there(), await painters.is_broken()) == (False, False)


async def test_a_worker_that_never_starts_is_nobody_whenever_it_tries() -> None:
    painters = painters_of(FakeQueue(painter=starting_painter()))
    assert (await painters.is_anybody_there(), await painters.last_seen_s_ago()) == (True, 0.0)
    painters.local_workers = (Misconfigured(),)
    assert (await painters.is_anybody_there(), await painters.last_seen_s_ago()) == (False, None)


async def test_a_worker_that_paints_counts_whatever_was_said_of_its_last_start() -> None:
    painters = painters_of(FakeQueue(painter=FakePainter()))
    painters.local_workers = (Misconfigured(),)
    assert (await painters.is_anybody_there(), await painters.last_seen_s_ago()) == (True, 0.0)


async def test_a_gpu_counts_while_its_worker_is_away_and_not_for_ever() -> None:
    clock, queue = Clock(1000.0), FakeQueue(painter=FakePainter())
    painters = painters_of(queue, clock)
    assert await painters.largest_edge() == 2048
    assert queue.painter is not None
    queue.painter.device = "cuda"
    assert await painters.largest_edge() == 4096
    queue.painter = None
    clock.now += 10 * GPU_AWAY_S
    assert await painters.largest_edge() == 4096  # nobody else paints: what was seen last
    queue.painter = FakePainter()
    assert await painters.largest_edge() == 2048  # a CPU, for long now


async def test_a_cpu_beside_a_gpu_that_starts_again_lowers_nothing() -> None:
    clock, queue = Clock(1000.0), FakeQueue(painter=FakePainter())
    painters = painters_of(queue, clock)
    assert queue.painter is not None
    queue.painter.device = "cuda"
    await painters.largest_edge()
    queue.painter = FakePainter()
    clock.now += GPU_AWAY_S
    assert await painters.largest_edge() == 4096
    clock.now += 1
    assert await painters.largest_edge() == 2048


async def test_a_gpu_that_was_asked_for_counts_before_it_is_seen() -> None:
    assert await painters_of(FakeQueue(), device="cuda").largest_edge() == 4096


async def test_an_unreachable_queue_lowers_no_size() -> None:
    queue = FakeQueue()
    queue.is_available = False
    assert await painters_of(queue, device="cuda").largest_edge() == 4096
