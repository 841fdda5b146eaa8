"""Odd turns of a conversation: forwarded results, double presses, albums half seen."""

from __future__ import annotations

import pytest

from bot.domain.order import Order, Ticket
from bot.localchat.world.people import Person
from bot.texts import texts_in
from engine.options.style_options import StyleOptions
from tests.support.fakes import FakePainter, Misconfigured, starting_painter
from tests.support.studio import PHOTO, SECOND_STYLE, STYLE, Studio, press, send_two

EN = texts_in("en")


async def test_a_forwarded_result_is_a_photo_and_its_caption_no_command(s: Studio) -> None:
    """Our captions name commands; people bring results back to have them painted again."""
    await send_two(s)
    forwarded = s.ann.forward(await s.result(), s.private)
    await s.says("Got your photo", after=forwarded)
    assert not any("is not a number" in m.words for m in s.chat.messages(s.private))


async def test_a_copied_result_is_a_photo_and_its_caption_no_command(s: Studio) -> None:
    """Who hides the sender's name when forwarding sends our words as their own."""
    await send_two(s)
    caption = (await s.result()).words
    copied = s.ann.send_photo(s.private, PHOTO, caption)
    await s.says("Got your photo", after=copied)
    assert not any("is not a number" in m.words for m in s.chat.messages(s.private))


@pytest.mark.parametrize(("command", "answer"), [("/status", EN.need_style_group), ("/go", EN.tries_started)])
async def test_a_group_is_never_told_to_just_send_a_picture(s: Studio, command: str, answer: str) -> None:
    """Privacy mode hides plain pictures: whoever sent one would wait for ever."""
    group = s.chat.group("Studio", [s.ann])
    s.ann.send_photo(group, PHOTO, "/content")
    s.ann.send_text(group, command)
    await s.says(answer, chat_id=group)
    s.ann.send_text(group, "/forget yes")
    s.ann.send_photo(group, STYLE, "/style")
    got = await s.says(EN.got_style_group, chat_id=group)
    s.ann.send_text(group, command)
    await s.says(EN.got_style_group, chat_id=group, after=got)


async def test_a_group_hears_nothing_of_what_its_member_has_elsewhere(s: Studio) -> None:
    ticket = Ticket(chat_id=s.private, person_id=s.ann.id, message_id=1, language="en", is_private=True)
    await s.store.orders.accept(Order(job_id="private", ticket=ticket, options=StyleOptions()))
    group = s.chat.group("Studio", [s.ann])
    s.ann.send_text(group, "/status")
    await s.says(EN.begin_group, chat_id=group)


async def test_a_double_press_on_paint_again_paints_once(s: Studio) -> None:
    await send_two(s)
    result = await s.opened(await s.result())
    first, second = s.ann.press(result, "Paint again"), s.ann.press(result, "Paint again")
    assert (await s.chat.answered(first)).answer is None
    assert (await s.chat.answered(second)).answer == EN.already_painting
    await s.result(after=result)


@pytest.mark.parametrize(("menu", "button"), [("more", "Try strengths"), ("styles", "Surprise me")])
async def test_a_double_press_for_small_ones_makes_them_once(s: Studio, menu: str, button: str) -> None:
    await send_two(s)
    shown = await s.result()
    await press(s, shown, menu)
    if menu == "styles":
        shown = await s.says("Which style for the same photo?")
    first, second = s.ann.press(shown, button), s.ann.press(shown, button)
    assert [(await s.chat.answered(each)).answer for each in (first, second)] == [None, EN.already_painting]


async def test_a_double_press_on_surprise_me_under_a_photo_makes_small_ones_once(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO)
    got = await s.says("Got your photo")
    first, second = s.ann.press(got, "Surprise me"), s.ann.press(got, "Surprise me")
    assert [(await s.chat.answered(each)).answer for each in (first, second)] == [None, EN.already_painting]


async def test_painting_again_after_a_swap_is_no_double_press(s: Studio) -> None:
    await send_two(s)
    result = await s.opened(await s.result())
    swap, again = s.ann.press(result, "Swap pictures"), s.ann.press(result, "Paint again")
    assert [(await s.chat.answered(press)).answer for press in (swap, again)] == [None, None]
    await s.result(after=await s.result(after=result))


