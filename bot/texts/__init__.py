"""Every sentence that a person can see, in each language."""

from __future__ import annotations

from bot.texts.catalogue import Texts
from bot.texts.en import ENGLISH
from bot.texts.zh import CHINESE

__all__ = ["LANGUAGES", "Texts", "language_of", "texts_in"]

LANGUAGES = {"en": ENGLISH, "zh": CHINESE}
DEFAULT_LANGUAGE = "en"


def language_of(language_code: str | None) -> str:
    """Return which of our languages serves a person with this language_code ("zh-hans", "de", None)."""
    code = (language_code or "").lower().split("-")[0]
    return code if code in LANGUAGES else DEFAULT_LANGUAGE


def texts_in(language: str) -> Texts:
    """Return the sentences in this language ("en" or "zh"); English for any other."""
    return LANGUAGES.get(language, ENGLISH)
