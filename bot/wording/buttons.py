"""The buttons under our messages: what they say; what they carry is a matter of bot.wording.verbs.

A card keeps what its buttons were set to until "paint again" is pressed.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.preferences import AT_ONCE, NO_LIMITS, PER_10_MIN
from bot.texts import LANGUAGES, Texts
from bot.wording import verbs
from bot.wording.sentences import colors_word, shares_one_by_one, stroke_word
from bot.wording.styles import style_names, style_word
from bot.wording.verbs import callback
from engine.options.style_options import Faces, StyleOptions

SIZES = (256, 512, 768, 1024, 1536, 2048)  # px, as far as the largest allowed
STRENGTHS = (20, 40, 60, 80, 100)  # offered by /strength alone
MIXES = (20, 40, 60, 80)  # per cent of the painting, offered by "mix with photo"
IN_A_ROW = 3  # styles

Rows = list[list[tuple[str, str]]]


def stop_buttons(texts: Texts, job_id: str) -> Rows:
    """Return the button under a progress message of a picture that waits."""
    return [[(texts.button_cancel, callback(verbs.STOP, job_id))]]


def painting_buttons(texts: Texts, job_id: str) -> Rows:
    """Return the buttons under a progress message of a picture that is being painted."""
    return [[*stop_buttons(texts, job_id)[0], *as_it_is_buttons(texts, job_id)[0]]]


def as_it_is_buttons(texts: Texts, job_id: str) -> Rows:
    """Return the button that takes an unfinished picture as it is."""
    return [[(texts.button_as_it_is, callback(verbs.AS_IT_IS, job_id))]]


def resend_buttons(texts: Texts, job_id: str) -> Rows:
    """Return the button under the message that says that a result may be lost."""
    return [[(texts.send_again, callback(verbs.RESEND, job_id))]]


def style_buttons(texts: Texts) -> Rows:
    """Return a button for each style that the bot draws."""
    return _in_rows([(style_word(texts, name), callback(verbs.PICK, name)) for name in style_names()])


def saved_buttons(texts: Texts, styles: Sequence[tuple[str, str]]) -> Rows:
    """Return a button for each saved style (what it is called, how it is told), and one to change them."""
    buttons = [(name, callback(verbs.PICK, told)) for name, told in styles]
    person_id = styles[0][1].strip("@").partition(".")[0]
    return [*_in_rows(buttons), [(texts.button_saved, callback(verbs.SAVED, person_id))]]


def saved_editing_buttons(texts: Texts, styles: Sequence[tuple[str, str]]) -> Rows:
    """Return the buttons that rename and delete saved styles, a row for each."""
    return [
        [
            (texts.button_rename.format(name=name), callback(verbs.RENAME, told)),
            (texts.button_drop.format(name=name), callback(verbs.DROP, told)),
        ]
        for name, told in styles
    ]


def _in_rows(buttons: list[tuple[str, str]]) -> Rows:
    return [buttons[start : start + IN_A_ROW] for start in range(0, len(buttons), IN_A_ROW)]


def limit_buttons(texts: Texts) -> Rows:
    """Return the buttons under the answer to /limits alone: pictures at once, and within ten minutes."""
    return [
        [(words.format(count=count), callback(verbs.SET, name, str(count))) for count in counts]
        for name, words, counts in (
            (AT_ONCE, texts.button_at_once, (1, 3, 5)),
            (PER_10_MIN, texts.button_per_10_min, (5, 10, 20)),
        )
    ] + [[(texts.button_no_limits, callback(verbs.SET, NO_LIMITS))]]


def forget_buttons(texts: Texts) -> Rows:
    """Return the buttons that ask once before everything of a person is deleted."""
    return [
        [
            (texts.button_forget, callback(verbs.SET, verbs.FORGET, verbs.YES)),
            (texts.button_keep, callback(verbs.SET, verbs.FORGET, verbs.NO)),
        ]
    ]


def photo_buttons(texts: Texts) -> Rows:
    """Return the button under the answer to a photo alone."""
    return [[(texts.button_surprise, callback(verbs.SET, verbs.SURPRISE))]]


def waiting_buttons(texts: Texts, last_style: str = "") -> Rows:
    """Return the buttons under what waits in a draft: all of it away, or all styles but the last one."""
    clear = (texts.button_clear, callback(verbs.SET, verbs.CLEAR))
    only = (texts.button_only.format(name=last_style), callback(verbs.SET, verbs.ONLY_LAST))
    return [[only, clear] if last_style else [clear]]


def strength_buttons() -> Rows:
    """Return the buttons under the answer to /strength alone."""
    return [[(str(strength), callback(verbs.SET, "strength", str(strength))) for strength in STRENGTHS]]


def size_buttons(limit: int) -> Rows:
    """Return the buttons under the answer to /size alone: sizes up to the largest that the asker may choose."""
    return [[(str(size), callback(verbs.SET, verbs.EDGE_SIZE, str(size))) for size in SIZES if size <= limit]]


def language_buttons(texts: Texts) -> Rows:
    """Return a button for each language in its own words, and one that leaves the choice to Telegram."""
    known = [(each.language_name, callback(verbs.SET, verbs.LANGUAGE, code)) for code, each in LANGUAGES.items()]
    return [known, [(texts.button_telegrams_language, callback(verbs.SET, verbs.LANGUAGE, verbs.AUTO))]]


def share_buttons(texts: Texts, job_id: str, options: StyleOptions, styles: int, names: Sequence[str] = ()) -> Rows:
    """Return the buttons under the answer to /blend alone about a painting: a press makes it a card."""
    return [
        _share_buttons(texts, job_id, options, styles, names),
        [(texts.button_paint, callback(verbs.AGAIN, job_id))],
    ]


def unpainted_share_buttons(texts: Texts, shares: Sequence[float], styles: int, names: Sequence[str] = ()) -> Rows:
    """Return the buttons under the answer to /blend alone before anything is painted."""
    return [
        [
            (words, callback(verbs.SET, verbs.SHARE, str(index)))
            for index, words in enumerate(shares_one_by_one(texts, shares, styles, names))
        ]
    ]


def mix_buttons(texts: Texts, job_id: str, *, has_back: bool = True) -> Rows:
    """Return the buttons that mix a painting with its photo."""
    mixes = [(f"{per_cent} %", callback(verbs.MIX, job_id, str(per_cent))) for per_cent in MIXES]
    return [mixes, [(texts.button_back, callback(verbs.MORE, job_id))]] if has_back else [mixes]


def card_buttons(texts: Texts, job_id: str) -> Rows:
    """Return the buttons under a result: what people ask for next, each painted at once."""
    return [
        [(texts.button_another_style, callback(verbs.STYLE_MENU, job_id))],
        [
            (texts.button_weaker, callback(verbs.SOFTER, job_id)),
            (texts.button_stronger, callback(verbs.BOLDER, job_id)),
        ],
        [
            (texts.button_my_colors, callback(verbs.MY_COLORS, job_id)),
            (texts.button_more, callback(verbs.MORE, job_id)),
        ],
    ]


def restyle_buttons(texts: Texts, job_id: str, more: Sequence[tuple[str, str]] = ()) -> Rows:
    """Return a button for each drawn style, and more (what it is called, how it is told), to paint a job's photo."""
    styles = [*((style_word(texts, name), name) for name in style_names()), *more]
    rows = _in_rows([(word, callback(verbs.RESTYLE, job_id, told)) for word, told in styles])
    return [*rows, [(texts.button_surprise, callback(verbs.SURPRISE, job_id))]]


