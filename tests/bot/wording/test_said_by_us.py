from __future__ import annotations

import pytest

from bot.texts import texts_in
from bot.wording import sentences
from bot.wording.said_by_us import is_caption_of_ours
from engine.options.style_options import KeepColors, StyleOptions
from engine.recipes.published import UNTUNED

EN = texts_in("en")
OURS = [
    sentences.result(texts, StyleOptions(strength=62.5, keep_colors=colors), len(names), names, notes)
    for texts in (EN, texts_in("zh"))
    for names in ([""], ["wave"], ["", "ink", ""])
    for colors in (KeepColors.OFF, KeepColors.LUMINANCE)
    for notes in ((), (UNTUNED,))
]


MIXED = [texts.mixed.format(painting=40, photo=60, example=60) for texts in (EN, texts_in("zh"))]


DREAMS = [texts.dream_of_neuron.format(neuron=17, layer="relu3_1") for texts in (EN, texts_in("zh"))]


@pytest.mark.parametrize("caption", [*OURS, *MIXED, *DREAMS])
def test_our_own_captions_are_known_again_in_every_language(caption: str) -> None:
    assert is_caption_of_ours(f" {caption}\n")


@pytest.mark.parametrize("words", ["", "/strength 80", "Here it is, my cat /strength 80", f"{OURS[0]}\n/strength 80"])
def test_a_persons_own_words_are_no_caption_of_ours(words: str) -> None:
    assert not is_caption_of_ours(words)
