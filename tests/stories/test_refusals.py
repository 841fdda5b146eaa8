"""What cannot be used gets one clear sentence, and nothing is lost: over real HTTP, like everything end to end."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from bot.localchat.world.people import Person
from tests.support.fakes import FakePainter, picture
from tests.support.studio import PHOTO, STYLE, Studio, send_two, studio
from tests.support.until import eventually


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("/go", "I have no photo yet"),
        ("/again", "nothing to paint again yet"),
        ("/cancel", "not painting anything for you"),
        ("/status", "Send me a photo to begin"),
        ("/strength abc", "“abc” is not a number"),
        ("/strength 140", "from 0 to 100"),
        ("/strength", "Strength is 60"),
        ("/blend 50", "no painting of yours"),
        ("/content", "Which photo?"),
        ("/style", "Which picture?"),
        ("/style nonesuch", "no style called “nonesuch”"),
        ("/size 99999", "not a size"),
        ("/language fr", "I speak English, 中文"),
        ("/nonsense", "I do not know that one"),
        ("good morning", "Send me a photo"),
        ("Wave", "Got the style. Now send the photo"),
        ("/demo nonesuch", "no style called “nonesuch”"),
        ("/strength 70 30", "Strength is one number"),
        ("/strength " + "9" * 3000, "outside"),
    ],
)
async def test_words_that_lead_nowhere_are_answered(s: Studio, words: str, answer: str) -> None:
    s.ann.send_text(s.private, words)
    await s.says(answer)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("/blend 50 30 20", "a number for each of the 2 styles"),
        ("/blend 0 0", "no style at all"),
        ("/blend a b", "not a number"),
        ("/blend 140", "from 0 to 100"),
        ("/blend", "1: 50 %, 2: 50 %"),
    ],
)
async def test_a_blend_that_cannot_be_is_answered(s: Studio, words: str, answer: str) -> None:
    for _ in range(2):
        s.ann.send_photo(s.private, STYLE, "/style")
    await s.says("Now send the photo")
    s.ann.send_text(s.private, words)
    await s.says(answer)


@pytest.mark.parametrize(
    ("content", "name", "answer"),
    [
        (b"", "empty.png", "cannot open the photo"),
        (b"no picture", "words.jpg", "cannot open the photo"),
        (PHOTO[: len(PHOTO) // 2], "cut.png", "cannot open the photo"),
        (picture("red", (600, 20)), "narrow.png", "each side needs at least 32"),
        (picture("red", (1000, 40)), "long.png", "more than 20 times"),
        (picture("red", (16, 16)), "tiny.png", "each side needs at least 32"),
    ],
)
async def test_a_file_that_cannot_be_painted_is_named_and_the_rest_is_kept(
    s: Studio, content: bytes, name: str, answer: str
) -> None:
    s.ann.send_document(s.private, content, name, "image/png")
    s.ann.send_photo(s.private, STYLE)
    said = await s.says(answer)
    s.ann.send_photo(s.private, PHOTO)
    await s.result(after=said)


async def test_a_file_too_big_for_bots_is_refused_before_it_is_fetched(s: Studio) -> None:
    s.ann.send_document(s.private, b"\xff\xd8" + bytes(21_000_000), "huge.jpg", "image/jpeg")
    await s.says("at most 20 MB")


async def test_a_document_that_is_no_picture_is_refused(s: Studio) -> None:
    s.ann.send_document(s.private, b"%PDF", "paper.pdf", "application/pdf")
    await s.says("I cannot open that file")


async def test_a_video_is_refused(s: Studio) -> None:
    s.ann.send_video(s.private, b"movie")
    await s.says("That is a video")


async def test_a_moving_sticker_is_refused_and_a_still_one_taken(s: Studio) -> None:
    s.ann.send_sticker(s.private, b"{}", kind="animated")
    await s.says("That sticker moves")
    webp = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(webp, "WEBP")
    s.ann.send_sticker(s.private, webp.getvalue())
    await s.says("Got your photo")


async def test_a_place_on_the_map_is_refused(s: Studio) -> None:
    s.ann.send_other(s.private, {"location": {"latitude": 1.0, "longitude": 2.0}})
    await s.says("only paint pictures")


@pytest.mark.parametrize("size", [(640, 32), (32, 640), (32, 32)])
async def test_the_smallest_and_the_longest_pictures_are_painted(s: Studio, size: tuple[int, int]) -> None:
    s.ann.send_document(s.private, picture("red", size), "small.png", "image/png")
    s.ann.send_document(s.private, picture("blue", size), "style.png", "image/png")
    await s.result()


async def test_too_many_pictures_at_once_are_refused(tmp_path: Path) -> None:
    async with studio(tmp_path, painter=FakePainter(iterates=2000, pace_s=0.01)) as s:
        await send_two(s)
        await s.says("Painting")
        for _ in range(3):
            s.ann.send_text(s.private, "/again")
        await s.says("already painting 3 pictures for you")


@pytest.mark.parametrize(
    ("language", "busy", "idle", "elsewhere"),
    [
        ("en", "already painting 3 pictures for you", "not painting anything for you here", "in other chats: 3"),
        ("zh", "已经在为你画 3 张了", "我现在没有在这里给你画什么", "在其他聊天里为你画的还有 3 张"),
    ],
)
async def test_pictures_in_other_chats_are_spoken_of_where_they_count(
    s: Studio, language: str, busy: str, idle: str, elsewhere: str
) -> None:
    """The limit is a person's, in all chats; what is refused here must be explained by what waits there."""
    s.queue.painter = None
    cleo = s.chat.person("Cleo", language=language)
    group = s.chat.group("Studio", [cleo])
    for number in (1, 2, 3):
        cleo.send_text(group, "/demo")
        await eventually(lambda number=number: has_jobs(s, cleo, number))
    cleo.send_text(cleo.id, "/status")
    assert elsewhere in (await s.says(idle, chat_id=cleo.id)).words
    cleo.send_text(cleo.id, "/demo")
    assert elsewhere in (await s.says(busy, chat_id=cleo.id)).words
    asked = cleo.send_text(group, "/status")
    assert elsewhere not in (await s.says("", chat_id=group, after=asked)).words


async def has_jobs(s: Studio, person: Person, count: int) -> bool:
    return len(await s.queue.unfinished(owner=str(person.id))) == count


async def test_a_full_queue_says_so_and_keeps_the_pictures(s: Studio) -> None:
    s.queue._total_limit = 0
    await send_two(s)
    said = await s.says("Very many people")
    s.queue._total_limit = 200
    s.ann.send_text(s.private, "/go")
    await s.result(after=said)


async def test_nobody_painting_is_said_and_the_picture_comes_when_somebody_does(tmp_path: Path) -> None:
    async with studio(tmp_path) as s:
        s.queue.painter = None
        await send_two(s)
        await s.says("Nobody is painting right now")
        s.queue.painter = FakePainter()
        await s.result()


async def test_a_painter_that_fails_is_excused(s: Studio) -> None:
    await s.store.preferences.change(s.private, s.ann.id, recipe="refused")
    await send_two(s)
    await s.says("do not have the memory for this picture")


async def test_a_queue_that_is_down_gets_the_order_when_it_is_back(s: Studio) -> None:
    s.queue.is_available = False
    await send_two(s)
    await s.says("I start as soon as I can")
    s.queue.is_available = True
    await s.result()


async def test_a_persons_words_are_never_markup(s: Studio) -> None:
    s.ann.send_text(s.private, "/strength <b>*x*</b>")
    said = await s.says("<b>*x*</b>")
    assert [entity["type"] for entity in said.entities] == ["bot_command"]
