"""Sizes and evaluations a level, within a budget.

A level is the picture at one size. Style is matched at every size at once: a level looks at itself and at
itself reduced to every coarser size (its views), because strokes of every size count. Pure arithmetic;
must not know torch, losses or pictures.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.errors import InvalidOption
from engine.options.style_options import StyleOptions
from engine.pictures.images import MIN_SIDE, Size, fit_size
from engine.recipes.terms import PublishedRecipe

WIDEST = 5  # times the height that a recipe names: how wide its pictures are at most
COARSEST_OCTAVE = 64  # px, of a long side: under it the deepest maps have two positions
LINGERING = 8  # evaluations that a level is expected to go on for when it has made those that it takes usually: a guess
TILED = 1.7  # times the cost of a whole picture, measured: a second way ahead, and margins


@dataclass(frozen=True, kw_only=True)
class View:
    """A size at which the picture is compared with the style.

    Attributes:
        edge_size: Nominal long side in px; decides the size of the style picture.
        size: (width, height) of the photo in px.
    """

    edge_size: int
    size: Size

    @property
    def pixels(self) -> int:
        """Return width times height."""
        return self.size[0] * self.size[1]


@dataclass(frozen=True, kw_only=True)
class Level:
    """One size of the painting.

    Attributes:
        views: This size first, then every coarser one.
        evaluations: How many may be made here.
        usual: How many are made here usually, where a level ends when it has settled; None where all are.
        tile_side: In px, of the tiles in which larger views are gone over; None leaves all whole.
    """

    views: tuple[View, ...]
    evaluations: int
    usual: int | None = None
    tile_side: int | None = None

    @property
    def expected(self) -> int:
        """Return how many evaluations are expected."""
        return self.evaluations if self.usual is None else min(self.usual, self.evaluations)

    def left(self, made: int) -> int:
        """Return how many evaluations are expected to follow so many: a few where the usual ones are made."""
        return max(self.expected - made, min(LINGERING, self.evaluations - made), 0)

    @property
    def size(self) -> Size:
        """Return (width, height) in px."""
        return self.views[0].size

    @property
    def pixels(self) -> int:
        """Return the pixels of one evaluation, over all views."""
        return sum(view.pixels for view in self.views)

    @property
    def work(self) -> float:
        """Return the pixels that cost as much whole as this level's do, some of them tiled."""
        side = self.tile_side or math.inf
        return sum(view.pixels * (TILED if view.pixels > side**2 else 1.0) for view in self.views)


def views(content_size: Size, edge_size: int, coarsest: int) -> tuple[View, ...]:
    """Return the views of a level, finest first: its long side halved while it is at least `coarsest`.

    No view has a side under 32 px (see fit_size), and no two views have one size.
    """
    found = [View(edge_size=edge_size, size=fit_size(*content_size, edge_size))]
    while found[-1].edge_size // 2 >= coarsest:
        edge_size = found[-1].edge_size // 2
        view = View(edge_size=edge_size, size=fit_size(*content_size, edge_size))
        if view.size == found[-1].size:
            break
        found.append(view)
    return tuple(found)


def octaves(
    content_size: Size, edge_size: int, coarsest: int, evaluations: Sequence[int], of_coarsest: int
) -> tuple[Level, ...]:
    """Return the levels coarse to fine, each half as large as the next.

    Args:
        content_size: (width, height) of the photo in px.
        edge_size: Long side of the finest level in px.
        coarsest: Least long side in px.
        evaluations: A level, finest first; the last number holds for all coarser ones.
        of_coarsest: Evaluations of the coarsest level.
    """
    finest = views(content_size, edge_size, coarsest)
    counts = [evaluations[min(depth, len(evaluations) - 1)] for depth in range(len(finest) - 1)]
    return tuple(
        Level(views=finest[depth:], evaluations=count)
        for depth, count in reversed([*enumerate([*counts, of_coarsest])])
    )


def usually(levels: Sequence[Level], evaluations: Sequence[int], of_coarsest: int) -> tuple[Level, ...]:
    """Return the levels, coarse to fine, with how many evaluations they take usually; counts as octaves takes them."""
    finest_first = [evaluations[min(depth, len(evaluations) - 1)] for depth in range(len(levels) - 1)]
    usual = [of_coarsest, *reversed(finest_first)]
    return tuple(replace(level, usual=count) for level, count in zip(levels, usual, strict=True))


def scheduled(
    content_size: Size, edge_size: int, coarsest: int, schedule: Sequence[tuple[int, int]]
) -> tuple[Level, ...]:
    """Return the levels that a schedule ((edge_size, evaluations), ...) names.

    Raises:
        InvalidOption: The schedule does not rise to edge_size.
    """
    edges = [edge for edge, _ in schedule]
    if edges != sorted(set(edges)) or edges[-1] != edge_size:
        raise InvalidOption(f"The schedule's sizes are {edges}; let them rise and end with the edge size {edge_size}.")
    return tuple(Level(views=views(content_size, edge, coarsest), evaluations=count) for edge, count in schedule)


def levels_of(recipe: PublishedRecipe, content_size: Size, options: StyleOptions) -> tuple[Level, ...]:
    """Return the levels of a published recipe, coarse to fine: its octaves and its own size; a schedule is one.

    Octaves with a long side under COARSEST_OCTAVE, or a short one under MIN_SIDE, are left out.

    Raises:
        InvalidOption: The schedule has more than one level.
    """
    finest = level_of(recipe, content_size, options)
    if options.schedule or not recipe.octaves:
        return (finest,)
    sizes = [finest.size]
    while max(half := (sizes[0][0] // 2, sizes[0][1] // 2)) >= COARSEST_OCTAVE and min(half) >= MIN_SIDE:
        sizes.insert(0, half)
    return tuple(
        Level(
            views=(View(edge_size=max(size), size=size),),
            evaluations=recipe.octaves[min(place, len(recipe.octaves) - 1)],
        )
        for place, size in enumerate(sizes)
    )


def level_of(recipe: PublishedRecipe, content_size: Size, options: StyleOptions) -> Level:
    """Return the one level of a published recipe; a schedule EDGE:EVALUATIONS overrides its size and length.

    Raises:
        InvalidOption: The schedule has more than one level.
    """
    edge_size, evaluations = recipe.edge_size or options.edge_size, recipe.descent.total
    if options.schedule:
        if len(options.schedule) > 1:
            raise InvalidOption(f"The recipe {recipe.name} has one level; give one EDGE:EVALUATIONS pair.")
        ((edge_size, evaluations),) = options.schedule
    if recipe.size == "square":
        size = (edge_size, edge_size)
    elif recipe.size == "height":
        width = int(content_size[0] * edge_size / content_size[1])
        size = (max(width, MIN_SIDE), edge_size)
        if width > WIDEST * edge_size:  # else a panorama takes twenty times the memory and the time of a square
            size = fit_size(*content_size, WIDEST * edge_size)
    else:
        size = fit_size(*content_size, edge_size)
    return Level(views=(View(edge_size=edge_size, size=size),), evaluations=evaluations)
