"""/blend: which painting it speaks of, and what its buttons do about small ones to choose from."""

from __future__ import annotations

import pytest

from tests.support.speaker import Speaker
from tests.support.studio import PHOTO, SECOND_STYLE, STYLE, Studio, send_two


async def test_shares_are_of_the_styles_that_were_named_last(s: Studio) -> None:
    await send_two(s)
    first = await s.result()
    s.ann.send_text(s.private, "now in wave and ink")
    second = await s.result(after=first)
    s.ann.send_text(s.private, "/blend 70 30")
    assert "wave: 70 %, ink: 30 %" in ((await s.result(after=second)).words or "")


async def test_a_mix_is_of_the_one_style_that_was_named_last(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/style wave mosaic")
    first = await s.result()
    s.ann.send_text(s.private, "in ink")
    await s.result(after=first)
    s.ann.send_text(s.private, "/blend 40")
    await s.says("40 % painting, 60 % photo")


async def test_share_buttons_about_small_ones_mix_their_styles_in_one_painting(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/surprise")
    small = await s.says("Press one to paint it large.")
    s.ann.send_text(s.private, "/blend", reply_to=small)
    offer = await s.says("The styles share it", after=small)
    await s.chat.answered(s.ann.press(offer, offer.buttons[0]))
    await s.chat.answered(s.ann.press(offer, "Paint again"))
    await s.result(after=offer)
    assert (await s.job()).options.tries == ()


async def test_shares_in_reply_to_a_photo_that_waits_are_kept_for_it_and_repaint_nothing(s: Studio) -> None:
    s.ann.send_photo(s.private, PHOTO, "/style wave ink")
    result = await s.result()
    photo = s.ann.send_photo(s.private, PHOTO)
    await s.says("Got your photo", after=result)
    s.ann.send_text(s.private, "/blend 70 30", reply_to=photo)
    await s.says("Noted for 2 styles")
    assert len(s.queue.jobs.entries) == 1


async def test_beside_a_photo_that_waits_shares_are_for_an_album_of_styles(speaker: Speaker) -> None:
    """Of a photo in the album there would be one style too many; one style alone would begin the painting."""
    speaker.sends(PHOTO)
    got = await speaker.reads(speaker.texts.got_content)
    speaker.says("/blend 70 30")
    await speaker.reads(speaker.texts.blend_send_styles, after=got)
    speaker.person.send_album(speaker.chat_id, [STYLE, SECOND_STYLE])
    await speaker.sees()
    assert speaker.jobs[0].options.shares == pytest.approx((0.7, 0.3))


async def test_beside_a_photo_that_waits_in_a_group_shares_are_for_styles_that_are_named(in_group: Speaker) -> None:
    in_group.sends(PHOTO, "/content")
    got = await in_group.reads(in_group.texts.got_content_group)
    in_group.says("/blend 70 30")
    told = await in_group.reads(in_group.texts.blend_kept.format(styles=2).strip(), after=got)
    _, _, example = (told.words or "").rpartition("/style ")
    in_group.says(f"/style {example.rstrip('.。')}")
    await in_group.sees()
    assert in_group.jobs[0].options.shares == pytest.approx((0.7, 0.3))


async def test_shares_said_first_in_a_group_are_for_styles_that_are_sent_one_by_one(in_group: Speaker) -> None:
    in_group.says("/blend 70 30")
    told = await in_group.reads(in_group.texts.blend_send_all_group)
    in_group.sends(STYLE, "/style")
    await in_group.reads(in_group.texts.got_style_group, after=told)
    in_group.sends(SECOND_STYLE, "/style")
    await in_group.reads("70 %", after=told)
    in_group.sends(PHOTO, "/content")
    await in_group.sees()
    assert in_group.jobs[0].options.shares == pytest.approx((0.7, 0.3))


async def test_beside_a_style_that_waits_shares_say_how_many_are_still_to_come(speaker: Speaker) -> None:
    speaker.sends(STYLE, "/style")
    got = await speaker.reads(speaker.texts.got_style)
    speaker.says("/blend 50 30 20")
    await speaker.reads(speaker.texts.blend_send_more.format(count=2), after=got)


async def test_shares_outlive_a_style_that_cannot_be_used(s: Studio) -> None:
    s.ann.send_text(s.private, "/blend 70 30")
    await s.says("Noted for 2 styles")
    s.ann.send_document(s.private, STYLE, "style.png", "image/png", "/style")
    s.ann.send_document(s.private, b"no picture", "damaged.png", "image/png", "/style")
    refused = await s.says("I cannot open")
    s.ann.send_document(s.private, SECOND_STYLE, "second.png", "image/png", "/style")
    await s.says("1: 70 %, 2: 30 %", after=refused)


async def test_shares_of_an_album_outlive_a_style_that_is_damaged(s: Studio) -> None:
    s.ann.send_document(s.private, PHOTO, "photo.png", "image/png", "/blend 70 30", album="7")
    s.ann.send_document(s.private, STYLE[:100], "damaged.png", "image/png", album="7")
    s.ann.send_document(s.private, SECOND_STYLE, "second.png", "image/png", album="7")
    refused = await s.says("I cannot open")
    s.ann.send_document(s.private, STYLE, "style.png", "image/png")
    result = await s.result(after=refused)
    assert "1: 30 %, 2: 70 %" in (result.words or "")


@pytest.mark.parametrize(("shares", "styles"), [("70 30", [STYLE]), ("50 30 20", [STYLE, SECOND_STYLE])])
async def test_nothing_is_said_of_shares_that_a_damaged_style_leaves_without_their_number(
    s: Studio, shares: str, styles: list[bytes]
) -> None:
    s.ann.send_document(s.private, PHOTO, "photo.png", "image/png", f"/blend {shares}", album="7")
    for number, style in enumerate([STYLE[:100], *styles]):
        s.ann.send_document(s.private, style, f"{number}.png", "image/png", album="7")
    refused = await s.says("I cannot open")
    s.ann.send_text(s.private, "/go")
    asked = s.ann.send_text(s.private, "/settings")
    await s.says("Strength", after=asked)
    await s.result(after=refused)
    said = [m.words or "" for m in s.chat.messages(s.private) if m.is_from_bot and m.id > refused.id]
    assert not [each for each in said if "/blend mixes" in each or "a number for each" in each]
