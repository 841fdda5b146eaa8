"""bot.handlers.spoken: which words are a command, a button, a style or thanks."""

from __future__ import annotations

import pytest

from bot.domain.command_words import Command
from bot.handlers.spoken import are_signs_of_joy, are_thanks, command_in, style_in, style_in_caption, verb_in
from bot.wording import presses


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Again!", "again"),
        ("again please", "again"),
        ("Paint again", "again"),
        ("one more", "again"),
        ("再来一张", "again"),
        ("再来一张吧", "again"),
        ("重画", "again"),
        ("再画一张", "again"),
        ("再画一次！", "again"),
        ("stop", "cancel"),
        ("Stop it!", "cancel"),
        ("停止", "cancel"),
        ("停", "cancel"),
        ("取消", "cancel"),
    ],
)
def test_a_command_is_known_by_other_words(words: str, name: str) -> None:
    assert command_in(words) == Command(name=name)


@pytest.mark.parametrize("words", ["", "!", "stop motion", "again but bigger", "another one", "一张"])
def test_other_words_are_no_command(words: str) -> None:
    assert command_in(words) is None


@pytest.mark.parametrize(
    ("words", "verb"),
    [
        ("a bit stronger", presses.BOLDER),
        ("much stronger", presses.BOLDER),
        ("but, stronger", presses.BOLDER),
        ("强一些", presses.BOLDER),
        ("更浓一点", presses.BOLDER),
        ("太淡", presses.BOLDER),
        ("弱一些", presses.SOFTER),
        ("太浓", presses.SOFTER),
        ("that's too much", presses.SOFTER),
        ("really too weak", presses.BOLDER),
        ("这张太淡了", presses.BOLDER),
        ("very original!", None),
        ("that's different", None),
        ("again but bigger", presses.LARGE),
        ("once more", presses.AGAIN),
        ("再来一次", presses.AGAIN),
        ("原图", presses.FILE),
        ("发原图", presses.FILE),
        ("another one", presses.STYLE_MENU),
        ("try strengths", presses.TRIES),
        ("so what", None),
        ("much ado about nothing", None),
    ],
)
def test_words_say_what_a_button_says(words: str, verb: str | None) -> None:
    assert verb_in(words) == verb


@pytest.mark.parametrize(
    ("words", "names"), [("水墨画", "水墨画"), ("用水墨和海浪", "水墨 海浪"), ("in waves", "waves"), ("ink 😍", "ink")]
)
def test_a_style_is_known_by_its_other_names(words: str, names: str) -> None:
    assert style_in(words) == Command(name="style", words=names)


@pytest.mark.parametrize("words", ["It's a wave!", "that’s ink", "so, ink"])
def test_a_remark_that_names_a_style_is_no_wish(words: str) -> None:
    assert style_in(words) is None


@pytest.mark.parametrize(
    ("words", "names"),
    [("in ink", "ink"), ("用水墨", "水墨"), ("水墨风格", "水墨"), ("A wave!", None), ("水墨画", None)]
    + [
        (words, None)
        for words in ("一张油画", "一个马赛克", "It's a mosaic", "that’s ink", "With waves", "with the wave")
    ],
)
def test_a_caption_that_is_a_styles_name_alone_may_say_what_is_seen(words: str, names: str | None) -> None:
    assert style_in_caption(words) == (Command(name="style", words=names) if names else None)


@pytest.mark.parametrize(
    "words",
    ["thanks 😊", "Thank you so much!", "so cool", "10/10", "谢谢❤️", "不错", "厉害", "好棒", "赞", "that's great"],
)
def test_thanks_are_known(words: str) -> None:
    assert are_thanks(words)


@pytest.mark.parametrize(
    ("words", "is_glad"), [("👍", True), ("👍🏽", True), ("😍 ❤️", True), ("👎", False), ("👍 80", False), ("?!", False)]
)
def test_signs_of_joy_are_told_from_others(words: str, is_glad: bool) -> None:
    assert are_signs_of_joy(words) is is_glad
    assert not are_thanks(words)


@pytest.mark.parametrize("words", ["ok", "好的", "no thanks to you", "70/30"])
def test_what_may_answer_a_question_is_no_thanks(words: str) -> None:
    assert not are_thanks(words)
