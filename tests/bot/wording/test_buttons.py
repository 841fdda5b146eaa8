"""What buttons say and carry."""

from __future__ import annotations

import pytest

from bot.texts import LANGUAGES
from bot.wording.card_buttons import card_buttons, mix_buttons, more_buttons, restyle_buttons, sure_buttons
from bot.wording.presses import Pressed, callback, read_callback
from engine.options.style_options import StyleOptions

JOB = "0123456789abcdef0123"


def pressed(verb: str, value: str = "") -> Pressed:
    return Pressed(verb=verb, about=JOB, value=value)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("styles", range(1, 6))
def test_every_button_fits_telegrams_limits(language: str, styles: int) -> None:
    texts = LANGUAGES[language]
    rows = [
        *card_buttons(texts, JOB),
        *more_buttons(texts, JOB, StyleOptions(), styles),
        *mix_buttons(texts, JOB),
        *restyle_buttons(texts, JOB),
        *sure_buttons(texts, JOB),
    ]
    assert all(
        1 <= len(row) <= 8 and len(says) > 0 and len(tells.encode()) <= 64 for row in rows for says, tells in row
    )


def test_what_a_button_carries_is_read_back() -> None:
    assert read_callback(callback("mix", JOB, "40")) == pressed("mix", "40")
    assert read_callback(callback("again", JOB)) == pressed("again")


@pytest.mark.parametrize("token", [None, "", "again", ":", "again:", ":job", "💥"])
def test_what_is_no_button_of_ours_is_none(token: str | None) -> None:
    assert read_callback(token) is None


def test_a_button_that_carries_too_much_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="64"):
        callback("again", "x" * 64)
