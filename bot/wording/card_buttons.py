"""The buttons under a finished picture: what people ask for next, and, behind "More", how the next one is painted.

A card keeps what its buttons were set to until "paint again" is pressed.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.texts import Texts
from bot.wording import presses
from bot.wording.buttons import Rows, in_rows
from bot.wording.presses import callback
from bot.wording.sentences import colors_word, shares_one_by_one, stroke_word
from bot.wording.styles import style_names, style_word
from engine.options.style_options import Faces, StyleOptions
from engine.recipes.known import PUBLISHED_BY_NAME, has_own_size

MIXES = (20, 40, 60, 80)  # per cent of the painting, offered by "mix with photo"


def card_buttons(texts: Texts, job_id: str) -> Rows:
    """Return the buttons under a result: what people ask for next, each painted at once."""
    return [
        [(texts.button_another_style, callback(presses.STYLE_MENU, job_id))],
        [
            (texts.button_weaker, callback(presses.SOFTER, job_id)),
            (texts.button_stronger, callback(presses.BOLDER, job_id)),
        ],
        [
            (texts.button_my_colors, callback(presses.MY_COLORS, job_id)),
            (texts.button_more, callback(presses.MORE, job_id)),
        ],
    ]


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
    undo = [(texts.button_undo, callback(presses.UNDO, job_id))] if has_undo else []
    tries = [] if has_own_size(options) else [(texts.button_tries, callback(presses.TRIES, job_id))]
    told = texts.button_paint_faces if options.faces is Faces.PROTECT else texts.button_protect_faces
    rows = [
        *_setting_rows(texts, job_id, options, styles, names),
        [(told, callback(presses.FACES, job_id))] if has_faces else [],
        [
            *undo,
            (texts.button_paint, callback(presses.AGAIN, job_id)),
            (texts.button_mix, callback(presses.MIX_MENU, job_id)),
        ],
        [*tries, (texts.button_save, callback(presses.SAVE, job_id))],
        *_keepsake_rows(texts, job_id, has_films=has_films),
        [(texts.button_back, callback(presses.BACK, job_id))],
    ]
    return [row for row in rows if row]


def _keepsake_rows(texts: Texts, job_id: str, *, has_films: bool) -> Rows:
    """Return the buttons for what is made of a painting without painting, and the one that deletes it."""
    films = [(texts.button_film, callback(presses.FILM, job_id)), (texts.button_wipe, callback(presses.WIPE, job_id))]
    return [
        [*(films if has_films else []), (texts.button_sticker, callback(presses.STICKER, job_id))],
        [
            (texts.button_compare, callback(presses.COMPARE, job_id)),
            (texts.button_file, callback(presses.FILE, job_id)),
            (texts.button_delete, callback(presses.DELETE, job_id)),
        ],
    ]


def _setting_rows(texts: Texts, job_id: str, options: StyleOptions, styles: int, names: Sequence[str]) -> Rows:
    """Return the buttons that change how the next one is painted, and those that say so of the size.

    Published recipes have no strokes to choose, and some of them a size of their own.
    """
    stroke = (texts.button_stroke.format(stroke=stroke_word(texts, options.stroke)), callback(presses.STROKE, job_id))
    size = (texts.button_size.format(size=options.edge_size), callback(presses.SIZE, job_id))
    has_sizes = not has_own_size(options)
    swap = [(texts.button_swap, callback(presses.SWAP, job_id))] if styles == 1 else []
    large = [(texts.button_large, callback(presses.LARGE, job_id))] if has_sizes and not options.is_large else []
    return [
        [
            ("−", callback(presses.WEAKER, job_id)),
            (texts.button_strength.format(strength=f"{options.strength:g}"), callback(presses.STRENGTH, job_id)),
            ("+", callback(presses.STRONGER, job_id)),
        ],
        _share_buttons(texts, job_id, options, styles, names),
        [
            (
                texts.button_colors.format(colors=colors_word(texts, options.keep_colors)),
                callback(presses.COLORS, job_id),
            ),
            *([stroke] if options.recipe not in PUBLISHED_BY_NAME else []),
        ],
        [*([size] if has_sizes else []), *swap, *large],
    ]


def mix_buttons(texts: Texts, job_id: str, *, has_back: bool = True) -> Rows:
    """Return the buttons that mix a painting with its photo."""
    mixes = [(f"{per_cent} %", callback(presses.MIX, job_id, str(per_cent))) for per_cent in MIXES]
    return [mixes, [(texts.button_back, callback(presses.MORE, job_id))]] if has_back else [mixes]


def restyle_buttons(texts: Texts, job_id: str, more: Sequence[tuple[str, str]] = ()) -> Rows:
    """Return a button for each drawn style, and more (what it is called, how it is told), to paint a job's photo."""
    styles = [*((style_word(texts, name), name) for name in style_names()), *more]
    rows = in_rows([(word, callback(presses.RESTYLE, job_id, token)) for word, token in styles])
    return [*rows, [(texts.button_surprise, callback(presses.SURPRISE, job_id))]]


def large_buttons(texts: Texts, job_id: str, told: str) -> Rows:
    """Return the buttons that ask once before a large painting is begun; `told` says how long it takes."""
    sure = (texts.button_large_sure.format(left=told), callback(presses.LARGE_SURE, job_id))
    return [[sure], [(texts.button_back, callback(presses.MORE, job_id))]]


def sure_buttons(texts: Texts, job_id: str) -> Rows:
    """Return the buttons that ask once before a painting is deleted."""
    return [[(texts.button_sure, callback(presses.SURE, job_id)), (texts.button_back, callback(presses.MORE, job_id))]]


def share_buttons(texts: Texts, job_id: str, options: StyleOptions, styles: int, names: Sequence[str] = ()) -> Rows:
    """Return the buttons under the answer to /blend alone about a painting: a press makes it a card."""
    return [
        _share_buttons(texts, job_id, options, styles, names),
        [(texts.button_paint, callback(presses.AGAIN, job_id))],
    ]


def _share_buttons(
    texts: Texts, job_id: str, options: StyleOptions, styles: int, names: Sequence[str]
) -> list[tuple[str, str]]:
    if styles < 2:
        return []
    told = shares_one_by_one(texts, options.shares, styles, names)
    return [(words, callback(presses.SHARE, job_id, str(index))) for index, words in enumerate(told)]
