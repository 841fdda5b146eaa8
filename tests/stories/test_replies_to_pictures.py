"""A reply to any picture of the bot means that picture; where nothing is known of it any more, it says so."""

from __future__ import annotations

import pytest

from bot.localchat.world.messages import Message
from bot.localchat.world.people import Person
from bot.orders.kept_pictures import small_enough
from bot.store.preference_rows import CHAT_WIDE
from bot.texts import texts_in
from bot.wording import presses
from bot.wording.presses import callback
from engine.queue.job import Job
from tests.support.fakes import picture
from tests.support.studio import PHOTO, Studio, press, saved_picture, send_two

EN = texts_in("en")
UNKNOWN = "I know no painting behind that picture"


async def latest(s: Studio, person: Person | None = None, group: int | None = None) -> Job:
    job = await s.queue.latest(owner=str((person or s.ann).id), group=str(group or s.private))
    assert isinstance(job, Job)
    return job


async def old_and_new(s: Studio) -> Message:
    """Let Ann have two paintings; return the earlier one, of which nothing is known any more."""
    await send_two(s)
    old = await s.result()
    await s.delivered()
    await s.store.forget_chat(s.private)
    s.ann.send_photo(s.private, picture("green"), "/style wave")
    await s.result(after=old)
    await s.delivered()
    return old


async def surprise(s: Studio, group: int) -> list[Message]:
    """Let Ann be surprised in a group; return the three small pictures."""
    s.ann.send_photo(group, PHOTO, "/surprise")
    offer = await s.says(EN.tries_offer, chat_id=group)
    return [m for m in s.chat.messages(group) if m.is_from_bot and m.album and m.id < offer.id]


@pytest.mark.parametrize("command", ["/again", "/go", "/blend 40", "/frames", "/try", "/surprise"])
async def test_a_command_about_a_painting_that_is_gone_does_nothing_to_another(s: Studio, command: str) -> None:
    old = await old_and_new(s)
    s.ann.send_text(s.private, command, reply_to=old)
    await s.says(UNKNOWN, after=old)
    assert len(s.queue.jobs.entries) == 2


async def test_a_style_named_for_a_painting_that_is_gone_paints_what_is_seen(s: Studio) -> None:
    old = await old_and_new(s)
    newer = await latest(s)
    said = s.ann.send_text(s.private, "/style ink", reply_to=old)
    await s.result(after=said)
    contents = [(await s.queue.request_of(job.id)).content_image for job in (newer, await latest(s))]
    assert contents[0] != contents[1]


async def test_a_style_named_for_somebody_elses_second_picture_paints_what_is_seen(
    s: Studio, group: int, ben: Person
) -> None:
    ben.send_photo(group, picture("green"), "/style wave")
    own = await s.result(chat_id=group)
    _, second, _ = await surprise(s, group)
    ben.send_text(group, "/style ink", reply_to=second)
    await s.result(chat_id=group, after=second)
    request = await s.queue.request_of((await latest(s, ben, group)).id)
    first = next(entry.request for entry in s.queue.jobs.entries.values() if entry.job.owner == str(ben.id))
    assert own.reply_to is not None
    assert request.content_image != first.content_image


async def test_a_style_sent_in_reply_to_an_older_painting_is_for_its_photo(s: Studio) -> None:
    await send_two(s)
    older = await s.result()
    s.ann.send_photo(s.private, picture("green"), "/style wave")
    newer = await s.result(after=older)
    s.ann.send_photo(s.private, picture("red"), "/style", older)
    await s.result(after=newer)
    first, second, third = (entry.request for entry in s.queue.jobs.entries.values())
    assert third.content_image == first.content_image
    assert len({first.style_images, second.style_images, third.style_images}) == 3


async def test_each_picture_of_a_surprise_gives_its_own_style_to_save(s: Studio, group: int) -> None:
    _, second, _ = await surprise(s, group)
    s.ann.send_text(group, "/save", reply_to=second)
    await s.says("Saved as “mine 1”", chat_id=group)
    styles = (await s.queue.request_of((await latest(s, group=group)).id)).style_images
    assert await saved_picture(s) == small_enough(styles[1])


async def test_a_small_one_sent_once_more_in_another_language_gives_its_own_style_to_save(s: Studio) -> None:
    *_, last = await surprise(s, s.private)
    offer = await s.says(EN.tries_offer)
    await s.store.preferences.change(s.private, CHAT_WIDE, language="zh")
    s.chat.world.press(s.ann.user, offer, callback(presses.RESEND, (await latest(s)).id))
    again = await s.says(texts_in("zh").tries_offer, after=offer)
    tile = next(m for m in s.chat.messages(s.private) if m.is_from_bot and m.album and last.id < m.id < again.id)
    s.ann.send_text(s.private, "/save", reply_to=tile)
    await s.says("已收藏", after=again)


async def test_a_picture_of_styles_is_saved_itself_and_repeats_nothing(s: Studio, result: Message) -> None:
    s.ann.send_text(s.private, "/styles")
    offer = await s.says(EN.styles_offer)
    tile = next(m for m in s.chat.messages(s.private) if m.is_from_bot and m.album and m.id < offer.id)
    s.ann.send_text(s.private, "/save dunes", reply_to=tile)
    await s.says("Saved as “dunes”")
    (style,) = (await s.queue.request_of((await latest(s)).id)).style_images
    assert await saved_picture(s) != small_enough(style)
    s.ann.send_text(s.private, "/again", reply_to=tile)
    await s.says(UNKNOWN)


async def test_go_in_reply_to_a_picture_of_styles_paints_the_last_photo_once_more(s: Studio, result: Message) -> None:
    s.ann.send_text(s.private, "/styles")
    offer = await s.says(EN.styles_offer)
    tile = next(m for m in s.chat.messages(s.private) if m.is_from_bot and m.album and m.id < offer.id)
    s.ann.send_text(s.private, "/go", reply_to=tile)
    await s.result(after=offer)


async def test_delete_takes_the_steps_and_the_sheet_along(s: Studio, result: Message) -> None:
    s.ann.send_text(s.private, "/frames")
    await s.says("Step 1 of 4")
    await press(s, result, "back")
    await press(s, result, "styles")
    sheet = await s.says(EN.another_style_offer)
    s.ann.send_text(s.private, "/style ink", reply_to=sheet)
    other = await s.result(after=sheet)
    requests = [entry.request for entry in s.queue.jobs.entries.values()]
    assert requests[0].content_image == requests[1].content_image
    for verb in ("more", "delete", "sure"):
        await press(s, result, verb)
    assert [m for m in s.chat.messages(s.private) if m.is_from_bot and m.photo] == [other]
