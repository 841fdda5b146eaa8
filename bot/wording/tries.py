"""Several small paintings to choose from: what stands under each, and the buttons that paint one large."""

from __future__ import annotations

from collections.abc import Sequence

from bot.texts import LANGUAGES, Texts
from bot.wording.buttons import Rows
from bot.wording.presses import TRY, callback
from bot.wording.styles import style_word
from engine.options.style_options import Try


def words_of(texts: Texts, tries: Sequence[Try], style_names: Sequence[str]) -> list[str]:
    """Return what each of the tries is called: by its style where they differ in that, else by its strength."""
    return [
        texts.button_strength.format(strength=f"{each.strength:g}")
        if each.style is None
        else style_word(texts, style_names[each.style])
        for each in tries
    ]


def place_of_style(tries: Sequence[Try], style_names: Sequence[str], caption: str | None) -> int | None:
    """Return the place of the style in which the small picture with this caption was painted; None for any other."""
    for texts in LANGUAGES.values():  # what is sent once more is in the language of whoever asks
        words = words_of(texts, tries, style_names)
        for captions in (words, [texts.tries_offer_one.format(name=word) for word in words]):
            if caption in captions:
                return tries[captions.index(caption)].style
    return None


def try_buttons(texts: Texts, job_id: str, tries: Sequence[Try], style_names: Sequence[str]) -> Rows:
    """Return a button for each of the tries that paints it large."""
    words = words_of(texts, tries, style_names)
    return [[(word, callback(TRY, job_id, str(place))) for place, word in enumerate(words)]]
