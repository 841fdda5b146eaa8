"""A picture within Telegram's limits."""

from __future__ import annotations

import io
from typing import Any

import httpx
import pytest
from PIL import Image
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut

from bot.telegram.sending import MAX_PHOTO_BYTES, Unconfirmed, opaque, photo_form, surely
from tests.support.hurry import HURRY


def png(width: int, height: int, *, is_noise: bool = False) -> bytes:
    image = Image.effect_noise((width, height), 200).convert("RGB") if is_noise else Image.new("RGB", (width, height))
    encoded = io.BytesIO()
    image.save(encoded, "PNG", compress_level=1)
    return encoded.getvalue()


@pytest.mark.parametrize("size", [(512, 384), (640, 32), (32, 640), (5000, 5000)])
def test_a_picture_within_the_limits_becomes_a_photo_of_its_size(size: tuple[int, int]) -> None:
    jpeg = photo_form(png(*size))
    assert jpeg is not None
    assert Image.open(io.BytesIO(jpeg)).size == size


@pytest.mark.parametrize("size", [(641, 32), (32, 700), (6000, 4001)])
def test_a_picture_beyond_the_limits_is_no_photo(size: tuple[int, int]) -> None:
    assert photo_form(png(*size)) is None


@pytest.mark.slow
def test_a_heavy_picture_is_made_light_enough() -> None:
    jpeg = photo_form(png(4096, 4096, is_noise=True))
    assert jpeg is not None
    assert len(jpeg) <= MAX_PHOTO_BYTES


def test_only_pictures_that_are_partly_transparent_are_made_opaque() -> None:
    plain, cut = png(64, 48), io.BytesIO()
    Image.new("RGBA", (64, 48), (250, 200, 40, 0)).save(cut, "PNG")
    assert opaque(plain) == plain
    assert Image.open(io.BytesIO(opaque(cut.getvalue()))).getpixel((9, 9)) == pytest.approx((250, 200, 40), abs=3)


def fault(kind: type[TelegramError], cause: Exception | None = None) -> TelegramError:
    raised = kind("fault")
    raised.__cause__ = cause
    return raised


class Sending:
    """Fails as it is told to, then succeeds."""

    def __init__(self, *faults: TelegramError) -> None:
        self.count, self._faults = 0, list(faults)

    async def __call__(self) -> Any:
        self.count += 1
        if self._faults:
            raise self._faults.pop(0)
        return "sent"


@pytest.mark.parametrize(
    "cause", [httpx.ConnectError(""), httpx.ConnectTimeout(""), httpx.WriteTimeout(""), httpx.PoolTimeout(""), None]
)
async def test_what_did_not_arrive_is_sent_again(cause: Exception | None) -> None:
    sending = Sending(fault(NetworkError, cause), fault(NetworkError, cause))
    assert await surely(sending, HURRY) == "sent"


async def test_what_may_have_arrived_is_not_sent_again() -> None:
    sending = Sending(fault(TimedOut, httpx.ReadTimeout("")))
    with pytest.raises(Unconfirmed):
        await surely(sending, HURRY)
    assert sending.count == 1


async def test_after_a_cut_connection_it_is_sent_once_more() -> None:
    sending = Sending(*[fault(NetworkError, httpx.RemoteProtocolError("")) for _ in range(9)])
    with pytest.raises(Unconfirmed):
        await surely(sending, HURRY)
    assert sending.count == 2


async def test_a_refusal_is_final() -> None:
    sending = Sending(BadRequest("no"))
    with pytest.raises(BadRequest):
        await surely(sending, HURRY)
    assert sending.count == 1


async def test_telegram_away_for_long_is_an_error_after_some_attempts() -> None:
    sending = Sending(*[fault(NetworkError) for _ in range(99)])
    with pytest.raises(NetworkError):
        await surely(sending, HURRY)
    assert sending.count == 4
