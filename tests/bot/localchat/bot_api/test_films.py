"""Animations and stickers over HTTP, as a bot sends and edits them."""

import asyncio

import pytest
from telegram import InputMediaAnimation
from telegram.error import BadRequest

from bot.localchat import LocalChat
from tests.support.films import film
from tests.support.pictures import picture


def seconds_of(shown):
    return shown.to_dict()["duration"]


async def test_film_is_sent_with_its_own_size_and_length(bot, ann):
    sent = await bot.send_animation(ann.id, film(64, 48, seconds=2), caption="painted")
    shown = sent.animation
    assert (shown.width, shown.height, seconds_of(shown)) == (64, 48, 2)
    assert (shown.mime_type, sent.caption) == ("video/mp4", "painted")
    assert sent.document.file_id == shown.file_id


async def test_what_the_sender_says_of_a_film_counts(bot, ann):
    shown = (await bot.send_animation(ann.id, film(), width=320, height=240, duration=5)).animation
    assert (shown.width, shown.height, seconds_of(shown)) == (320, 240, 5)


async def test_thumbnail_of_a_film_is_its_first_frame(chat, bot, ann):
    shown = (await bot.send_animation(ann.id, film(640, 480))).animation
    assert (shown.thumbnail.width, shown.thumbnail.height) == (320, 240)
    assert chat.world.files.stored(shown.thumbnail.file_id).content[:2] == b"\xff\xd8"


async def test_film_is_downloaded_byte_for_byte(bot, ann):
    content = film()
    sent = await bot.send_animation(ann.id, content)
    file = await bot.get_file(sent.animation.file_id)
    assert bytes(await file.download_as_bytearray()) == content


async def test_film_is_sent_again_by_its_file_id(bot, ann):
    first = await bot.send_animation(ann.id, film())
    again = await bot.send_animation(ann.id, first.animation.file_id)
    assert again.animation == first.animation


async def test_what_is_no_film_becomes_a_document(bot, ann):
    sent = await bot.send_animation(ann.id, b"no film at all", filename="x.mp4")
    assert (sent.animation, sent.document.file_name) == (None, "x.mp4")


async def test_film_is_put_in_place_of_a_text_and_captioned(bot, ann):
    sent = await bot.send_message(ann.id, "waiting")
    edited = await sent.edit_media(InputMediaAnimation(film(), caption="x"))
    assert (edited.text, edited.animation.width) == (None, 64)
    assert (await edited.edit_caption("y")).caption == "y"


async def test_photo_cannot_stand_for_a_film(bot, ann):
    photo = await bot.send_photo(ann.id, picture())
    with pytest.raises(BadRequest, match=r"(?i)can't use file of type photo as animation"):
        await bot.send_animation(ann.id, photo.photo[-1].file_id)


async def test_sticker_is_sent_with_its_size_and_emoji(bot, ann):
    content = picture(512, 300, kind="WEBP")
    shown = (await bot.send_sticker(ann.id, content, emoji="🔥")).sticker
    assert (shown.width, shown.height, shown.emoji, shown.is_animated) == (512, 300, "🔥", False)
    file = await bot.get_file(shown.file_id)
    assert bytes(await file.download_as_bytearray()) == content


async def test_sticker_that_is_no_webp_is_refused(bot, ann):
    with pytest.raises(BadRequest, match="Wrong file type"):
        await bot.send_sticker(ann.id, picture(512, 512))


async def test_films_and_stickers_are_there_after_a_restart(tmp_path, film_and_sticker):
    async with LocalChat(folder=tmp_path) as chat:
        ann = chat.person("Ann")
        ann.start()
        await film_and_sticker(chat, ann)
        before = [message.picture for message in chat.messages(ann.id)]
    async with LocalChat(folder=tmp_path) as chat:
        messages = chat.messages(ann.id)
        assert [message.picture for message in messages] == before
        assert (messages[1].animation.width, messages[2].sticker.width) == (64, 512)


@pytest.fixture
def film_and_sticker():
    from telegram import Bot

    async def send(chat, ann):
        async with asyncio.timeout(20), Bot(chat.token, base_url=chat.base_url) as bot:
            await bot.send_animation(ann.id, film())
            await bot.send_sticker(ann.id, picture(512, 512, kind="WEBP"))

    return send
