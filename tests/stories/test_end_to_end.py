"""One person and the bot over real HTTP: a queue in memory, a painter that mixes."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bot.localchat.world.messages import Message
from tests.support.studio import PATIENCE_S, PHOTO, SECOND_STYLE, STYLE, Studio, send_two


def size_of(message: Message) -> tuple[int, int]:
    assert message.picture is not None
    return Image.open(io.BytesIO(message.picture)).size


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


async def test_a_person_with_chinese_telegram_is_answered_in_chinese(s: Studio) -> None:
    li = s.chat.person("Li", language="zh-hans")
    li.send_photo(li.id, PHOTO)
    await s.chat.wait_for(li.id, lambda m: "照片收到了" in (m.words or ""), PATIENCE_S)
