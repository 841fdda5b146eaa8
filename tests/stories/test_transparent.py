"""What is clear in the picture that was sent stays clear in what comes of it as a sticker and as a file."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw

from bot.localchat.world.messages import Message
from tests.support.studio import STYLE, Studio
from tests.support.until import until


def disc(kind: str) -> bytes:
    """A yellow disc; around it nothing."""
    image = Image.new("RGBA", (256, 192), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((36, 4, 220, 188), fill=(250, 200, 40, 255))
    encoded = io.BytesIO()
    image.save(encoded, kind)
    return encoded.getvalue()


def alphas(encoded: bytes) -> tuple[int, int]:
    """The alpha in a corner and in the middle."""
    with Image.open(io.BytesIO(encoded)) as image:
        alpha = image.convert("RGBA").getchannel("A")
    return alpha.getpixel((1, 1)), alpha.getpixel((alpha.width // 2, alpha.height // 2))  # type: ignore[return-value]


def send_sticker(s: Studio) -> None:
    s.ann.send_sticker(s.private, disc("WEBP"))


def send_file(s: Studio) -> None:
    s.ann.send_document(s.private, disc("PNG"), "disc.png", "image/png")


async def painted(s: Studio, send: Callable[[Studio], None]) -> Message:
    """Return the card of the disc, painted."""
    send(s)
    await s.says("Got your photo")
    s.ann.send_photo(s.private, STYLE)
    return await s.opened(await s.result())


@pytest.mark.parametrize("send", [send_sticker, send_file])
async def test_a_sticker_of_it_has_its_outline(s: Studio, send: Callable[[Studio], None]) -> None:
    s.ann.press(await painted(s, send), "Sticker")
    await until(lambda: any(m.sticker for m in s.chat.messages(s.private) if m.is_from_bot))
    (sticker,) = [m.sticker for m in s.chat.messages(s.private) if m.sticker and m.is_from_bot]
    assert alphas(sticker.file.content) == (0, 255)


@pytest.mark.parametrize("send", [send_sticker, send_file])
async def test_a_file_of_it_has_its_outline(s: Studio, send: Callable[[Studio], None]) -> None:
    s.ann.press(await painted(s, send), "As a file")
    file = await s.says("in full quality")
    assert alphas(file.picture or b"") == (0, 255)


async def test_it_keeps_its_outline_in_another_style(s: Studio) -> None:
    first = await painted(s, send_sticker)
    s.ann.send_text(s.private, "/style wave", reply_to=first)
    s.ann.press(await s.opened(await s.result(after=first)), "As a file")
    file = await s.says("in full quality")
    assert alphas(file.picture or b"") == (0, 255)
