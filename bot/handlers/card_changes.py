"""What a press on a card changes: options before to options after. Knows no message and no job."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.domain.shares import more_of
from bot.wording import buttons, presses
from bot.wording.presses import Pressed
from engine.options.style_options import Faces, KeepColors, Stroke, StyleOptions

CHANGES = frozenset({presses.WEAKER, presses.STRONGER, presses.COLORS, presses.STROKE, presses.SIZE, presses.SHARE})
STRENGTH_STEP = 10
AT_ONCE_STEP = 20  # of the buttons that paint at once: less is hardly seen
CHANGES_AT_ONCE: dict[str, Callable[[StyleOptions], StyleOptions]] = {
    presses.SOFTER: lambda options: dataclasses.replace(options, strength=max(0.0, options.strength - AT_ONCE_STEP)),
    presses.BOLDER: lambda options: dataclasses.replace(options, strength=min(100.0, options.strength + AT_ONCE_STEP)),
    presses.MY_COLORS: lambda options: dataclasses.replace(options, keep_colors=KeepColors.LUMINANCE),
    presses.FACES: lambda options: dataclasses.replace(options, faces=_after(tuple(Faces), options.faces)),
}
_Choice = TypeVar("_Choice")


def changed(options: StyleOptions, pressed: Pressed, styles: int, max_edge_size: int) -> StyleOptions:
    """Return what the card's options are after a press; unchanged when the press says nothing that we know."""
    match pressed.verb:
        case presses.WEAKER:
            return dataclasses.replace(options, strength=max(0.0, options.strength - STRENGTH_STEP))
        case presses.STRONGER:
            return dataclasses.replace(options, strength=min(100.0, options.strength + STRENGTH_STEP))
        case presses.COLORS:
            return dataclasses.replace(options, keep_colors=_after(tuple(KeepColors), options.keep_colors))
        case presses.STROKE:
            return dataclasses.replace(options, stroke=_after(tuple(Stroke), options.stroke))
        case presses.SIZE:
            sizes = [size for size in buttons.SIZES if size <= max_edge_size] or [max_edge_size]
            larger = [size for size in sizes if size > options.edge_size]
            return dataclasses.replace(options, edge_size=min(larger or sizes))
        case presses.SHARE if pressed.value in [str(index) for index in range(styles)]:
            return dataclasses.replace(options, shares=more_of(int(pressed.value), options.shares, styles))
    return options


def _after(choices: Sequence[_Choice], current: _Choice) -> _Choice:
    return choices[(choices.index(current) + 1) % len(choices)]
