"""Styles from the menu, under a picture and without one."""

from __future__ import annotations

import pytest

from bot.localchat.world.messages import Message
from bot.texts import texts_in
from bot.wording.styles import style_names, style_word
from engine.options.style_options import KeepColors
from engine.request import StyleRequest
from tests.support.studio import PHOTO, Studio, press, send_two


async def test_strength_alone_offers_buttons(s: Studio) -> None:
    s.ann.send_text(s.private, "/strength")
    offer = await s.says("Strength is 60")
    s.ann.press(offer, "80")
    await s.says("Strength is now 80")


async def test_styles_are_an_album_with_a_button_each(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO)
    await s.says("Got your photo")
    s.ann.send_text(s.private, "/styles")
    offer = await s.says("Press one to use it")
    assert len(offer.buttons) >= 8
    s.ann.press(offer, "wave")
    await s.result()


async def test_two_pictures_from_one_menu_are_both_painted(s: Studio, result: Message) -> None:
    s.ann.send_text(s.private, "/styles")
    offer = await s.says("Press one to use it")
    for name in ("wave", "glass"):
        photo = s.ann.send_photo(s.private, PHOTO)
        await s.says("Got your photo", after=photo)
        s.ann.press(offer, name)
        await s.result(after=photo)


async def test_a_second_style_from_one_menu_is_kept_for_the_next_picture(s: Studio) -> None:
    s.queue.painter = None
    s.ann.send_photo(s.private, PHOTO)
    s.ann.send_text(s.private, "/styles")
    offer = await s.says("Press one to use it")
    s.ann.press(offer, "wave")
    await s.says("I start painting")
    s.ann.press(offer, "glass")
    await s.says("Kept as style 2")


async def test_a_style_pressed_in_the_menu_after_a_painting_paints_the_same_photo(s: Studio, result: Message) -> None:
    before = await latest_request(s)
    s.ann.send_text(s.private, "/styles")
    offer = await s.says("Press one to use it")
    for name in ("wave", "glass"):
        s.ann.press(offer, name)
        result = await s.result(after=result)
        assert result.words == f"Here it is: {name}, strength 60."
    assert (await latest_request(s)).content_image == before.content_image


async def test_a_demo_needs_no_picture(s: Studio) -> None:
    group = s.chat.group("Studio", [s.ann])
    s.ann.send_text(group, "/demo")
    await s.result(chat_id=group)


async def latest_request(s: Studio) -> StyleRequest:
    job = await s.queue.latest(owner=str(s.ann.id), group=str(s.private))
    return await s.queue.request_of(job.id)


async def test_another_style_paints_the_same_photo_in_the_style_that_is_pressed(s: Studio) -> None:
    await send_two(s)
    result = await s.result()
    before = await latest_request(s)
    assert result.buttons == ["Another style", "Weaker", "Stronger", "My colours", "More…"]
    await press(s, result, "styles")
    sheet = await s.says("Which style for the same photo?")
    words = [style_word(texts_in("en"), name) for name in style_names()]
    assert sheet.buttons == [*words, "picture 1", "Surprise me"]  # drawn, used last, chosen by chance
    assert await press(s, sheet, "restyle") == "Style: brush"
    await s.result(after=sheet)
    after = await latest_request(s)
    assert after.content_image == before.content_image
    assert after.style_images != before.style_images


async def test_a_style_named_in_reply_to_a_painting_paints_its_photo(s: Studio, result: Message) -> None:
    before = await latest_request(s)
    s.ann.send_text(s.private, "/style wave", reply_to=result)
    await s.result(after=result)
    after = await latest_request(s)
    assert (after.content_image, len(after.style_images)) == (before.content_image, 1)
    assert after.style_images != before.style_images


@pytest.mark.parametrize(
    ("verb", "strength", "colors"),
    [("bolder", 80, KeepColors.OFF), ("softer", 40, KeepColors.OFF), ("mine", 60, KeepColors.LUMINANCE)],
)
async def test_one_press_paints_it_otherwise(s: Studio, verb: str, strength: float, colors: KeepColors) -> None:
    await send_two(s)
    first = await s.result()
    await press(s, first, verb)
    await s.result(after=first)
    job = await s.queue.latest(owner=str(s.ann.id), group=str(s.private))
    assert (job.options.strength, job.options.keep_colors) == (strength, colors)


async def test_a_press_that_changes_nothing_says_so(s: Studio) -> None:
    s.ann.send_text(s.private, "/strength 100")
    await s.says("Strength is now 100")
    await send_two(s)
    assert await press(s, await s.result(), "bolder") == "It is there already."


async def test_the_strength_says_what_it_means(s: Studio, result: Message) -> None:
    assert await press(s, result, "strength") == "60: your photo and the style in balance"