async def test_painting_again_after_a_change_is_no_double_press(s: Studio) -> None:
    await send_two(s)
    result = await s.opened(await s.result())
    presses = [s.ann.press(result, button) for button in ("Paint again", "+", "Paint again")]
    first, _, last = [(await s.chat.answered(press)).answer for press in presses]
    assert (first, last) == (None, None)
    assert "strength 70" in ((await s.result(after=await s.result(after=result))).words or "")


async def test_every_press_on_paint_again_paints_another(s: Studio) -> None:
    await send_two(s)
    result = last = await s.opened(await s.result())
    for seed in (1, 2):
        s.services.presses.forget((s.private, result.id))
        s.ann.press(result, "Paint again")
        last = await s.result(after=last)
        assert (await s.queue.latest(owner=str(s.ann.id), group=str(s.private))).options.seed == seed


async def test_in_a_group_beginning_is_explained_as_it_works_there(s: Studio) -> None:
    group = s.chat.group("Studio", [s.ann])
    for words in ("/again", "/status", "/cancel", "/blend", "/forget yes"):
        asked = s.ann.send_text(group, words)
        await s.says(EN.begin_group, chat_id=group, after=asked)


async def test_an_album_in_a_group_of_which_one_picture_is_seen_says_so(s: Studio) -> None:
    group = s.chat.group("Studio", [s.ann])
    s.ann.send_album(group, [PHOTO, STYLE], "/content")
    await s.says(EN.album_unseen, chat_id=group)
    await s.says("Got the photo", chat_id=group)


async def test_a_whole_album_counts_where_the_group_hides_nothing(s: Studio) -> None:
    group = s.chat.group("Studio", [s.ann], privacy=False)
    s.ann.send_album(group, [PHOTO, STYLE], "/content")
    await s.result(chat_id=group)


async def test_again_under_a_new_photo_paints_it_in_the_last_style(s: Studio) -> None:
    await send_two(s)
    first = await s.result()
    before = await s.queue.latest(owner=str(s.ann.id), group=str(s.private))
    s.ann.send_photo(s.private, SECOND_STYLE, "/again")
    await s.result(after=first)
    job = await s.queue.latest(owner=str(s.ann.id), group=str(s.private))
    old, new = await s.queue.request_of(before.id), await s.queue.request_of(job.id)
    assert new.style_images == old.style_images
    assert new.content_image != old.content_image


async def test_go_in_answer_to_a_photo_takes_it(s: Studio) -> None:
    group = s.chat.group("Studio", [s.ann])
    photo = s.ann.send_photo(group, PHOTO)
    s.ann.send_text(group, "/go", reply_to=photo)
    await s.says("Got the photo", chat_id=group)


async def test_a_demo_leaves_the_photo_that_waits_to_go(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO)
    await s.says("Got your photo")
    s.ann.send_text(s.private, "/demo 海浪")
    demo = await s.result()
    s.ann.send_photo(s.private, SECOND_STYLE, "/style")
    await s.says("/go to paint the last photo", after=demo)


async def test_a_worker_that_does_not_start_is_spoken_of(s: Studio) -> None:
    s.queue.painter = None
    s.services.painters.local_workers = [Misconfigured()]
    await send_two(s)
    await s.says("my painter does not start")
    for words in ("/about", "/status"):
        asked = s.ann.send_text(s.private, words)
        await s.says("my painter does not start", after=asked)
    s.queue.painter = FakePainter()
    await s.result()


async def test_about_says_of_a_painter_that_it_only_starts(s: Studio) -> None:
    s.queue.painter = starting_painter()
    s.ann.send_text(s.private, "/about")
    await s.says("My painter is just starting; pictures you send wait in line until then")


@pytest.fixture
def li(s: Studio) -> Person:
    return s.chat.person("小丽", language="zh-hans")


async def test_nothing_is_english_in_a_chinese_chat(s: Studio, li: Person) -> None:
    li.send_text(li.id, "/styles")
    offer = await s.says("按哪个", chat_id=li.id)
    assert offer.buttons == ["油画", "海浪", "马赛克", "彩窗", "点彩", "排线", "水墨", "水彩", "几何"]
    li.send_photo(li.id, PHOTO, "这张照片 /style 水墨")
    await s.says("画好了", chat_id=li.id)
