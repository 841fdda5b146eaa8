"""The whole line over real HTTP: people in a local chat, the real bot, a queue in memory, a painter that mixes."""

from __future__ import annotations

import asyncio
import dataclasses
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngImageFile

from bot.localchat.world.messages import Message
from engine.pictures.decoder import PreparedPicture
from engine.pictures.images import to_png
from engine.request import StyleRequest, StyleResult
from tests.support.fakes import FakePainter, picture
from tests.support.studio import PATIENCE_S, PHOTO, SECOND_STYLE, STYLE, FakeDecoder, Studio, send_two, studio


@pytest.fixture
async def s(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


@pytest.fixture
async def slow(tmp_path: Path) -> AsyncIterator[Studio]:
    """A studio whose painter takes longer than any test waits, unless it is hurried or stopped."""
    async with studio(tmp_path, painter=FakePainter(iterates=2000, pace_s=0.01)) as opened:
        yield opened


def size_of(message: Message) -> tuple[int, int]:
    assert message.picture is not None
    return Image.open(io.BytesIO(message.picture)).size


# Private chats


async def test_two_photos_give_a_painted_picture_as_a_reply(s: Studio) -> None:
    style = await send_two(s)
    result = await s.result()
    assert result.reply_to is not None
    assert result.reply_to.id == style.id
    assert size_of(result) == (64, 43)


async def test_start_says_what_to_do(s: Studio) -> None:
    s.ann.start()
    await s.says("Send me a photo")


async def test_the_first_photo_asks_for_a_style(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO)
    await s.says("Now send a picture whose style you like")


async def test_the_progress_message_goes_when_the_result_is_there(s: Studio) -> None:
    await send_two(s)
    result = await s.result()
    while any("start painting" in (m.words or "") or "Painting" in (m.words or "") for m in s.chat.messages(s.private)):
        await s.chat.world.change()
    assert s.results() == [result]


async def test_an_album_is_photo_and_styles_in_order(s: Studio) -> None:
    s.ann.send_album(s.private, [PHOTO, STYLE, SECOND_STYLE])
    result = await s.result()
    assert "1: 50 %, 2: 50 %" in (result.words or "")


async def test_an_album_after_a_photo_is_all_styles(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO)
    await s.says("Now send a picture")
    s.ann.send_album(s.private, [STYLE, SECOND_STYLE])
    assert "1: 50 %, 2: 50 %" in ((await s.result()).words or "")


async def test_an_album_of_seven_leaves_one_out_and_says_so(s: Studio) -> None:
    s.ann.send_album(s.private, [PHOTO, *[STYLE] * 6])
    await s.says("left the rest out (1)")
    assert "5: 20 %" in ((await s.result()).words or "")


async def test_files_come_back_as_a_photo_and_a_file(s: Studio) -> None:
    s.ann.send_document(s.private, PHOTO, "photo.png", "image/png")
    s.ann.send_document(s.private, STYLE, "style.png", "image/png")
    result = await s.result()
    assert result.photo
    file = await s.says("in full quality")
    assert file.document is not None
    assert Image.open(io.BytesIO(file.picture or b"")).format == "PNG"


async def test_captions_name_the_roles_in_any_order(s: Studio) -> None:
    s.ann.send_photo(s.private, STYLE, "/style")
    await s.says("Now send the photo")
    s.ann.send_photo(s.private, PHOTO, "/content")
    await s.result()


async def test_replies_name_the_roles(s: Studio) -> None:
    photo = s.ann.send_photo(s.private, PHOTO)
    await s.says("Got your photo")
    style = s.ann.send_photo(s.private, STYLE)
    first = await s.result()
    s.ann.send_text(s.private, "/content", reply_to=style)
    await s.says("Got your photo", after=first)
    s.ann.send_text(s.private, "/style", reply_to=photo)
    await s.result(after=first)


async def test_a_strength_in_the_caption_counts(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/strength 20")
    await s.says("Strength is now 20")
    s.ann.send_photo(s.private, STYLE)
    assert "strength 20" in ((await s.result()).words or "")


async def test_a_photo_after_the_result_begins_anew(s: Studio) -> None:
    await send_two(s)
    first = await s.result()
    s.ann.send_photo(s.private, SECOND_STYLE)
    await s.says("Got your photo", after=first)


async def test_photos_before_the_result_are_styles_for_the_next_picture(slow: Studio) -> None:
    await send_two(slow)
    await slow.says("Painting")
    slow.ann.send_photo(slow.private, SECOND_STYLE)
    await slow.says("Kept as style 2")
    slow.ann.send_text(slow.private, "/blend 70 30")
    await slow.says("1: 70 %, 2: 30 %")
    slow.queue.painter.iterates = 3
    slow.ann.send_text(slow.private, "/cancel")
    await slow.says("Stopped")
    slow.ann.send_text(slow.private, "/go")
    assert "1: 70 %, 2: 30 %" in ((await slow.result()).words or "")


async def test_a_sixth_style_is_refused_and_five_are_kept(slow: Studio) -> None:
    await send_two(slow)
    await slow.says("Painting")
    for _ in range(4):
        slow.ann.send_photo(slow.private, SECOND_STYLE)
    await slow.says("Kept as style 5")
    slow.ann.send_photo(slow.private, SECOND_STYLE)
    await slow.says("I mix at most 5 styles")


async def test_strength_changed_while_painting_holds_for_again(s: Studio) -> None:
    await send_two(s)
    first = await s.result()
    s.ann.send_text(s.private, "/strength 90%")
    await s.says("all style")
    s.ann.send_text(s.private, "/again")
    assert "strength 90" in ((await s.result(after=first)).words or "")


async def test_again_takes_the_next_seed(s: Studio) -> None:
    await send_two(s)
    first = await s.result()
    s.ann.send_text(s.private, "/again")
    await s.result(after=first)
    job = await s.queue.latest(owner=str(s.ann.id), group=str(s.private))
    assert job.options.seed == 1


async def test_go_with_a_photo_alone_takes_the_last_style(s: Studio) -> None:
    await send_two(s)
    first = await s.result()
    s.ann.send_photo(s.private, SECOND_STYLE)
    await s.says("/go to use the last style again", after=first)
    s.ann.send_text(s.private, "/go")
    await s.result(after=first)


async def test_blend_with_one_style_mixes_without_painting(s: Studio) -> None:
    await send_two(s)
    result = await s.result()
    s.queue.painter = None  # nobody is there to paint
    s.ann.send_text(s.private, "/blend 40")
    mixed = await s.says("40 % painting, 60 % photo")
    assert size_of(mixed) == size_of(result)


@pytest.mark.parametrize("is_cancelled", [True, False])
async def test_blend_mixes_the_last_painting_that_is_there(s: Studio, is_cancelled: bool) -> None:
    await send_two(s)
    first = await s.result()
    s.queue.painter = None
    s.ann.send_text(s.private, "/again")
    await s.says("Nobody is painting", after=first)
    if is_cancelled:
        s.ann.send_text(s.private, "/cancel")
        await s.says("Stopped")
    s.ann.send_text(s.private, "/blend 40")
    await s.says("40 % painting, 60 % photo")


async def test_progress_is_told_with_a_preview_in_one_message(slow: Studio) -> None:
    await send_two(slow)
    progress = await slow.says("Painting")
    while not progress.photo:
        await slow.chat.world.change()
    bot_messages = [m for m in slow.chat.messages(slow.private) if m.is_from_bot]
    assert [m.id for m in bot_messages if "Painting" in (m.words or "")] == [progress.id]


async def test_cancel_stops_a_running_picture_and_keeps_the_draft(slow: Studio) -> None:
    await send_two(slow)
    await slow.says("Painting")
    slow.ann.send_text(slow.private, "/cancel")
    stopped = await slow.says("Stopped")
    slow.queue.painter.iterates = 2
    slow.ann.send_text(slow.private, "/go")
    await slow.result(after=stopped)
    assert len(slow.results()) == 1


async def test_the_stop_button_stops(slow: Studio) -> None:
    await send_two(slow)
    progress = await slow.says("Painting")
    press = await slow.chat.answered(slow.ann.press(progress, "Stop"))
    assert "Stopped" in (press.answer or "")
    assert await slow.queue.unfinished() == []


async def test_status_tells_the_place_and_the_time_left(slow: Studio) -> None:
    await send_two(slow)
    await slow.says("Painting")
    slow.ann.send_text(slow.private, "/again")
    slow.ann.send_text(slow.private, "/status")
    await slow.says("I am painting your picture; ready in about 20 s")
    await slow.says("place 1")


async def test_a_person_with_chinese_telegram_is_answered_in_chinese(s: Studio) -> None:
    li = s.chat.person("Li", language="zh-hans")
    li.send_photo(li.id, PHOTO)
    await s.chat.wait_for(li.id, lambda m: "照片收到了" in (m.words or ""), PATIENCE_S)


# Groups


async def test_a_pair_of_replies_starts_in_a_group_with_privacy_mode(s: Studio) -> None:
    ben = s.chat.person("Ben")
    group = s.chat.group("Studio", [s.ann, ben], privacy=True)
    photo, style = s.ann.send_photo(group, PHOTO), ben.send_photo(group, STYLE)
    s.ann.send_text(group, "/content", reply_to=photo)
    await s.says("Now reply /style", chat_id=group)
    asked = s.ann.send_text(group, "/style", reply_to=style)
    result = await s.result(chat_id=group)
    assert result.reply_to is not None
    assert result.reply_to.id == asked.id


async def test_plain_photos_in_a_group_are_left_alone(s: Studio) -> None:
    group = s.chat.group("Studio", [s.ann], privacy=False)
    s.ann.send_photo(group, PHOTO)
    s.ann.send_text(group, "/status")
    await s.says("not painting anything", chat_id=group)
    assert not any("Got" in (m.words or "") for m in s.chat.messages(group))


async def test_two_people_in_a_group_have_drafts_of_their_own(s: Studio) -> None:
    ben = s.chat.person("Ben")
    group = s.chat.group("Studio", [s.ann, ben])
    photo = s.ann.send_photo(group, PHOTO)
    s.ann.send_text(group, "/content", reply_to=photo)
    await s.says("Got the photo", chat_id=group)
    ben.send_text(group, "/style", reply_to=photo)
    await s.says("Got the style", chat_id=group)
    assert s.results(group) == []


async def test_a_command_for_another_bot_is_not_ours(s: Studio) -> None:
    group = s.chat.group("Studio", [s.ann], privacy=False)
    s.ann.send_photo(group, PHOTO, "/content@other_bot")
    s.ann.send_text(group, "/go@other_bot")
    s.ann.send_text(group, "/go@stylegram_local_bot")
    await s.says("no photo of yours", chat_id=group)
    assert len([m for m in s.chat.messages(group) if m.is_from_bot and "photo" in (m.words or "")]) <= 2


async def test_an_answer_stays_in_its_topic(s: Studio) -> None:
    group = s.chat.group("Studio", [s.ann], is_forum=True)
    topic = s.ann.create_topic(group, "Painting")
    photo = s.ann.send_photo(group, PHOTO, thread_id=topic)
    s.ann.send_text(group, "/content", reply_to=photo, thread_id=topic)
    s.ann.send_text(group, "/style", reply_to=photo, thread_id=topic)
    result = await s.result(chat_id=group)
    assert result.thread_id == topic


async def test_in_a_topic_shares_are_set_before_painting_as_elsewhere(s: Studio) -> None:
    group = s.chat.group("Studio", [s.ann], is_forum=True)
    topic = s.ann.create_topic(group, "Painting")
    for style in (STYLE, SECOND_STYLE):
        s.ann.send_photo(group, style, "/style", thread_id=topic)
    s.ann.send_text(group, "/blend 70 30", thread_id=topic)
    await s.says("1: 70 %, 2: 30 %", chat_id=group)


async def test_an_anonymous_admin_has_a_draft(s: Studio) -> None:
    group = s.chat.group("Studio", [s.ann])
    photo = s.ann.send_photo(group, PHOTO)
    s.ann.write_anonymously(group)
    s.ann.send_text(group, "/content", reply_to=photo)
    s.ann.send_text(group, "/style", reply_to=photo)
    await s.result(chat_id=group)


async def test_a_draft_moves_with_its_group(s: Studio) -> None:
    old = s.chat.group("Studio", [s.ann], kind="group")
    photo = s.ann.send_photo(old, PHOTO)
    s.ann.send_text(old, "/content", reply_to=photo)
    await s.says("Got the photo", chat_id=old)
    new = s.chat.migrate(old, by=s.ann)
    style = s.ann.send_photo(new, STYLE)
    s.ann.send_text(new, "/style", reply_to=style)
    await s.result(chat_id=new)


# Many at once


async def test_many_people_at_once_are_all_served(s: Studio) -> None:
    people = [s.chat.person(f"P{number}") for number in range(20)]
    for person in people:
        person.send_photo(person.id, PHOTO)
        person.send_photo(person.id, STYLE)
    await asyncio.gather(*(s.result(chat_id=person.id) for person in people))


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
