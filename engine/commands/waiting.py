"""What a person at a terminal sees while something is painted: how long, and how far.

Must not know what is painted.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from engine.request import Iterate, StyleRequest

if TYPE_CHECKING:
    from engine.painting.painter import Painter

WORTH_SAYING_S = 90.0  # of a painting's expected time


def foretell(painter: Painter, request: StyleRequest, paintings: int = 1) -> None:
    """Say how long it is going to take, where that is minutes."""
    from engine.pictures.images import open_picture

    size = open_picture(request.content_image, max_edge=256).size  # only the ratio counts
    expected_s = paintings * painter.estimate_s(request.options, size)
    if expected_s >= WORTH_SAYING_S:
        sys.stderr.write(f"This takes about {expected_s / 60:.0f} min; Ctrl-C ends it with the best so far.\n")


@contextmanager
def progress_bar(*, is_shown: bool) -> Iterator[Any]:
    """Show a progress bar with the time left, where there is a terminal to draw it on."""
    if not is_shown or not sys.stderr.isatty():
        yield lambda iterate: None
        return
    from tqdm import tqdm

    form = "{desc} {percentage:3.0f}% |{bar}| {postfix}"
    with tqdm(total=100, bar_format=form, file=sys.stderr, leave=False) as bar:

        def show(iterate: Iterate) -> None:
            bar.set_description_str(f"{iterate.edge_size} px", refresh=False)
            bar.set_postfix_str(f"{iterate.seconds_left:.0f} s left", refresh=False)
            bar.n = 100 * iterate.fraction
            bar.refresh()

        yield show