def large_buttons(texts: Texts, job_id: str, told: str) -> Rows:
    """Return the buttons that ask once before a large painting is begun; `told` says how long it takes."""
    sure = (texts.button_large_sure.format(left=told), callback(verbs.LARGE_SURE, job_id))
    return [[sure], [(texts.button_back, callback(verbs.MORE, job_id))]]


def sure_buttons(texts: Texts, job_id: str) -> Rows:
    """Return the buttons that ask once before a painting is deleted."""
    return [[(texts.button_sure, callback(verbs.SURE, job_id)), (texts.button_back, callback(verbs.MORE, job_id))]]


def more_buttons(
    texts: Texts,
    job_id: str,
    options: StyleOptions,
    styles: int,
    *,
    names: Sequence[str] = (),
    has_faces: bool = False,
    has_undo: bool = False,
    has_films: bool = True,
) -> Rows:
    """Return all the buttons of a card, as it is set; what they change is painted by "paint again".

    Args:
        texts: The sentences.
        job_id: The painting.
        options: How the card is set.
        styles: How many there are.
        names: Of each style, as in sentences.shares_one_by_one.
        has_faces: Whether there are faces in the photo.
        has_undo: Whether a change can be taken back.
        has_films: Whether films can be made here.
    """
    films = [(texts.button_film, callback(verbs.FILM, job_id)), (texts.button_wipe, callback(verbs.WIPE, job_id))]
    undo = [(texts.button_undo, callback(verbs.UNDO, job_id))] if has_undo else []
    told = texts.button_paint_faces if options.faces is Faces.PROTECT else texts.button_protect_faces
    rows = [
        *_setting_rows(texts, job_id, options, styles, names),
        [(told, callback(verbs.FACES, job_id))] if has_faces else [],
        [
            *undo,
            (texts.button_paint, callback(verbs.AGAIN, job_id)),
            (texts.button_mix, callback(verbs.MIX_MENU, job_id)),
        ],
        [(texts.button_tries, callback(verbs.TRIES, job_id)), (texts.button_save, callback(verbs.SAVE, job_id))],
        [*(films if has_films else []), (texts.button_sticker, callback(verbs.STICKER, job_id))],
        [
            (texts.button_compare, callback(verbs.COMPARE, job_id)),
            (texts.button_file, callback(verbs.FILE, job_id)),
            (texts.button_delete, callback(verbs.DELETE, job_id)),
        ],
        [(texts.button_back, callback(verbs.BACK, job_id))],
    ]
    return [row for row in rows if row]


