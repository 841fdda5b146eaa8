"""The card under a result: what its buttons do to the picture."""

from __future__ import annotations

import pytest

from bot.domain.preferences import Preferences
from bot.localchat.world.messages import Message
from engine.errors import PictureGone
from engine.options.style_options import KeepColors, Stroke
from tests.support.studio import PHOTO, STYLE, Studio, press


async def test_a_change_shows_on_the_card_and_is_painted_when_asked_for(s: Studio, result: Message) -> None:
    await press(s, result, "stronger")
    assert "Strength 70" in result.buttons
    assert result.words == "Here it is, strength 60.\nNext: Strength 70. Press “Paint again”."
    await press(s, result, "again")
    assert "strength 70" in ((await s.result(after=result)).words or "")


async def test_what_was_painted_again_can_be_undone_still(s: Studio, result: Message) -> None:
    await press(s, result, "stronger")
    await press(s, result, "again")
    await s.result(after=result)
    await press(s, result, "undo")
    assert "Strength 60" in result.buttons
    assert "Undo" not in result.buttons


async def test_a_press_that_changes_nothing_says_so(s: Studio, result: Message) -> None:
    for _ in range(4):
        assert await press(s, result, "stronger") == ""
    assert await press(s, result, "stronger") == "It is there already."


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


async def test_a_button_that_paints_at_once_keeps_what_the_card_says_comes_next(s: Studio, result: Message) -> None:
    await press(s, result, "stronger")
    for verb in ("stroke", "back", "bolder"):
        await press(s, result, verb)
    await s.result(after=result)
    options = (await s.job()).options
    assert (options.strength, options.stroke) == (90, Stroke.LARGE)


async def test_a_button_that_paints_at_once_paints_another_picture_each_time(s: Studio, result: Message) -> None:
    await press(s, result, "back")
    await press(s, result, "bolder")
    first = await s.result(after=result)
    s.services.presses.forget((s.private, result.id))
    await press(s, result, "bolder")
    await s.result(after=first)
    painted = [entry.job.options for entry in s.queue.jobs.entries.values()]
    assert [(each.strength, each.seed) for each in painted] == [(60, 0), (80, 0), (80, 1)]


async def test_a_button_that_paints_at_once_paints_what_the_card_is_set_to_and_was_not_painted(
    s: Studio, result: Message
) -> None:
    for _ in range(4):
        await press(s, result, "stronger")
    await press(s, result, "back")
    assert await press(s, result, "bolder") == ""
    assert "strength 100" in ((await s.result(after=result)).words or "")


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
    s.queue.jobs.entries.clear()
    assert "That picture is gone" in await press(s, result, "again")


async def test_forget_deletes_everything_of_a_person(s: Studio, result: Message) -> None:
    s.ann.send_text(s.private, "/strength 90")
    await s.says("Strength is now 90")
    s.ann.send_text(s.private, "/forget yes")
    await s.says("paintings (1) and settings are deleted")
    assert await s.queue.latest(owner=str(s.ann.id), group=str(s.private)) is None
    assert (await s.store.drafts.load(s.private, s.ann.id)).is_empty
    assert await s.store.preferences.of(s.private, s.ann.id) == Preferences()


async def test_delete_takes_along_the_file_that_came_by_itself(s: Studio) -> None:
    for name, sent in (("photo.jpg", PHOTO), ("style.jpg", STYLE)):
        s.ann.send_document(s.private, sent, name)
    result = await s.result()
    file = await s.says("in full quality")
    for verb in ("more", "delete", "sure"):
        await press(s, result, verb)
    assert file not in s.chat.messages(s.private)


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
