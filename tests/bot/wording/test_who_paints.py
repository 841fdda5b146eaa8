"""Workers describe themselves for logs; people read words."""

from __future__ import annotations

import pytest

from bot.texts import texts_in
from bot.wording.who_paints import painters_told, recipe_word

EN, ZH = texts_in("en"), texts_in("zh")


@pytest.mark.parametrize(
    ("description", "english", "chinese"),
    [
        (
            "builtin, cpu (2 cores), bfloat16",
            "the network that comes with Stylegram, on 2 processor cores",
            "在 2 个处理器核心上用 Stylegram 自带的网络",
        ),
        (
            "quick, cpu (1 core), float32",
            "the quick network that comes with Stylegram, on one processor core",
            "在一个处理器核心上用 Stylegram 自带的快速网络",
        ),
        (
            "builtin, cpu, bfloat16",
            "the network that comes with Stylegram, on a processor",
            "在处理器上用 Stylegram 自带的网络",
        ),
        ("vgg19, cuda, float16", "the network vgg19, on a graphics card", "在显卡上用 vgg19 网络"),
    ],
)
def test_who_paints_is_told_without_jargon(description: str, english: str, chinese: str) -> None:
    assert painters_told(EN, [description]) == english
    assert painters_told(ZH, [description]) == chinese


def test_workers_that_are_alike_are_told_once() -> None:
    told = painters_told(EN, ["builtin, cpu, bfloat16", "builtin, cpu, float32"])
    assert told == "the network that comes with Stylegram, on a processor"


def test_the_usual_recipe_is_told_in_words() -> None:
    assert (recipe_word(ZH, "default"), recipe_word(ZH, "cs231n")) == ("我自己的", "cs231n")
