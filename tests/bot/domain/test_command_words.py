"""Which commands a person's words hold."""

from __future__ import annotations

import pytest

from bot.domain.command_words import Command, commands_in

ANYWHERE = ("content", "style", "strength", "blend", "size", "go")


@pytest.mark.parametrize(
    ("said", "commands"),
    [
        ("/strength 40", [Command(name="strength", words="40")]),
        ("/Style", [Command(name="style")]),
        ("/content@OurBot now", [Command(name="content", words="now", addressee="ourbot")]),
        ("/strength80", [Command(name="strength", words="80")]),
        ("／strength：80", [Command(name="strength", words="80")]),
        ("/strength 80\n/blend 70 30", [Command(name="strength", words="80"), Command(name="blend", words="70 30")]),
        ("/help or /forget", [Command(name="help", words="or /forget")]),
        ("my cat /style", []),
        ("/home/ann/cat.jpg", []),
        ("", []),
    ],
)
def test_the_commands_of_a_text_stand_at_its_beginning(said: str, commands: list[Command]) -> None:
    assert commands_in(said, ANYWHERE) == commands


def test_a_caption_may_begin_with_other_words() -> None:
    assert commands_in("my cat 🐈 /style", ANYWHERE, is_caption=True) == [Command(name="style")]
    assert commands_in("do not /forget", ANYWHERE, is_caption=True) == []