def _setting_rows(texts: Texts, job_id: str, options: StyleOptions, styles: int, names: Sequence[str]) -> Rows:
    """Return the buttons that change how the next one is painted, and those that say so of the size."""
    swap = [(texts.button_swap, callback(verbs.SWAP, job_id))] if styles == 1 else []
    large = [] if options.is_large else [(texts.button_large, callback(verbs.LARGE, job_id))]
    return [
        [
            ("−", callback(verbs.WEAKER, job_id)),
            (texts.button_strength.format(strength=f"{options.strength:g}"), callback(verbs.STRENGTH, job_id)),
            ("+", callback(verbs.STRONGER, job_id)),
        ],
        _share_buttons(texts, job_id, options, styles, names),
        [
            (
                texts.button_colors.format(colors=colors_word(texts, options.keep_colors)),
                callback(verbs.COLORS, job_id),
            ),
            (texts.button_stroke.format(stroke=stroke_word(texts, options.stroke)), callback(verbs.STROKE, job_id)),
        ],
        [(texts.button_size.format(size=options.edge_size), callback(verbs.SIZE, job_id)), *swap, *large],
    ]


def _share_buttons(
    texts: Texts, job_id: str, options: StyleOptions, styles: int, names: Sequence[str]
) -> list[tuple[str, str]]:
    if styles < 2:
        return []
    told = shares_one_by_one(texts, options.shares, styles, names)
    return [(words, callback(verbs.SHARE, job_id, str(index))) for index, words in enumerate(told)]
