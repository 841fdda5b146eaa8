"""Pictures that take too long to read: said as such, and after three within ten minutes their sender waits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.orders.slow_pictures import MOST_SLOW, pause
from bot.store.order_rows import STARTS_COUNT_S
from bot.store.store import Store
from bot.texts import LANGUAGES, texts_in
from engine.errors import UnreadablePicture
from engine.pictures.decoder import PreparedPicture
from tests.support.studio import PHOTO, send_two, studio

ANN, BEN = 1, 2


class SlowDecoder:
    """Finds that every picture takes too long."""

    def __init__(self, fault: str) -> None:
        self.fault = fault
        self.asked = 0

    async def prepare(self, data: bytes, max_edge: int) -> PreparedPicture:
        self.asked += 1
        raise UnreadablePicture("The JPEG takes longer to read than 20 s.", kind="JPEG", fault=self.fault)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store(f"sqlite:///{tmp_path}/bot.sqlite", clock=lambda: 1000.0) as opened:
        yield opened


@pytest.mark.parametrize("texts", LANGUAGES.values(), ids=LANGUAGES)
async def test_the_third_slow_picture_within_ten_minutes_is_a_pause(store: Store, texts) -> None:
    for number in range(MOST_SLOW):
        assert await pause(store, texts, ANN, 1000.0) is None
        await store.orders.note_slow(f"ann-{number}", ANN)
    assert "10" in (await pause(store, texts, ANN, 1000.0) or "")
    assert "2" in (await pause(store, texts, ANN, 1000.0 + STARTS_COUNT_S - 90) or "")
    assert await pause(store, texts, ANN, 1000.0 + STARTS_COUNT_S) is None
    assert await pause(store, texts, BEN, 1000.0) is None


async def test_forgetting_does_not_lift_the_pause_and_time_does(tmp_path: Path) -> None:
    now = [1000.0]
    async with Store(f"sqlite:///{tmp_path}/bot.sqlite", clock=lambda: now[0]) as store:
        await store.orders.note_slow("ann-1", ANN)
        await store.forget_person(ANN)
        assert await store.orders.slow_since(0, ANN) == [1000.0]
        now[0] += STARTS_COUNT_S + 1
        await store.delete_old()
        assert await store.orders.slow_since(0, ANN) == []


async def test_a_slow_picture_is_called_slow_and_three_are_a_pause(tmp_path: Path) -> None:
    async with studio(tmp_path, decoder=SlowDecoder("time")) as s:
        said = None
        for _ in range(MOST_SLOW):
            await send_two(s)
            said = await s.says("It takes too long to open the photo", after=said)
        assert "I take the next one in 10 min" in said.words
        await send_two(s)
        await s.says(texts_in("en").too_slow_pause.format(count=MOST_SLOW, minutes=10), after=said)


@pytest.mark.parametrize("caption", ["", "/save leaf"])
async def test_a_file_is_not_opened_during_the_pause_and_a_slow_one_counts(tmp_path: Path, caption: str) -> None:
    """Neither a file that waits nor one to be saved as a style holds a decoder."""
    decoder = SlowDecoder("time")
    async with studio(tmp_path, decoder=decoder) as s:
        said = None
        for _ in range(MOST_SLOW + 1):
            s.ann.send_document(s.private, PHOTO, "photo.png", caption=caption)
            said = await s.says("I take the next one" if decoder.asked == MOST_SLOW else "too long", after=said)
        assert decoder.asked == MOST_SLOW


async def test_a_slow_file_counts_each_time_that_it_is_pointed_at(tmp_path: Path) -> None:
    decoder = SlowDecoder("time")
    async with studio(tmp_path, decoder=decoder) as s:
        group, said = s.chat.group("Studio", [s.ann]), None
        sent = s.ann.send_document(group, PHOTO, "photo.png")
        for _ in range(MOST_SLOW + 1):
            s.ann.send_text(group, "/style", reply_to=sent)
            words = "I take the next one" if decoder.asked == MOST_SLOW else "too long"
            said = await s.says(words, chat_id=group, after=said)
        assert decoder.asked == MOST_SLOW


@pytest.mark.parametrize(
    ("fault", "words"),
    [("parts", "too long to open"), ("memory", "too much memory"), ("heic", "as JPEG"), ("damaged", "damaged")],
)
async def test_other_faults_are_told_by_name_and_cost_no_pause(tmp_path: Path, fault: str, words: str) -> None:
    async with studio(tmp_path, decoder=SlowDecoder(fault)) as s:
        await send_two(s)
        await s.says(words)
        assert await s.store.orders.slow_since(0, s.ann.id) == []
