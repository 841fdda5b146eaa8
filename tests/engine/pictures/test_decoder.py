"""engine.pictures.decoder: pictures from strangers, decoded in a child process."""

from __future__ import annotations

import asyncio
import functools
import os
import signal
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.errors import PictureTooLarge, PictureTooSmall, UnreadablePicture
from engine.pictures.decoder import Decoder, _exchange, _start_child, say_what_lacks
from engine.pictures.encoding import to_jpeg, to_png
from engine.pictures.images import open_picture
from tests.support.patience import patience


def photo(size: tuple[int, int] = (200, 120)) -> bytes:
    return to_png(Image.new("RGB", size, (200, 40, 90)))


@functools.cache
def large() -> bytes:
    """39 megapixels in a small file: a second of work."""
    rows = np.random.default_rng(0).integers(0, 255, (61, 62, 3), dtype=np.uint8)
    return to_png(Image.fromarray(rows).resize((6300, 6200), Image.Resampling.NEAREST))


def pid_of(decoder: Decoder) -> int:
    child = decoder._slots[0]._child
    assert child is not None
    return child.pid


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
async def decoder():
    async with Decoder(children=1) as decoder:
        yield decoder


async def test_picture_comes_back_reduced_as_a_clean_jpeg(decoder):
    prepared = await decoder.prepare(photo((200, 120)), 100)
    assert (prepared.width, prepared.height) == (100, 60)
    opened = open_picture(prepared.encoded)
    assert opened.size == (100, 60)
    assert np.allclose(opened.getpixel((50, 30)), (200, 40, 90), atol=3)


async def test_child_reads_as_open_picture_does(decoder):
    noisy = Image.fromarray(np.random.default_rng(1).integers(0, 256, (120, 200, 3), dtype=np.uint8))
    prepared = await decoder.prepare(to_png(noisy), 150)
    assert prepared.encoded == to_jpeg(open_picture(to_png(noisy), max_edge=150))


async def test_refusal_crosses_the_border_with_its_facts(decoder):
    with pytest.raises(PictureTooSmall) as refusal:
        await decoder.prepare(photo((31, 40)), 100)
    assert (refusal.value.width, refusal.value.height, refusal.value.limit) == (31, 40, 32)
    with pytest.raises(UnreadablePicture) as refusal_of_kind:
        await decoder.prepare(b"%PDF-1.4", 100)
    assert refusal_of_kind.value.kind == "PDF"


async def test_one_child_serves_many_pictures(decoder):
    await decoder.prepare(photo(), 100)
    first = pid_of(decoder)
    with pytest.raises(UnreadablePicture):
        await decoder.prepare(b"junk", 100)
    await decoder.prepare(photo(), 100)
    assert pid_of(decoder) == first


async def test_pictures_asked_for_at_once_each_get_their_own():
    async with Decoder(children=2) as decoder:
        prepared = await asyncio.gather(*(decoder.prepare(photo((100 + i, 64)), 512) for i in range(12)))
    assert [picture.width for picture in prepared] == [100 + i for i in range(12)]


async def test_too_long_a_file_is_refused_before_any_child_starts():
    async with Decoder(children=1, max_bytes=1000) as decoder:
        with pytest.raises(PictureTooLarge) as refusal:
            await decoder.prepare(b"\xff\xd8\xff" + bytes(1000), 100)
        assert (refusal.value.size_bytes, refusal.value.limit) == (1003, 1000)
        assert decoder._slots[0]._child is None


async def test_child_killed_while_idle_is_replaced(decoder):
    await decoder.prepare(photo(), 100)
    os.kill(pid_of(decoder), signal.SIGKILL)
    assert (await decoder.prepare(photo(), 100)).width == 100


async def test_child_killed_in_the_middle_is_replaced_and_the_picture_arrives(decoder):
    await decoder.prepare(photo(), 100)
    asking = asyncio.create_task(decoder.prepare(large(), 100))
    await asyncio.sleep(0)
    os.kill(pid_of(decoder), signal.SIGKILL)
    assert (await asking).width == 100


