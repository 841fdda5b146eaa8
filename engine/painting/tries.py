"""Several small paintings of one photo as one piece of work: at several strengths, or in several styles.

Must not know how a picture is painted; whoever paints one paints all of them, one after the other.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from typing import Protocol

from engine.options.style_options import StyleOptions, Try
from engine.request import Iterate, StyleRequest, StyleResult


class PaintsOne(Protocol):
    """Who paints one picture; engine.painting.painter.Painter does."""

    def estimate_s(self, options: StyleOptions) -> float:
        """Return the expected seconds of a painting."""

    def paint(
        self,
        request: StyleRequest,
        *,
        on_iterate: Callable[[Iterate], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> StyleResult:
        """Paint, handing over every iterate."""


def options_of(options: StyleOptions, chosen: Try) -> StyleOptions:
    """Return how one of the tries is painted."""
    shares = options.shares if chosen.style is None else ()
    limit_s = None if options.limit_s is None else options.limit_s / len(options.tries)
    return dataclasses.replace(options, strength=chosen.strength, shares=shares, tries=(), limit_s=limit_s)


def estimate_s(painter: PaintsOne, options: StyleOptions) -> float:
    """Return the expected seconds of all tries."""
    return sum(painter.estimate_s(options_of(options, chosen)) for chosen in options.tries)


def paint_tries(
    painter: PaintsOne,
    request: StyleRequest,
    *,
    on_iterate: Callable[[Iterate], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> StyleResult:
    """Return all tries of a request as one result: the first as its picture, the others as more; stopped, fewer."""
    made: list[StyleResult] = []
    for chosen in request.options.tries:
        hear = None if on_iterate is None else _heard(on_iterate, len(made), len(request.options.tries), clock)
        made.append(painter.paint(_request_of(request, chosen), on_iterate=hear, should_stop=should_stop))
        if should_stop is not None and should_stop():
            break
    first, *more = made
    report = first.report | {"tries": [result.report for result in made]}
    return dataclasses.replace(first, report=report, more_pngs=tuple(result.image_png for result in more), snapshots=())


def _request_of(request: StyleRequest, chosen: Try) -> StyleRequest:
    styles = request.style_images if chosen.style is None else (request.style_images[chosen.style],)
    return dataclasses.replace(request, style_images=styles, options=options_of(request.options, chosen))


def _heard(
    on_iterate: Callable[[Iterate], None], done: int, tries: int, clock: Callable[[], float]
) -> Callable[[Iterate], None]:
    """Return who hears of one try and tells of it as a part of all: each takes about as long as this one."""
    began = clock()

    def hear(iterate: Iterate) -> None:
        one_s = clock() - began + iterate.seconds_left
        on_iterate(
            dataclasses.replace(
                iterate,
                fraction=(done + iterate.fraction) / tries,
                seconds_left=iterate.seconds_left + one_s * (tries - done - 1),
            )
        )

    return hear
