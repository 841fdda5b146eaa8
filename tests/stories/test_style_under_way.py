"""A style that is named in reply to what is still to come: a painting, a dream, or one that waits for room."""

from __future__ import annotations

from pathlib import Path

from bot.localchat.world.messages import Message
from tests.support.studio import PATIENCE_S, PHOTO, SECOND_STYLE, STYLE, Studio, demo_in, send_two, studio


def photos(s: Studio) -> list[bytes]:
    """Return the photo of each job, oldest first."""
    return [entry.request.content_image for entry in s.queue.jobs.entries.values()]


async def fill_the_only_place(s: Studio) -> None:
    """Let Ann ask for a picture that nobody paints yet, so that her next one waits."""
    await send_two(s)
    await progress_in(s)


async def test_a_style_in_reply_to_a_painting_under_way_paints_its_photo(s: Studio) -> None:
    painter, s.queue.painter = s.queue.painter, None
    await send_two(s)
    progress = await progress_in(s)
    wish = s.ann.send_text(s.private, "/style wave", reply_to=progress)
    await s.says("", after=wish)
    s.queue.painter = painter
    first = await s.result()
    await s.result(after=first)
    assert (await s.job()).styles == 1
    assert photos(s)[1] == photos(s)[0]


async def progress_in(s: Studio, chat_id: int | None = None) -> Message:
    """Wait for the message that tells how far a picture is."""
    return await s.chat.wait_for(chat_id or s.private, lambda m: m.buttons == ["Stop"], PATIENCE_S)


async def test_a_style_in_reply_to_a_dream_under_way_paints_its_photo(s: Studio) -> None:
    painter, s.queue.painter = s.queue.painter, None
    s.ann.send_photo(s.private, PHOTO, "/dream")
    progress = await progress_in(s)
    wish = s.ann.send_text(s.private, "/style wave", reply_to=progress)
    await s.says("", after=wish)
    s.queue.painter = painter
    await s.result(after=wish)
    assert (await s.job()).styles == 1
    assert photos(s)[1] == photos(s)[0]


async def test_a_style_in_reply_to_one_that_waits_for_room_paints_its_photo(tmp_path: Path) -> None:
    async with studio(tmp_path, jobs_per_person=1) as s:
        painter, s.queue.painter = s.queue.painter, None
        await fill_the_only_place(s)
        s.ann.send_photo(s.private, STYLE, "/style ink")
        waits = await s.says("This one waits in line")
        s.ann.send_text(s.private, "/style wave", reply_to=waits)
        said = await s.says("This one waits in line", after=waits)
        s.queue.painter = painter
        last: Message | None = None
        for _ in range(3):
            last = await s.result(after=last or said)
        assert (await s.job()).styles == 1
        assert photos(s)[2] == photos(s)[1]


async def test_a_style_in_reply_to_an_album_that_waits_for_room_paints_its_photo(tmp_path: Path) -> None:
    async with studio(tmp_path, jobs_per_person=1) as s:
        painter, s.queue.painter = s.queue.painter, None
        await fill_the_only_place(s)
        s.ann.send_album(s.private, [STYLE, SECOND_STYLE])
        waits = await s.says("This one waits in line")
        s.ann.send_text(s.private, "/style wave", reply_to=waits)
        last = await s.says("This one waits in line", after=waits)
        s.queue.painter = painter
        for _ in range(3):
            last = await s.result(after=last)
        assert photos(s)[2] == photos(s)[1]


async def test_a_style_in_reply_to_the_progress_of_somebody_else_repaints_nothing_of_ones_own(s: Studio) -> None:
    ben = s.chat.person("Ben")
    group = s.chat.group("Studio", [s.ann, ben])
    await demo_in(s, group, ben)
    painter, s.queue.painter = s.queue.painter, None
    s.ann.send_text(group, "/demo")
    progress = await progress_in(s, group)
    ben.send_text(group, "/style wave", reply_to=progress)
    await s.says("Got the style", chat_id=group, after=progress)
    s.queue.painter = painter


async def test_a_style_under_way_that_is_named_the_photo_begins_a_painting_of_its_own(s: Studio) -> None:
    painter, s.queue.painter = s.queue.painter, None
    s.ann.send_photo(s.private, PHOTO)
    style = s.ann.send_photo(s.private, STYLE)
    progress = await progress_in(s)
    s.ann.send_text(s.private, "/content", reply_to=style)
    await s.says("Got your photo", after=progress)
    s.queue.painter = painter
