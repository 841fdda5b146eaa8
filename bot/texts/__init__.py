"""Every sentence that a person can see, in each language.

A language is one file here, named by its code: en.py, zh.py. What it calls TEXTS is all that it says.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping

from bot.texts.catalogue import Texts

__all__ = ["LANGUAGES", "Texts", "language_of", "languages_in", "texts_in"]

DEFAULT_LANGUAGE = "en"
_CODE_LETTERS = (2, 3)  # ISO 639


def languages_in(path: Iterable[str], package: str = __name__) -> Mapping[str, Texts]:
    """Return the languages whose files are in a package: by code, English first."""
    names = [found.name for found in pkgutil.iter_modules(path)]
    codes = sorted({name for name in names if len(name) in _CODE_LETTERS} - {DEFAULT_LANGUAGE})
    return {code: importlib.import_module(f"{package}.{code}").TEXTS for code in (DEFAULT_LANGUAGE, *codes)}


LANGUAGES = dict(languages_in(__path__))


def language_of(language_code: str | None) -> str:
    """Return which of our languages serves a person with this language_code ("zh-hans", "de", None)."""
    code = (language_code or "").lower().split("-")[0]
    return code if code in LANGUAGES else DEFAULT_LANGUAGE


def texts_in(language: str) -> Texts:
    """Return the sentences in the language of this code; English for a code that none has."""
    return LANGUAGES.get(language, LANGUAGES[DEFAULT_LANGUAGE])