async def test_picture_that_needs_too_much_memory_is_refused_and_the_next_one_is_not():
    async with Decoder(children=1, memory_bytes=250 * 2**20) as decoder:
        with pytest.raises(UnreadablePicture) as refusal:
            await decoder.prepare(large(), 100)
        assert refusal.value.fault == "memory"
        assert (await decoder.prepare(photo(), 100)).width == 100


async def test_picture_that_takes_too_long_is_refused_and_its_child_ended():
    async with Decoder(children=1, time_limit_s=0.02) as decoder:  # no interpreter starts so fast
        with pytest.raises(UnreadablePicture) as refusal:
            await decoder.prepare(photo(), 100)
        assert refusal.value.fault == "time"
        assert decoder._slots[0]._child is None


async def test_picture_that_uses_up_its_processor_time_is_slow_and_not_too_large():
    async with Decoder(children=1, time_limit_s=30) as decoder:
        await decoder.prepare(photo(), 100)
        asking = asyncio.create_task(decoder.prepare(large(), 100))
        await asyncio.sleep(0)
        os.kill(pid_of(decoder), signal.SIGPROF)  # as the kernel does when the timer has run down
        with pytest.raises(UnreadablePicture) as refusal:
            await asking
        assert refusal.value.fault == "time"
        assert (await decoder.prepare(photo(), 100)).width == 100


async def test_the_child_gives_itself_its_processor_time():
    child = await _start_child(2**31, time_limit_s=0.01)
    await child.stdout.readuntil(b"\n")
    with pytest.raises(asyncio.IncompleteReadError):
        await _exchange(child, {"max_edge": 100}, large())
    assert await child.wait() == -signal.SIGPROF


async def test_cancelled_picture_leaves_a_decoder_that_works(decoder):
    await decoder.prepare(photo(), 100)
    pid = pid_of(decoder)
    asking = asyncio.create_task(decoder.prepare(large(), 100))
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert not is_running(pid)
    assert (await decoder.prepare(photo(), 100)).width == 100


async def test_closing_ends_the_children():
    async with Decoder(children=1) as decoder:
        await decoder.prepare(photo(), 100)
        pid = pid_of(decoder)
        assert is_running(pid)
    assert not is_running(pid)


async def test_closing_gives_up_the_picture_under_way(decoder):
    await decoder.prepare(photo(), 100)
    asking = asyncio.create_task(decoder.prepare(large(), 100))
    await asyncio.sleep(0)
    await decoder.close()
    with pytest.raises(RuntimeError, match="closed"):
        await asking
    assert decoder._slots[0]._child is None


async def test_child_ends_with_its_parents_pipe(decoder):
    await decoder.prepare(photo(), 100)
    child = decoder._slots[0]._child
    child.stdin.close()
    async with asyncio.timeout(patience(10)):
        assert await child.wait() == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
async def test_child_sees_no_secrets_and_loads_no_torch(decoder, monkeypatch):
    monkeypatch.setenv("TELEGRAM_TOKEN", "1234567:secret")
    await decoder.prepare(photo(), 100)
    child = Path("/proc", str(pid_of(decoder)))
    assert b"secret" not in child.joinpath("environ").read_bytes()
    assert "torch" not in child.joinpath("maps").read_text()


async def test_event_loop_turns_while_a_picture_is_decoded(decoder):
    await decoder.prepare(photo(), 100)
    asking, turns = asyncio.create_task(decoder.prepare(large(), 100)), 0
    while not asking.done():
        await asyncio.sleep(0.001)
        turns += 1
    assert asking.result().width == 100
    assert turns > 10  # were it decoded on the loop, there would be two or three


async def test_a_slow_picture_holds_up_nobody_else():
    async with Decoder(time_limit_s=30) as decoder:
        slow = asyncio.create_task(decoder.prepare(large(), 100))
        await decoder.prepare(photo(), 100)
        assert not slow.done()
        assert (await slow).width == 100


def test_what_the_kernel_lacks_is_said_once(caplog):
    say_what_lacks.cache_clear()
    for _ in range(3):
        say_what_lacks(("Landlock", "seccomp"))
    say_what_lacks(())
    assert [record.getMessage() for record in caplog.records] == [
        "This kernel lacks Landlock, seccomp: pictures are decoded in a child process without."
    ]
