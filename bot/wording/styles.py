"""What the drawn styles are called, in each language. Draws nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.texts import LANGUAGES, Texts
from engine.gallery import STYLES

_BEHIND_NAMES = ("画", "吧")  # 水墨画 is called as 水墨 is


def style_names() -> tuple[str, ...]:
    """Return the names of the styles, as commands and buttons say them."""
    return tuple(style.name for style in STYLES)


def style_word(texts: Texts, name: str) -> str:
    """Return what a style is called in this language."""
    return {
        "brush": texts.style_brush,
        "wave": texts.style_wave,
        "mosaic": texts.style_mosaic,
        "glass": texts.style_glass,
        "points": texts.style_points,
        "hatching": texts.style_hatching,
        "ink": texts.style_ink,
        "watercolor": texts.style_watercolor,
        "shapes": texts.style_shapes,
    }.get(name, name)


def style_called(words: str) -> str | None:
    """Return the name of the first style that the words call, in any language."""
    return next(iter(styles_called(words)), None)


def style_named(words: str) -> str | None:
    """Return the name of the style that is called by these very words, in any language; None for any others."""
    return _named(words.lower(), _called(), _BEHIND_NAMES)


def styles_called(words: str) -> tuple[str, ...]:
    """Return the names of the styles that the words call, in any language: all of them together, or each of them."""
    called, behind = _called(), (*_BEHIND_NAMES, "风格")
    plain = " ".join(re.findall(r"\w+", words.lower()))
    if (whole := _named(plain, called, behind)) is not None:
        return (whole,)
    for name in (name for name in called if " " in name):  # "oil painting" beside other words
        plain = re.sub(rf"\b{re.escape(name)}\b", called[name], plain)
    parts = (part for word in plain.split() for part in ([word] if word in called else re.split("[和加与]", word)))
    found = (_named(part, called, behind) for part in parts)
    return tuple(dict.fromkeys(name for name in found if name is not None))


def _called() -> dict[str, str]:
    """Return what the styles are called, in every language, each with its name."""
    called = {name: name for name in style_names()}  # "watercolor" as well as "watercolour"
    for texts in LANGUAGES.values():
        called |= {style_word(texts, name).lower(): name for name in style_names()}
        called |= {said: name for said, _, name in (each.partition("=") for each in texts.said_styles.split(","))}
    return called


def _named(words: str, called: Mapping[str, str], behind: Sequence[str]) -> str | None:
    """Return the style that the words call, as they are or without what may stand behind a name."""
    while words and words not in called:
        words = next((words.removesuffix(end) for end in behind if words.endswith(end)), "")
    return called.get(words)


def plain_called(words: str) -> str | None:
    """Return the name of the picture of one colour that the words call, in any language."""
    called = {"blank": "blank", "white": "blank", "black": "black"}
    for texts in LANGUAGES.values():
        called |= {texts.plain_blank: "blank", texts.plain_black: "black"}
    return called.get(words.strip().lower())
