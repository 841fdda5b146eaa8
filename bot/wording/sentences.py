"""Facts to words: durations, bars, shares, strengths. Every sentence itself stands in bot/texts."""

from __future__ import annotations

import math
from collections.abc import Sequence

from bot.domain.shares import count_of, equal_shares, in_per_cent, parse_shares, shown
from bot.errors import BadParameter, NothingToShare, OutOfRange, WrongCount
from bot.texts import Texts
from bot.wording.styles import style_names, style_word
from engine.options.style_options import MAX_STYLES, Faces, KeepColors, Stroke, StyleOptions
from engine.recipes.published import UNTUNED
from engine.request import Iterate

_BAR_CELLS = 12
_LONGEST_IN_SECONDS = 90
_TOLD_S = (2, 3, 4, 5, 6, 8, 10, 12, 15, *range(20, 61, 5), 70, 80, _LONGEST_IN_SECONDS, *range(120, 301, 30))
_THINNED_FROM = 7  # places 1 to 7 are told one by one, those behind in growing steps


def duration(texts: Texts, seconds: float) -> str:
    """Return "about 25 s" or "about 2.5 min": the nearest of steps that an estimate can promise."""
    if seconds > _TOLD_S[-1]:
        return texts.about_minutes.format(count=round(seconds / 60))
    told_s = min(_TOLD_S, key=lambda step_s: abs(step_s - seconds))
    if told_s > _LONGEST_IN_SECONDS:
        return texts.about_minutes.format(count=f"{told_s / 60:g}")
    return texts.about_seconds.format(count=told_s)


def bar(fraction: float) -> str:
    """Return a bar that is filled to this fraction."""
    filled = round(_BAR_CELLS * min(1.0, max(0.0, fraction)))
    return "▓" * filled + "░" * (_BAR_CELLS - filled)


def under_way(texts: Texts, iterate: Iterate, options: StyleOptions) -> str:
    """Return how far a painting or an experiment is."""
    said = texts.painting if options.experiment is None else texts.looking
    percent = math.floor(100 * min(1.0, max(0.0, iterate.fraction)))
    left = texts.almost_done if percent == 100 else texts.time_left.format(left=duration(texts, iterate.seconds_left))
    return said.format(bar=bar(iterate.fraction), percent=percent, left=left)


def in_line(texts: Texts, position: int, seconds_left: float | None) -> str:
    """Return where a job waits, how long where that is known."""
    if seconds_left is None:
        return texts.next_in_line_untimed if position <= 1 else texts.in_line_untimed.format(position=position)
    left = duration(texts, seconds_left)
    return texts.next_in_line.format(left=left) if position <= 1 else texts.in_line.format(position=position, left=left)


def told_position(position: int) -> int:
    """Return the place that is told: exact near the front, in growing steps behind, so that edits stay few."""
    if position <= _THINNED_FROM:
        return position
    told = _THINNED_FROM
    while told < position:
        told = math.ceil(told * 1.25)
    return told


def shares(texts: Texts, values: Sequence[float], styles: int, names: Sequence[str] = ()) -> str:
    """Return "mosaic: 70 %, 2: 30 %" for these shares; see shares_one_by_one."""
    return texts.between.join(shares_one_by_one(texts, values, styles, names))


def shares_one_by_one(texts: Texts, values: Sequence[float], styles: int, names: Sequence[str] = ()) -> list[str]:
    """Return what each style's share is called.

    Args:
        texts: The sentences.
        values: The shares; equal ones where none are given.
        styles: How many there are.
        names: Of each, "" of one that was sent, which is told by its number; none where they are not known.
    """
    per_cents = in_per_cent(values or equal_shares(styles))
    called = [style_word(texts, name) or str(number) for number, name in enumerate(names, 1)]
    if len(called) != styles:
        called = [str(number) for number in range(1, styles + 1)]
    told = zip(called, per_cents, strict=True)
    return [texts.blend_share.format(style=style, per_cent=per_cent) for style, per_cent in told]


def example_shares(styles: int) -> str:
    """Return an example of what may follow /blend with so many styles."""
    return {1: "40", 2: "70 30", 3: "50 30 20", 4: "40 30 20 10"}.get(styles, "40 20 20 10 10")


def blend_refused(texts: Texts, words: str, styles: int | None = None) -> str | None:
    """Return why the words cannot follow /blend, or None where they can.

    Args:
        texts: In which language.
        words: What follows it.
        styles: How many styles there are, where that is known.
    """
    example = example_shares(styles or 2)
    try:
        parse_shares(words, styles or min(max(2, count_of(words)), MAX_STYLES))
    except WrongCount as refusal:
        return texts.blend_wrong_count.format(styles=refusal.styles, example=example)
    except NothingToShare:
        return texts.blend_zeros.format(example=example)
    except OutOfRange as refusal:
        return texts.blend_out_of_range.format(got=refusal.got, example=example)
    except BadParameter as refusal:
        return texts.blend_not_a_number.format(got=refusal.got, example=example)
    return None


def why_not_shared(texts: Texts, words: str, styles: int) -> str:
    """Return why the words behind /blend, which fit no shares of so many styles, were left out of a painting."""
    return (blend_refused(texts, words, styles) if styles > 1 else None) or texts.mix_later


