"""bot.wording.styles: what people call the drawn styles."""

from __future__ import annotations

import pytest

from bot.wording.styles import styles_called


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("wave", ("wave",)),
        ("Watercolour, please", ("watercolor",)),
        ("wave mosaic", ("wave", "mosaic")),
        ("ink, wave and ink", ("ink", "wave")),
        ("海浪 水墨", ("wave", "ink")),
        ("水墨和海浪", ("ink", "wave")),
        ("水墨画", ("ink",)),
        ("水墨风格", ("ink",)),
        ("油画吧", ("brush",)),
        ("浮世绘、彩色玻璃", ("wave", "glass")),
        ("Oil painting", ("brush",)),
        ("an oil painting", ("brush",)),
        ("oil painting wave", ("brush", "wave")),
        ("in stained glass and ink painting", ("glass", "ink")),
        ("nothing of mine", ()),
        ("", ()),
    ],
)
def test_every_style_that_words_call_is_found_once_in_their_order(words: str, names: tuple[str, ...]) -> None:
    assert styles_called(words) == names
