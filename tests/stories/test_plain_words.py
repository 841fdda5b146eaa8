"""What is said plainly is done, what is chosen is pressed, and no sentence asks for what it just got."""

from __future__ import annotations

import pytest

from bot.texts import texts_in
from tests.support.studio import PHOTO, STYLE, Studio, send_two

EN, ZH = texts_in("en"), texts_in("zh")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("strength 40", "Strength is now 40"),
        ("Strength: 40 %", "Strength is now 40"),
        ("强度 40", "Strength is now 40"),
        ("size 128", "now 128 pixels"),
        ("style wave", "Got the style"),
        ("help", "/strength 0 to 100"),
        ("again", "There is nothing to paint again yet"),
        ("my strength is 40", "Send me a photo"),
    ],
)
async def test_a_command_without_its_slash_is_done(s: Studio, words: str, answer: str) -> None:
    s.ann.send_text(s.private, words)
    await s.says(answer)


async def test_again_may_follow_a_setting(s: Studio) -> None:
    await send_two(s)
    first = await s.result()
    s.ann.send_text(s.private, "/strength 0 /again")
    await s.says("Strength is now 0", after=first)
    second = await s.result(after=first)
    assert "strength 0" in second.words


async def test_shares_under_one_album_are_that_albums_alone(s: Studio) -> None:
    s.ann.send_album(s.private, [PHOTO, STYLE, STYLE], "/blend 70 30")
    first = await s.result()
    s.ann.send_album(s.private, [PHOTO, STYLE, STYLE])
    second = await s.result(after=first)
    assert "1: 50 %, 2: 50 %" in second.words


async def test_shares_under_an_album_that_they_do_not_fit_wait_for_no_other(s: Studio) -> None:
    s.ann.send_album(s.private, [PHOTO, STYLE], "/blend 70 30")
    first = await s.result()
    s.ann.send_album(s.private, [PHOTO, STYLE, STYLE])
    second = await s.result(after=first)
    assert "1: 50 %, 2: 50 %" in second.words


async def test_a_language_is_pressed(s: Studio) -> None:
    s.ann.send_text(s.private, "/language")
    asked = await s.says("We speak English")
    assert asked.buttons == ["English", "中文", "As in my Telegram"]
    await s.chat.answered(s.ann.press(asked, "中文"))
    await s.says(ZH.language_set)
    await s.chat.answered(s.ann.press(asked, "As in my Telegram"))
    await s.says(EN.language_set)


async def test_an_unknown_language_is_offered_those_that_are_there(s: Studio) -> None:
    s.ann.send_text(s.private, "/language klingon")
    assert (await s.says("I speak English, 中文.")).buttons == ["English", "中文", "As in my Telegram"]


async def test_a_size_is_pressed(s: Studio) -> None:
    s.ann.send_text(s.private, "/size")
    asked = await s.says("pixels on the long side")
    assert asked.buttons == ["256", "512", "768", "1024", "1536", "2048", "Quick: half the time"]
    await s.chat.answered(s.ann.press(asked, "256"))
    await s.says("Results are now 256 pixels")


async def test_the_middle_button_of_the_strength_says_what_it_means(s: Studio) -> None:
    await send_two(s)
    result = await s.opened(await s.result())
    press = await s.chat.answered(s.ann.press(result, "Strength 60"))
    assert press.answer == f"60: {EN.strength_balanced}"


async def test_a_mix_suggests_another_number(s: Studio) -> None:
    await send_two(s)
    result = await s.result()
    s.ann.send_text(s.private, "/blend 50", reply_to=result)
    mixed = await s.says("50 % painting")
    assert "/blend 50" not in mixed.words


async def test_a_mix_of_nothing_says_so(s: Studio) -> None:
    await send_two(s)
    result = await s.result()
    s.ann.send_text(s.private, "/blend 0 0", reply_to=result)
    await s.says("With zeros only")


async def test_too_few_shares_are_asked_for_without_counting_one_numbers(s: Studio) -> None:
    s.ann.send_album(s.private, [PHOTO, STYLE, STYLE, STYLE])
    result = await s.result()
    s.ann.send_text(s.private, "/blend 40", reply_to=result)
    said = await s.says("for each of the 3 styles")
    assert "/blend 50 30 20" in said.words


async def test_a_file_that_is_no_picture_is_refused_as_soon_as_it_comes(s: Studio) -> None:
    """While another picture is painted it would else be kept, and refused at /go."""
    assert s.queue.painter is not None
    s.queue.painter.pace_s = 0.2
    await send_two(s)
    await s.says(EN.started)
    s.ann.send_document(s.private, b"GIF89a and nothing more", "broken.gif", "image/gif")
    said = await s.says("I cannot open style picture 2")
    s.ann.send_document(s.private, STYLE, "style.png", "image/png")
    await s.says("Kept as style 2", after=said)
