"""What the drawn styles are called, in each language. Draws nothing."""

from __future__ import annotations

import re

from bot.texts import LANGUAGES, Texts
from engine.gallery import STYLES


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


def styles_called(words: str) -> tuple[str, ...]:
    """Return the names of the styles that the words call, in any language: all of them together, or each of them."""
    called = {style_word(texts, name).lower(): name for texts in LANGUAGES.values() for name in style_names()}
    called |= {name: name for name in style_names()}  # "watercolor" as well as "watercolour"
    plain = " ".join(re.findall(r"\w+", words.lower()))
    parts = (part for word in plain.split() for part in ([word] if word in called else re.split("[和加与]", word)))
    found = [plain] if plain in called else [part for part in parts if part in called]
    return tuple(dict.fromkeys(called[word] for word in found))


def plain_called(words: str) -> str | None:
    """Return the name of the picture of one colour that the words call, in any language."""
    called = {"blank": "blank", "white": "blank", "black": "black"}
    for texts in LANGUAGES.values():
        called |= {texts.plain_blank: "blank", texts.plain_black: "black"}
    return called.get(words.strip().lower())
