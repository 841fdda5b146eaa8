"""`--series N`: the mixtures of two styles, from one to the other, as numbered pictures and one film there and back.

Source: D. Osinga, Deep Learning Cookbook, chapter 12.7, style interpolation. Must not know recipes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PIL import Image

from engine.commands.files import write_report
from engine.commands.recipe_flags import print_round
from engine.errors import InvalidOption
from engine.request import Iterate, StyleRequest

if TYPE_CHECKING:
    from engine.painting.painter import Painter

LEAST = 2  # the two styles alone
FRAMES_PER_S = 8


def check_series(flags: argparse.Namespace) -> None:
    """Refuse what does not go together with a series.

    Raises:
        InvalidOption: Fewer than two pictures, other than two styles, or flags of a single painting.
    """
    if flags.series < LEAST or len(flags.styles) != LEAST:
        raise InvalidOption(
            f"--series goes from one style to another, got {len(flags.styles)} styles and {flags.series} pictures; "
            "give two styles and a number from 2 up."
        )
    if flags.blend or flags.save_every or flags.until_change is not None:
        raise InvalidOption(
            "--series chooses the shares itself and numbers its pictures; leave --blend, --save-every, --until-change."
        )


def paint_series(
    painter: Painter,
    request: StyleRequest,
    flags: argparse.Namespace,
    show: Callable[[Iterate], None],
    was_stopped: Callable[[], bool],
) -> None:
    """Paint every mixture; stopped early, those that are whole make the film."""
    from engine.pictures.film import write_film
    from engine.pictures.images import open_picture

    pictures: list[Image.Image] = []
    reports: list[dict[str, Any]] = []
    for place, shares in enumerate(mixtures(flags.series)):
        mixed = replace(request, options=replace(request.options, shares=shares))
        result = painter.paint(
            mixed,
            on_iterate=_of_series(show, place, flags.series),
            should_stop=was_stopped,
            on_round=print_round if flags.print_loss else None,
        )
        if was_stopped() and pictures:
            break
        flags.output.with_name(f"{flags.output.stem}-{place + 1:02}.png").write_bytes(result.image_png)
        pictures.append(open_picture(result.image_png))
        reports.append({"shares": list(shares), **result.report})
        if was_stopped():
            break
    write_film(flags.output, there_and_back(pictures), FRAMES_PER_S)
    write_report(flags.report, {"series": reports})
    sys.stdout.write(f"{flags.output}: {len(pictures)} mixtures\n")


def mixtures(count: int) -> list[tuple[float, float]]:
    """Return so many pairs of shares in even steps, from the first style alone to the second alone."""
    return [(1 - place / (count - 1), place / (count - 1)) for place in range(count)]


def there_and_back(pictures: Sequence[Image.Image]) -> list[Image.Image]:
    """Return the frames of a film that may be looped: neither end comes twice."""
    return [*pictures, *pictures[-2:0:-1]]


def _of_series(show: Callable[[Iterate], None], place: int, count: int) -> Callable[[Iterate], None]:
    """Return what tells where the whole series stands; the paintings to come take as long as this one."""

    def tell(iterate: Iterate) -> None:
        if iterate.fraction <= 0:
            return
        whole_s = iterate.seconds_left / max(1 - iterate.fraction, 1e-3)
        left_s = iterate.seconds_left + (count - place - 1) * whole_s
        show(replace(iterate, fraction=(place + iterate.fraction) / count, seconds_left=left_s))

    return tell