def group_limits(texts: Texts, at_once: int, per_10_min: int) -> str:
    """Return how many pictures a group may ask for; 0 is any number."""
    numbers = {"at_once": at_once or texts.any_number, "per_10_min": per_10_min or texts.any_number}
    return texts.group_limits.format(**numbers)


def strength(texts: Texts, value: float) -> str:
    """Return what a strength means, in words."""
    if value == 0:
        return texts.strength_none
    steps = (
        (15, texts.strength_faint),
        (40, texts.strength_light),
        (65, texts.strength_balanced),
        (85, texts.strength_strong),
    )
    return next((words for limit, words in steps if value < limit), texts.strength_full)


def result(
    texts: Texts, options: StyleOptions, styles: int, names: Sequence[str] = (), notes: Sequence[str] = ()
) -> str:
    """Return the caption of a result.

    Args:
        texts: The sentences.
        options: How it was painted.
        styles: Of how many styles.
        names: Of each style, as in shares_one_by_one.
        notes: Those of the report.
    """
    strength = f"{options.strength:g}"
    if options.keep_colors is not KeepColors.OFF:
        colors = colors_word(texts, options.keep_colors)
        strength = texts.result_colors.format(strength=strength, colors=colors)
    caption = texts.result.format(strength=strength)
    if styles > 1:
        told = shares(texts, options.shares, styles, names)
        caption = texts.result_styles.format(strength=strength, shares=told)
    elif any(names):
        caption = texts.result_named.format(style=style_word(texts, names[0]), strength=strength)
    return f"{caption} {texts.recipe_untuned.format(name=options.recipe)}" if UNTUNED in notes else caption


def guest_result(texts: Texts, username: str, options: StyleOptions, styles: int, names: Sequence[str] = ()) -> str:
    """Return the caption of a result where the bot is no member: no buttons stand under it, so it says how to go on.

    Args:
        texts: The sentences.
        username: The bot's.
        options: How it was painted.
        styles: Of how many styles.
        names: Of each style, as in shares_one_by_one.
    """
    other = next(name for name in style_names()[1:] if name not in names)
    strength = 80 if options.strength < 80 else 40
    more = texts.guest_more.format(username=username, style=style_word(texts, other), strength=strength)
    return f"{result(texts, options, styles, names)}\n{more}"


def changes(texts: Texts, painted: StyleOptions, wanted: StyleOptions, styles: int, names: Sequence[str] = ()) -> str:
    """Return in what another painting differs from this one, "" where in nothing but its seed."""
    changes = []
    if wanted.strength != painted.strength:
        changes.append(texts.button_strength.format(strength=f"{wanted.strength:g}"))
    if wanted.shares != painted.shares:
        changes.append(shares(texts, wanted.shares, styles, names))
    if wanted.keep_colors != painted.keep_colors:
        changes.append(texts.button_colors.format(colors=colors_word(texts, wanted.keep_colors)))
    if wanted.stroke != painted.stroke:
        changes.append(texts.button_stroke.format(stroke=stroke_word(texts, wanted.stroke)))
    if wanted.edge_size != painted.edge_size:
        changes.append(texts.button_size.format(size=wanted.edge_size))
    if wanted.is_quick != painted.is_quick:
        changes.append(texts.quick_network if wanted.is_quick else texts.usual_network)
    if wanted.faces != painted.faces:
        is_painted = wanted.faces is Faces.PAINT
        changes.append(texts.button_paint_faces if is_painted else texts.button_protect_faces)
    return texts.between.join(changes)


def pending(
    texts: Texts,
    painted: StyleOptions,
    wanted: StyleOptions,
    styles: int,
    names: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> str:
    """Return the caption of a result whose card was changed: what the next painting will be like."""
    caption = result(texts, painted, styles, names, notes)
    told = changes(texts, painted, wanted, styles, names)
    return f"{caption}\n{texts.card_changed.format(changes=told, button=texts.button_paint)}" if told else caption


def started_again(
    texts: Texts, painted: StyleOptions, wanted: StyleOptions, styles: int, names: Sequence[str] = ()
) -> str:
    """Return what is said when pictures are painted once more: in what it will differ."""
    told = changes(texts, painted, wanted, styles, names)
    return texts.started_changed.format(changes=told) if told else texts.started_again


def unknown_style(texts: Texts, words: str, saved: Sequence[str] = ()) -> str:
    """Return that no style is called so, and which there are: the bot's own and the person's saved ones."""
    names = texts.between.join([*(style_word(texts, name) for name in style_names()), *saved])
    return texts.style_unknown.format(got=shown(words), names=names, example=example_style(texts))


def example_style(texts: Texts) -> str:
    """Return the name of a style that the bot draws, to name in an example."""
    return style_word(texts, style_names()[1])


def colors_word(texts: Texts, keep_colors: KeepColors) -> str:
    """Return whose colours a painting takes, in words."""
    return {
        KeepColors.OFF: texts.colors_off,
        KeepColors.MATCH: texts.colors_match,
        KeepColors.LUMINANCE: texts.colors_luminance,
    }[keep_colors]


def stroke_word(texts: Texts, stroke: Stroke) -> str:
    """Return the size of the strokes in words."""
    return {
        Stroke.SMALL: texts.stroke_small,
        Stroke.MEDIUM: texts.stroke_medium,
        Stroke.LARGE: texts.stroke_large,
    }[stroke]
