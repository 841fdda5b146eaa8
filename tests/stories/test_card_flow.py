"""The card under a result, pressed over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.preferences import Preferences
from bot.localchat.world.messages import Message
from engine.errors import PictureGone
from engine.request import KeepColors, Stroke, StyleRequest
from tests.support.studio import PHOTO, STYLE, Studio, send_two, studio


@pytest.fixture
async def s(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def press(s: Studio, message: Message, verb: str) -> str:
    """Let Ann press the button that carries this verb; return the answer that she sees."""
    told = next(b["callback_data"] for b in message.all_buttons() if b["callback_data"].startswith(f"{verb}:"))
    return (await s.chat.answered(s.ann.press(message, told))).answer or ""


@pytest.fixture
async def result(s: Studio) -> Message:
    """Return a result whose card is open."""
    await send_two(s)
    result = await s.result()
    await press(s, result, "more")
    return result


async def test_a_change_shows_on_the_card_and_is_painted_when_asked_for(s: Studio, result: Message) -> None:
    await press(s, result, "stronger")
    assert "Strength 70" in result.buttons
    assert result.words == "Here it is, strength 60.\nNext: Strength 70. Press “Paint again”."
    await press(s, result, "again")
    assert "strength 70" in ((await s.result(after=result)).words or "")


async def test_again_keeps_the_colours_and_strokes_of_the_picture(s: Studio, result: Message) -> None:
    """Nothing but the buttons sets them, so nothing else takes them back."""
    for verb in ("colors", "stroke", "again"):
        await press(s, result, verb)
    second = await s.result(after=result)
    s.ann.send_text(s.private, "/strength 80")
    s.ann.send_text(s.private, "/again")
    await s.result(after=second)
    options = (await s.queue.latest(owner=str(s.ann.id), group=str(s.private))).options
    assert (options.strength, options.keep_colors, options.stroke) == (80, KeepColors.MATCH, Stroke.LARGE)


async def test_painting_again_without_a_change_takes_another_seed(s: Studio, result: Message) -> None:
    await press(s, result, "again")
    await s.result(after=result)
    assert (await s.queue.latest(owner=str(s.ann.id), group=str(s.private))).options.seed == 1


async def test_swapping_paints_the_style_in_the_photos_style(s: Studio, result: Message) -> None:
    first = await s.queue.latest(owner=str(s.ann.id), group=str(s.private))
    await press(s, result, "swap")
    await s.result(after=result)
    second = await s.queue.latest(owner=str(s.ann.id), group=str(s.private))
    before, after = await s.queue.request_of(first.id), await s.queue.request_of(second.id)
    assert (after.content_image, after.style_images[0]) == (before.style_images[0], before.content_image)


async def test_mixing_by_button_sends_the_mix_at_once(s: Studio, result: Message) -> None:
    await press(s, result, "mixes")
    assert "40 %" in result.buttons
    await press(s, result, "mix")
    await s.says("20 % painting, 80 % photo")
    await press(s, result, "more")
    assert "Paint again" in result.buttons


async def test_a_mix_can_be_mixed_again_in_answer_to_it(s: Studio, result: Message) -> None:
    s.ann.send_text(s.private, "/blend 40")
    mixed = await s.says("40 % painting")
    s.ann.send_text(s.private, "/blend 70", reply_to=mixed)
    await s.says("70 % painting")


async def test_before_and_after_stand_side_by_side(s: Studio, result: Message) -> None:
    await press(s, result, "compare")
    await s.says("Before and after")


async def test_the_full_size_comes_as_a_file(s: Studio, result: Message) -> None:
    await press(s, result, "file")
    assert (await s.says("in full quality")).document is not None


async def test_delete_takes_the_picture_out_of_the_chat(s: Studio, result: Message) -> None:
    await press(s, result, "delete")
    assert result.buttons == ["Yes, delete it", "Back"]
    assert await press(s, result, "sure") == "Deleted."
    assert s.results() == []


async def test_delete_deletes_the_painting_that_is_kept_and_not_the_photo(s: Studio, result: Message) -> None:
    """A copy that is still in the chat says that it is gone; the pictures it was made from can be painted again."""
    job = await s.queue.latest(owner=str(s.ann.id), group=str(s.private))
    s.ann.send_text(s.private, "/blend 40")
    mixed = await s.says("40 % painting")
    await press(s, result, "delete")
    await press(s, result, "sure")
    with pytest.raises(PictureGone):
        await s.queue.result_of(job.id)
    s.ann.send_text(s.private, "/blend 70", reply_to=mixed)
    gone = await s.says("That picture is gone")
    s.ann.send_text(s.private, "/again")
    await s.result(after=gone)


async def test_somebody_else_cannot_press_and_an_admin_can(s: Studio) -> None:
    ben, cleo = s.chat.person("Ben"), s.chat.person("Cleo")
    group = s.chat.group("Studio", [cleo, s.ann, ben])
    photo = s.ann.send_photo(group, PHOTO)
    s.ann.send_text(group, "/content", reply_to=photo)
    s.ann.send_text(group, "/style", reply_to=photo)
    result = await s.opened(await s.result(chat_id=group))
    refused = await s.chat.answered(ben.press(result, "+"))
    assert "somebody else" in (refused.answer or "")
    await s.chat.answered(cleo.press(result, "+"))
    assert "Strength 70" in result.buttons


async def test_a_card_of_several_styles_moves_their_shares(s: Studio) -> None:
    s.ann.send_album(s.private, [PHOTO, STYLE, STYLE])
    result = await s.opened(await s.result())
    await press(s, result, "share")
    assert "1: 60 %" in result.buttons
    await press(s, result, "again")
    assert "1: 60 %, 2: 40 %" in ((await s.result(after=result)).words or "")


async def test_a_result_in_answer_to_which_shares_are_given_is_painted_with_them(s: Studio) -> None:
    s.ann.send_album(s.private, [PHOTO, STYLE, STYLE])
    result = await s.result()
    s.ann.send_text(s.private, "/blend 90 10", reply_to=result)
    assert "1: 90 %, 2: 10 %" in ((await s.result(after=result)).words or "")


async def test_an_old_card_says_that_the_picture_is_gone(s: Studio, result: Message) -> None:
    s.queue._entries.clear()
    assert "That picture is gone" in await press(s, result, "again")


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


async def test_a_demo_needs_no_picture(s: Studio) -> None:
    group = s.chat.group("Studio", [s.ann])
    s.ann.send_text(group, "/demo")
    await s.result(chat_id=group)


async def test_forget_deletes_everything_of_a_person(s: Studio, result: Message) -> None:
    s.ann.send_text(s.private, "/strength 90")
    await s.says("Strength is now 90")
    s.ann.send_text(s.private, "/forget yes")
    await s.says("jobs (1) are deleted")
    assert await s.queue.latest(owner=str(s.ann.id), group=str(s.private)) is None
    assert (await s.store.drafts.load(s.private, s.ann.id)).is_empty
    assert await s.store.preferences.of(s.private, s.ann.id) == Preferences()


async def test_settings_are_told_set_and_reset(s: Studio) -> None:
    s.ann.send_text(s.private, "/size 128")
    await s.says("now 128 pixels")
    s.ann.send_text(s.private, "/settings")
    said = await s.says("Size: 128 pixels")
    assert "each picture's own" in said.words
    assert "Strokes:" not in said.words
    s.ann.send_text(s.private, "/reset")
    await s.says("as at the beginning: strength 60, 64 pixels")


async def test_the_language_can_be_chosen(s: Studio) -> None:
    s.ann.send_text(s.private, "/language zh")
    await s.says("现在我们说中文")
    s.ann.send_text(s.private, "/help")
    await s.says("发一张照片")
    s.ann.send_text(s.private, "/language auto")
    await s.says("We speak English now")


async def test_only_admins_choose_the_language_of_a_group(s: Studio) -> None:
    ben = s.chat.person("Ben")
    group = s.chat.group("Studio", [s.ann, ben])
    ben.send_text(group, "/language zh")
    await s.says("only its admins", chat_id=group)
    s.ann.send_text(group, "/language zh")
    await s.says("现在我们说中文", chat_id=group)


async def test_about_names_the_network_and_privacy_the_hours(s: Studio) -> None:
    s.ann.send_text(s.private, "/about")
    await s.says("fake, cpu, float32")
    s.ann.send_text(s.private, "/privacy")
    await s.says("48 hours")


async def test_people_who_are_not_on_the_list_are_told_so(tmp_path: Path) -> None:
    async with studio(tmp_path, allowed_people=frozenset({1})) as s:
        s.ann.start()
        await s.says(f"your id is {s.ann.id}")


async def test_a_group_that_is_not_on_the_list_is_left(tmp_path: Path) -> None:
    async with studio(tmp_path, allowed_chats=frozenset({-1})) as s:
        group = s.chat.group("Studio", [s.ann])
        s.ann.send_text(group, "/help")
        while s.chat.world.bot.id in s.chat.world.chats[group].members and (
            s.chat.world.chats[group].members[s.chat.world.bot.id].value not in ("left", "kicked")
        ):
            await s.chat.world.change()


async def test_too_many_starts_in_ten_minutes_wait(tmp_path: Path) -> None:
    async with studio(tmp_path, jobs_per_10_min=1) as s:
        await send_two(s)
        await s.result()
        s.ann.send_text(s.private, "/again")
        refused = await s.says("That was a lot for ten minutes")
        s.ann.send_text(s.private, "/forget yes")
        s.ann.send_text(s.private, "/demo")
        await s.says("That was a lot for ten minutes", after=refused)


async def test_the_size_of_a_group_belongs_to_its_admins(s: Studio) -> None:
    ben = s.chat.person("Ben")
    group = s.chat.group("Studio", [s.ann, ben])
    ben.send_text(group, "/size 128")
    await s.says("only its admins", chat_id=group)
    s.ann.send_text(group, "/size 128")
    await s.says("now 128 pixels", chat_id=group)
    ben.send_text(group, "/settings")
    await s.says("Size: 128 pixels", chat_id=group)


async def test_the_largest_size_fits_the_device_that_paints(s: Studio) -> None:
    s.ann.send_text(s.private, "/size 2048")
    await s.says("from 64 to 1024")
    s.queue.painter.device = "cuda"
    s.ann.send_text(s.private, "/size 2048")
    await s.says("now 2048 pixels")


async def test_a_published_recipe_says_its_minutes_and_asks_first(s: Studio) -> None:
    s.ann.send_text(s.private, "/recipe")
    offer = await s.says("recipe “default”")
    s.ann.press(offer, "cs231n")
    asked = await s.says("How many styles it takes: 1")
    assert "min a picture here" in asked.text
    assert (await s.store.preferences.of(s.private, s.ann.id)) == Preferences()
    s.ann.press(asked, "Yes, I have time")
    await s.says("The recipe is now “cs231n”")
    assert (await s.store.preferences.of(s.private, s.ann.id)) == Preferences(recipe="cs231n")
    s.ann.send_text(s.private, "/recipe default")
    await s.says("The recipe is now “default”")


@pytest.mark.parametrize("limit", ["jobs_per_group", "jobs_per_group_10_min"])
async def test_a_group_with_too_much_going_on_waits(tmp_path: Path, limit: str) -> None:
    async with studio(tmp_path, **{limit: 1}) as s:
        s.queue.painter = None
        ben = s.chat.person("Ben")
        group = s.chat.group("Studio", [s.ann, ben])
        s.ann.send_text(group, "/demo")
        await s.says("I start painting", chat_id=group)
        ben.send_text(group, "/demo")
        await s.says("This group has had many pictures", chat_id=group)


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
    assert len(sheet.buttons) == 9
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


async def test_delete_takes_the_copies_along(s: Studio, result: Message) -> None:
    await press(s, result, "compare")
    await s.says("Before and after")
    await press(s, result, "file")
    await s.says("in full quality")
    s.ann.send_text(s.private, "/blend 40")
    await s.says("40 % painting")
    for verb in ("delete", "sure"):
        await press(s, result, verb)
    left = [m for m in s.chat.messages(s.private) if m.is_from_bot and (m.photo or m.document)]
    assert left == []
