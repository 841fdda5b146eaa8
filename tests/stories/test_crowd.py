"""Many people at once, and what a finished file says of itself."""

from __future__ import annotations

import asyncio
import dataclasses
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngImageFile

from engine.pictures.decoder import PreparedPicture
from engine.pictures.encoding import to_png
from engine.request import StyleRequest, StyleResult
from tests.support.fakes import FakePainter, picture
from tests.support.studio import PHOTO, STYLE, FakeDecoder, Studio, send_two, studio
from tests.support.until import eventually


async def test_many_people_at_once_are_all_served(s: Studio) -> None:
    people = [s.chat.person(f"P{number}") for number in range(20)]
    for person in people:
        person.send_photo(person.id, PHOTO)
        person.send_photo(person.id, STYLE)
    await asyncio.gather(*(s.result(chat_id=person.id) for person in people))


async def test_a_flood_is_answered_message_by_message_and_nobody_waits_for_it(s: Studio) -> None:
    flood = 40
    for _ in range(flood):
        s.ann.send_photo(s.private, PHOTO)
    for person in (people := [s.chat.person(f"P{number}") for number in range(5)]):
        person.send_photo(person.id, PHOTO)
        person.send_photo(person.id, STYLE)
    await asyncio.gather(*(s.result(chat_id=person.id) for person in people))

    async def is_answered() -> bool:
        return sum(message.is_from_bot for message in s.chat.messages(s.private)) >= flood

    await eventually(is_answered)


async def test_a_demo_in_reply_to_a_photo_paints_that_photo(s: Studio) -> None:
    """In a group, privacy mode on: the reply is what shows the photo to the bot."""
    ben = s.chat.person("Ben")
    group = s.chat.group("Studio", [s.ann, ben], privacy=True)
    photo = s.ann.send_photo(group, picture("red", (90, 60)))
    asked = ben.send_text(group, "/demo", reply_to=photo)
    result = await s.result(chat_id=group)
    assert result.reply_to is not None
    assert result.reply_to.id == asked.id
    job = await s.queue.latest(owner=str(ben.id), group=str(group))
    content = Image.open(io.BytesIO((await s.queue.request_of(job.id)).content_image))
    assert content.size == (90, 60)
    red, green, blue = content.getpixel((45, 30))  # type: ignore[misc]
    assert red > 200 > 60 > max(green, blue)


class WaitingDecoder(FakeDecoder):
    """Decodes nothing before it is told to."""

    def __init__(self) -> None:
        self.may_begin = asyncio.Event()

    async def prepare(self, data: bytes, max_edge: int) -> PreparedPicture:
        await self.may_begin.wait()
        return await super().prepare(data, max_edge)


async def test_a_crowd_is_acknowledged_before_any_picture_is_decoded(tmp_path: Path) -> None:
    """Fifty people hear that their picture is painted while not one of a hundred files has been opened."""
    decoder = WaitingDecoder()
    async with studio(tmp_path, decoder=decoder) as s:
        people = [s.chat.person(f"P{number}") for number in range(50)]
        for person in people:
            person.send_photo(person.id, PHOTO)
            person.send_photo(person.id, STYLE)
        await asyncio.gather(*(s.says("I start painting", chat_id=person.id) for person in people))
        assert await s.queue.unfinished() == []
        decoder.may_begin.set()
        await asyncio.gather(*(s.result(chat_id=person.id) for person in people))


class SigningPainter(FakePainter):
    """Writes the parameters into the picture, as the real one does."""

    def paint(self, request: StyleRequest, **how: Any) -> StyleResult:
        result = super().paint(request, **how)
        image = Image.open(io.BytesIO(result.image_png))
        signed = to_png(image, {"Stylegram": f"strength={request.options.strength:g}"})
        return dataclasses.replace(result, image_png=signed)


@pytest.mark.parametrize("by_button", [False, True])
async def test_the_file_in_the_chat_names_its_parameters(tmp_path: Path, by_button: bool) -> None:
    async with studio(tmp_path, painter=SigningPainter()) as s:
        if by_button:
            await send_two(s)
            s.ann.press(await s.opened(await s.result()), "As a file")
        else:
            s.ann.send_document(s.private, PHOTO, "photo.png", "image/png")
            s.ann.send_document(s.private, STYLE, "style.png", "image/png")
        file = await s.says("in full quality")
    picture = Image.open(io.BytesIO(file.picture or b""))
    assert isinstance(picture, PngImageFile)
    assert picture.text == {"Stylegram": "strength=60"}
