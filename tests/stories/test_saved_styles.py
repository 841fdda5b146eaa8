"""Saved styles: kept from a painting or any picture, named, used, renamed, deleted, forgotten."""

from __future__ import annotations

import pytest

from bot.domain.saved_style import name_from
from bot.localchat.world.messages import Message
from bot.localchat.world.people import Person
from bot.telegram.reacting import GLAD
from tests.support.fakes import picture
from tests.support.studio import PHOTO, SECOND_STYLE, Studio, saved_picture, send_two
from tests.support.until import until

pytestmark = pytest.mark.usefixtures("plain_styles")


async def press(s: Studio, message: Message, button: str) -> str:
    return (await s.chat.answered(s.ann.press(message, button))).answer or ""


async def style_of_latest(s: Studio) -> bytes:
    job = await s.queue.latest(owner=str(s.ann.id), group=str(s.private))
    (style,) = (await s.queue.request_of(job.id)).style_images
    return style


async def test_the_style_of_a_painting_is_saved_named_and_used(s: Studio) -> None:
    await send_two(s)
    result = await s.opened(await s.result())
    await press(s, result, "Save this style")
    saved = await s.says("Saved as “mine 1”. Reply to this message with another name")
    s.ann.send_text(s.private, "sunset/ glow", reply_to=saved)
    await s.says("Saved as “sunset glow”")
    s.ann.send_photo(s.private, picture("green"), "/style Sunset Glow")
    await s.result(after=saved)
    assert (await s.store.saved.of(s.ann.id))[0].name == "sunset glow"


async def test_any_picture_is_saved_in_reply_to_it_and_paints_in_reply_to_a_photo(s: Studio) -> None:
    photo = s.ann.send_photo(s.private, SECOND_STYLE)
    await s.says("Got your photo")
    s.ann.send_text(s.private, "/save leaf", reply_to=photo)
    saved = await s.says("Saved as “leaf”")
    s.ann.send_text(s.private, "/clear")
    cleared = await s.says("Empty", after=saved)
    other = s.ann.send_photo(s.private, PHOTO)
    await s.says("Got your photo", after=cleared)
    s.ann.send_text(s.private, "/style leaf", reply_to=other)
    await s.result(after=cleared)
    jpeg = await saved_picture(s)
    assert await style_of_latest(s) == jpeg


async def test_saved_styles_stand_in_the_list_are_renamed_and_deleted(s: Studio) -> None:
    s.ann.send_photo(s.private, SECOND_STYLE, "/save leaf")
    await s.says("Saved as “leaf”")
    s.ann.send_text(s.private, "/styles")
    shown = await s.says("Your saved styles")
    assert shown.photo
    assert shown.buttons == ["leaf", "Rename or delete"]
    await press(s, shown, "Rename or delete")
    await press(s, shown, "Rename leaf")
    asked = await s.says("How shall “leaf” be called?")
    s.ann.send_text(s.private, "moss", reply_to=asked)
    await s.says("Saved as “moss”")
    assert await press(s, shown, "Delete leaf") == "“moss” is deleted."
    assert await s.store.saved.of(s.ann.id) == []


async def test_a_saved_style_is_picked_by_its_button(s: Studio) -> None:
    s.ann.send_photo(s.private, SECOND_STYLE, "/save leaf")
    await s.says("Saved as “leaf”")
    s.ann.send_text(s.private, "/styles")
    shown = await s.says("Your saved styles")
    assert await press(s, shown, "leaf") == "Style: leaf"
    s.ann.send_text(s.private, "/status")
    await s.says("styles leaf", after=shown)


async def test_another_style_offers_saved_ones_and_the_last_that_were_sent(s: Studio) -> None:
    await send_two(s)
    first = await s.result()
    s.ann.send_photo(s.private, SECOND_STYLE, "/save leaf")
    await s.says("Saved as “leaf”")
    s.ann.send_text(s.private, "/style wave", reply_to=first)
    second = await s.result(after=first)
    await press(s, second, "Another style")
    sheet = await s.says("Which style for the same photo?")
    assert sheet.buttons[9:-1] == ["leaf", "picture 1"]
    sent = await s.queue.request_of((await s.store.cards.at(s.private, first.id)).job_id)
    await press(s, sheet, "picture 1")
    third = await s.result(after=sheet)
    assert await style_of_latest(s) == sent.style_images[0]
    await press(s, sheet, "leaf")
    await s.result(after=third)
    assert await style_of_latest(s) == await saved_picture(s)


async def test_privacy_counts_saved_styles_and_forget_deletes_them(s: Studio) -> None:
    s.ann.send_photo(s.private, SECOND_STYLE, "/save leaf")
    await s.says("Saved as “leaf”")
    s.ann.send_text(s.private, "/privacy")
    await s.says("the styles that you have saved (1)")
    s.ann.send_text(s.private, "/forget yes")
    await s.says("Done: your pictures")
    assert await s.store.saved.of(s.ann.id) == []


