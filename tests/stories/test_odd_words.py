"""Words that are no command: taken as they are meant, or answered by what is next."""

from __future__ import annotations

from typing import Any

import pytest

from bot.localchat.world.people import Person
from bot.texts import texts_in
from tests.support.studio import PHOTO, STYLE, Studio, send_two

EN = texts_in("en")
FILE = {"file_id": "x", "file_unique_id": "x", "duration": 1}
POLL = {
    "id": "1",
    "question": "?",
    "options": [],
    "total_voter_count": 0,
    **dict.fromkeys(("is_closed", "is_anonymous", "allows_multiple_answers", "allows_revoting", "members_only"), False),
    "type": "regular",
}


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("80", "Is that the strength? Then say /strength 80"),
        ("/70", "Is that the strength? Then say /strength 70"),
        ("/wave", "say /style wave"),
        ("７０ ３０", "Then say /blend ７０ ３０"),
        ("2026", "Send me a photo"),
        ("/strength 0", "your photo as it is"),
        ("/strength80", "Strength is now 80"),
        ("/strength 20 /size 128", "now 128 pixels"),
        ("/strength@otherbot 50", "I do not know that one"),
        ("/recipe picasso", "no recipe called “picasso”"),
        ("/limits 3", "Limits are for groups"),
        ("/language Chinese", "好，现在用中文"),
        ("/size １２８", "now 128 pixels"),
    ],
)
async def test_words_are_taken_as_they_are_meant(s: Studio, words: str, answer: str) -> None:
    s.ann.send_text(s.private, words)
    await s.says(answer)


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"contact": {"phone_number": "1", "first_name": "Ben"}}, EN.no_other),
        ({"dice": {"emoji": "🎲", "value": 3}}, EN.no_other),
        ({"poll": POLL}, EN.no_other),
        ({"voice": FILE}, EN.no_other),
        ({"video_note": {**FILE, "length": 3}}, EN.no_video),
        ({"animation": {**FILE, "width": 3, "height": 3}}, EN.no_animation),
    ],
)
async def test_what_is_no_picture_is_named(s: Studio, fields: dict[str, Any], answer: str) -> None:
    s.ann.send_other(s.private, fields)
    await s.says(answer)


async def test_words_in_answer_to_a_result_are_about_it(s: Studio) -> None:
    await send_two(s)
    s.ann.send_text(s.private, "more blue please", reply_to=await s.result())
    await s.says(EN.about_results)


async def test_words_are_answered_by_what_is_next(s: Studio) -> None:
    """Nobody who has sent a photo is asked for one."""
    s.ann.send_photo(s.private, PHOTO)
    asked = s.ann.send_text(s.private, "and now?")
    await s.says(EN.need_style, after=asked)
    s.queue.painter = None
    s.ann.send_photo(s.private, STYLE)
    await s.says(EN.started)
    s.ann.send_text(s.private, "how long?")
    await s.says(EN.already_painting)


async def test_three_shares_for_one_style_are_explained(s: Studio) -> None:
    await send_two(s)
    await s.result()
    s.ann.send_text(s.private, "/blend 40 30 30")
    await s.says(EN.mix_one_number)


@pytest.mark.parametrize("words", ["/again", "/blend 30"])
async def test_somebody_elses_result_is_left_alone(s: Studio, ben: Person, group: int, words: str) -> None:
    s.ann.send_text(group, "/demo")
    ben.send_text(group, words, reply_to=await s.result(chat_id=group))
    await s.says(EN.painting_not_yours, chat_id=group)


@pytest.mark.parametrize("words", ["@stylegram_local_bot /strength 20", "@Stylegram_Local_Bot hello", "/stronger"])
async def test_what_names_or_answers_the_bot_is_answered(s: Studio, words: str) -> None:
    group = s.chat.group("Studio", [s.ann], privacy=False)
    hello = await s.says("Hello", chat_id=group)
    s.ann.send_text(group, words, reply_to=None if "@" in words else hello)
    await s.says("", chat_id=group, after=hello)


async def test_numbers_in_chinese_characters_are_asked_for_in_digits(s: Studio) -> None:
    await s.store.preferences.change(s.private, 0, language="zh")
    s.ann.send_text(s.private, "/strength 八十")
    await s.says("我看不懂“八十”，请用一个阿拉伯数字")


async def test_in_chinese_go_after_a_stop_is_said_to_paint_anew(s: Studio) -> None:
    await s.store.preferences.change(s.private, 0, language="zh")
    s.queue.painter = None
    await send_two(s)
    await s.says("作画的程序现在不在线")
    s.ann.send_text(s.private, "/cancel")
    await s.says("/go 重新画，发新照片就另画一张")
