"""The buttons under our messages: what they say; what they carry is a matter of bot.wording.presses.

Those under a finished picture stand in bot.wording.card_buttons.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.preferences import AT_ONCE, NO_LIMITS, PER_10_MIN
from bot.texts import LANGUAGES, Texts
from bot.wording import presses
from bot.wording.presses import callback
from bot.wording.sentences import shares_one_by_one
from bot.wording.styles import style_names, style_word

SIZES = (256, 512, 768, 1024, 1536, 2048)  # px, as far as the largest allowed
STRENGTHS = (20, 40, 60, 80, 100)  # offered by /strength alone
IN_A_ROW = 3  # styles

Rows = list[list[tuple[str, str]]]


def stop_buttons(texts: Texts, job_id: str) -> Rows:
    """Return the button under a progress message of a picture that waits."""
    return [[(texts.button_cancel, callback(presses.STOP, job_id))]]


def painting_buttons(texts: Texts, job_id: str) -> Rows:
    """Return the buttons under a progress message of a picture that is being painted."""
    return [[*stop_buttons(texts, job_id)[0], *as_it_is_buttons(texts, job_id)[0]]]


def as_it_is_buttons(texts: Texts, job_id: str) -> Rows:
    """Return the button that takes an unfinished picture as it is."""
    return [[(texts.button_as_it_is, callback(presses.AS_IT_IS, job_id))]]


def resend_buttons(texts: Texts, job_id: str) -> Rows:
    """Return the button under the message that says that a result may be lost."""
    return [[(texts.send_again, callback(presses.RESEND, job_id))]]


def style_buttons(texts: Texts) -> Rows:
    """Return a button for each style that the bot draws."""
    return in_rows([(style_word(texts, name), callback(presses.PICK, name)) for name in style_names()])


def saved_buttons(texts: Texts, styles: Sequence[tuple[str, str]]) -> Rows:
    """Return a button for each saved style (what it is called, how it is told), and one to change them."""
    buttons = [(name, callback(presses.PICK, token)) for name, token in styles]
    person_id = styles[0][1].strip("@").partition(".")[0]
    return [*in_rows(buttons), [(texts.button_saved, callback(presses.SAVED, person_id))]]


def saved_editing_buttons(texts: Texts, styles: Sequence[tuple[str, str]]) -> Rows:
    """Return the buttons that rename and delete saved styles, a row for each."""
    return [
        [
            (texts.button_rename.format(name=name), callback(presses.RENAME, token)),
            (texts.button_drop.format(name=name), callback(presses.DROP, token)),
        ]
        for name, token in styles
    ]


def in_rows(buttons: list[tuple[str, str]]) -> Rows:
    """Return buttons with short names, three in a row."""
    return [buttons[start : start + IN_A_ROW] for start in range(0, len(buttons), IN_A_ROW)]


def limit_buttons(texts: Texts) -> Rows:
    """Return the buttons under the answer to /limits alone: pictures at once, and within ten minutes."""
    return [
        [(words.format(count=count), callback(presses.SET, name, str(count))) for count in counts]
        for name, words, counts in (
            (AT_ONCE, texts.button_at_once, (1, 3, 5)),
            (PER_10_MIN, texts.button_per_10_min, (5, 10, 20)),
        )
    ] + [[(texts.button_no_limits, callback(presses.SET, NO_LIMITS))]]


def forget_buttons(texts: Texts, person_id: int) -> Rows:
    """Return the buttons that ask this person once before everything of theirs is deleted."""
    return [
        [
            (texts.button_forget, callback(presses.SET, presses.FORGET, f"{presses.YES}:{person_id}")),
            (texts.button_keep, callback(presses.SET, presses.FORGET, f"{presses.NO}:{person_id}")),
        ]
    ]


def photo_buttons(texts: Texts) -> Rows:
    """Return the button under the answer to a photo alone."""
    return [[(texts.button_surprise, callback(presses.SET, presses.SURPRISE))]]


def waiting_buttons(texts: Texts, last_style: str = "") -> Rows:
    """Return the buttons under what waits in a draft: all of it away, or all styles but the last one."""
    clear = (texts.button_clear, callback(presses.SET, presses.CLEAR))
    only = (texts.button_only.format(name=last_style), callback(presses.SET, presses.ONLY_LAST))
    return [[only, clear] if last_style else [clear]]


def strength_buttons() -> Rows:
    """Return the buttons under the answer to /strength alone."""
    return [[(str(strength), callback(presses.SET, "strength", str(strength))) for strength in STRENGTHS]]


def size_buttons(texts: Texts, limit: int) -> Rows:
    """Return the buttons under the answer to /size alone: sizes up to the largest one may choose, and the quick way."""
    sizes = [(str(size), callback(presses.SET, presses.EDGE_SIZE, str(size))) for size in SIZES if size <= limit]
    return [sizes, [(texts.button_quick, callback(presses.SET, presses.QUICK, presses.ON))]]


def language_buttons(texts: Texts) -> Rows:
    """Return a button for each language in its own words, and one that leaves the choice to Telegram."""
    known = [(each.language_name, callback(presses.SET, presses.LANGUAGE, code)) for code, each in LANGUAGES.items()]
    return [known, [(texts.button_telegrams_language, callback(presses.SET, presses.LANGUAGE, presses.AUTO))]]


def unpainted_share_buttons(texts: Texts, shares: Sequence[float], styles: int, names: Sequence[str] = ()) -> Rows:
    """Return the buttons under the answer to /blend alone before anything is painted."""
    return [
        [
            (words, callback(presses.SET, presses.SHARE, str(index)))
            for index, words in enumerate(shares_one_by_one(texts, shares, styles, names))
        ]
    ]