async def test_somebody_elses_saved_styles_are_not_used_by_their_button(s: Studio, ben: Person, group: int) -> None:
    photo = s.ann.send_photo(group, SECOND_STYLE)
    s.ann.send_text(group, "/save leaf", reply_to=photo)
    await s.says("Saved as “leaf”", chat_id=group)
    s.ann.send_text(group, "/styles")
    shown = await s.says("Your saved styles", chat_id=group)
    assert "not there any more" in ((await s.chat.answered(ben.press(shown, "leaf"))).answer or "")
    assert "somebody else" in ((await s.chat.answered(ben.press(shown, "Rename or delete"))).answer or "")


async def test_the_thirteenth_style_is_refused_with_its_remedy(s: Studio) -> None:
    for number in range(12):
        await s.store.saved.add(s.ann.id, f"style {number}", SECOND_STYLE)
    s.ann.send_photo(s.private, SECOND_STYLE, "/save one more")
    await s.says("You have 12 saved styles, and that is the most. Delete one under /styles first.")


async def test_undo_takes_back_the_last_change_under_a_card(s: Studio) -> None:
    await send_two(s)
    result = await s.opened(await s.result())
    assert "Undo" not in result.buttons
    await press(s, result, "+")
    await press(s, result, "Colours: the style's")
    assert "Strength 70, Colours: near your photo's" in (result.words or "")
    await press(s, result, "Undo")
    assert result.words == "Here it is, strength 60.\nNext: Strength 70. Press “Paint again”."
    await press(s, result, "Undo")
    assert result.words == "Here it is, strength 60."
    assert "Undo" not in result.buttons


async def test_a_saved_style_that_is_called_as_a_colour_is_the_saved_one(s: Studio) -> None:
    s.ann.send_photo(s.private, SECOND_STYLE, "/save black")
    await s.says("black")
    s.ann.send_photo(s.private, PHOTO, "/style black")
    assert (await s.job()).ticket["style_names"] == ["black"]


async def test_an_anonymous_admin_renames_and_deletes_a_saved_style_by_button(s: Studio, group: int) -> None:
    photo = s.ann.send_photo(group, SECOND_STYLE)
    s.ann.write_anonymously(group)
    s.ann.send_text(group, "/save leaf", reply_to=photo)
    await s.says("Saved as “leaf”", chat_id=group)
    s.ann.send_text(group, "/styles")
    shown = await s.says("Your saved styles", chat_id=group)
    await press(s, shown, "Rename or delete")
    await press(s, shown, "Rename leaf")
    s.ann.send_text(group, "moss", reply_to=await s.says("How shall “leaf” be called?", chat_id=group))
    await s.says("Saved as “moss”", chat_id=group)
    assert await press(s, shown, "Delete leaf") == "“moss” is deleted."


@pytest.mark.parametrize("words", ["/go leaf", "/again Leaf"])
async def test_a_saved_style_behind_go_paints_the_last_photo_in_it(s: Studio, words: str) -> None:
    await s.store.saved.add(s.ann.id, "leaf", SECOND_STYLE)
    s.ann.send_photo(s.private, PHOTO, "/style wave")
    first = await s.result()
    s.ann.send_text(s.private, words)
    await s.result(after=first)
    assert await style_of_latest(s) == await saved_picture(s)


async def test_a_saved_style_is_named_in_words(s: Studio) -> None:
    await send_two(s)
    first = await s.result()
    await s.store.saved.add(s.ann.id, "Leaf", SECOND_STYLE)
    s.ann.send_text(s.private, "now in leaf, please")
    await s.result(after=first)
    assert await style_of_latest(s) == await saved_picture(s)


async def test_a_remark_that_begins_like_a_saved_style_names_none(s: Studio) -> None:
    remark = "the garden in the morning is what I saw when I came home from my night shift"
    await send_two(s)
    await s.result()
    await s.store.saved.add(s.ann.id, name_from(remark), SECOND_STYLE)
    s.ann.send_text(s.private, remark)
    await s.says("I did not get that")


async def test_a_saved_style_behind_go_under_a_photo_paints_it_in_that(s: Studio) -> None:
    await s.store.saved.add(s.ann.id, "leaf", SECOND_STYLE)
    s.ann.send_photo(s.private, PHOTO, "/go leaf")
    await s.result()
    assert await style_of_latest(s) == await saved_picture(s)


@pytest.mark.parametrize("words", ["thanks!", "👍"])
async def test_thanks_for_saving_a_style_are_no_name(s: Studio, words: str) -> None:
    await send_two(s)
    result = await s.result()
    s.ann.send_text(s.private, "/save leaf", reply_to=result)
    s.ann.send_text(s.private, words, reply_to=await s.says("Saved as “leaf”"))
    await until(lambda: s.chat.messages(s.private)[-1].reaction == GLAD)
    assert [style.name for style in await s.store.saved.of(s.ann.id)] == ["leaf"]


async def test_a_sign_of_joy_is_a_name_where_one_was_asked_for(s: Studio) -> None:
    await s.store.saved.add(s.ann.id, "leaf", SECOND_STYLE)
    s.ann.send_text(s.private, "/styles")
    shown = await s.says("Your saved styles")
    await press(s, shown, "Rename or delete")
    await press(s, shown, "Rename leaf")
    s.ann.send_text(s.private, "🔥", reply_to=await s.says("How shall “leaf” be called?"))
    await s.says("Saved as “🔥”")
