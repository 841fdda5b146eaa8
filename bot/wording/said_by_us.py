"""Recognises what we have said ourselves, in any language: people forward it, and answer it."""

from __future__ import annotations

import functools
import re
import string
from collections.abc import Callable, Sequence

from bot.texts import LANGUAGES, Texts


def is_caption_of_ours(words: str) -> bool:
    """Return whether the words are what we write under a painting or a mix, in any language."""
    return any(pattern.fullmatch(words.strip()) for pattern in _captions_of_ours())


@functools.cache
def _captions_of_ours() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(f"{_matching(caption)}(?: {_matching(texts.recipe_untuned)})?(?:\n(?:{_lines_below(texts)}))?")
        for texts in LANGUAGES.values()
        for caption in (*_of_experiments(texts), texts.result, texts.result_named, texts.result_styles, texts.mixed)
    )


def _lines_below(texts: Texts) -> str:
    return "|".join(_matching(line) for line in (texts.card_changed, texts.guest_more))


def _of_experiments(texts: Texts) -> tuple[str, ...]:
    dreams = (texts.dream_shown, texts.dream_of_layer, texts.dream_of_neuron)
    return (*dreams, texts.texture_shown, texts.neurons_of_layer, texts.neurons_of_all, texts.neuron_shown)


def fact_in(words: str, sentences_of: Callable[[Texts], Sequence[str]]) -> str | None:
    """Return the first fact in words that are one of these sentences of ours, in any language; None for other words."""
    for texts in LANGUAGES.values():
        for sentence in sentences_of(texts):
            if found := re.fullmatch(_matching(sentence).replace(".+", "(.+)"), words.strip()):
                return str(found.group(1))
    return None


def _matching(sentence: str) -> str:
    """Return a regular expression for a sentence whose braces hold any facts."""
    parts = string.Formatter().parse(sentence)
    return "".join(re.escape(words) + (".+" if fact else "") for words, fact, _, _ in parts)
