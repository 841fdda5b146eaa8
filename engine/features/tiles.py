"""Where a large picture is cut into tiles, so that what a network needs for one of them fits the memory.

Every tile's core belongs to it alone; the margin around it is what the maps of the core look at beyond it. Pure
arithmetic; must not know what is compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from torch import Tensor

from models.vgg import Layer

WHOLE = 1.5  # a picture of so many tiles' area stays whole; a guess: in tiles it takes 1.7 times as long


@dataclass(frozen=True, kw_only=True)
class Area:
    """Rows and columns of a picture or map, from the first to one beyond the last."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def place(self) -> tuple[slice, slice, slice, slice]:
        """Return the index of this area in a (1, C, H, W) tensor."""
        return slice(None), slice(None), slice(self.top, self.bottom), slice(self.left, self.right)

    @property
    def positions(self) -> int:
        """Return how many pixels or positions it has."""
        return (self.bottom - self.top) * (self.right - self.left)


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A part of a picture.

    Attributes:
        core: In px, the part that is this tile's alone.
        outer: In px, with the margin: what the network is given.
    """

    core: Area
    outer: Area

    def of_map(self, stride: int, height: int, width: int) -> Area:
        """Return the core in the whole picture's map of a layer with this stride, whose size is given."""
        top, bottom = _reduced(self.core.top, self.core.bottom, stride, self.outer.bottom, height)
        left, right = _reduced(self.core.left, self.core.right, stride, self.outer.right, width)
        return Area(top=top, bottom=bottom, left=left, right=right)

    def within(self, area: Area, stride: int) -> Area:
        """Return where an area of the whole picture's map lies in the map of this tile."""
        down, across = self.outer.top // stride, self.outer.left // stride
        return Area(top=area.top - down, bottom=area.bottom - down, left=area.left - across, right=area.right - across)


def _reduced(start: int, end: int, stride: int, outer_end: int, length: int) -> tuple[int, int]:
    """Return a core's span in a map; a last core ends where the map does, whatever pooling left over."""
    return start // stride, length if end == outer_end else end // stride


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How far a network looks.

    Attributes:
        margin: px on every side that decide a position of its last map, a multiple of the stride.
        stride: px between positions of its last map.
    """

    margin: int
    stride: int


def reach_of(layers: Sequence[Layer]) -> Reach:
    """Return the reach of 3 x 3 convolutions and 2 x 2 poolings that leave out what is over at an odd edge."""
    margin, stride = 0, 1
    for layer in layers:
        if layer.kind == "conv":
            margin += stride
        elif layer.kind == "pool":
            stride *= 2
    return Reach(margin=-(-margin // stride) * stride, stride=stride)


@dataclass(frozen=True, kw_only=True)
class MapSize:
    """A layer's map of the whole picture.

    Attributes:
        stride: px between its positions.
        height: In positions.
        width: In positions.
    """

    stride: int
    height: int
    width: int

    @property
    def positions(self) -> int:
        """Return how many there are."""
        return self.height * self.width

    def area(self, tile: Tile) -> Area:
        """Return where a tile's core lies in the map."""
        return tile.of_map(self.stride, self.height, self.width)

    def core(self, tile: Tile) -> Area:
        """Return where the core lies in the tile's own map."""
        return tile.within(self.area(tile), self.stride)


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A picture cut into tiles for a network.

    Attributes:
        height: In px.
        width: In px.
        side: Of a tile's core in px, several times the margin; None leaves the picture whole.
        layers: Of the network.
    """

    height: int
    width: int
    side: int | None
    layers: tuple[Layer, ...]

    @property
    def tiles(self) -> list[Tile]:
        """Return the tiles, row by row."""
        return tiles_of(self.height, self.width, self.side or max(self.height, self.width), reach_of(self.layers))

    def map_of(self, name: str) -> MapSize:
        """Return the size of a layer's map."""
        place = next(place for place, layer in enumerate(self.layers) if layer.name == name)
        stride = reach_of(self.layers[: place + 1]).stride
        return MapSize(stride=stride, height=self.height // stride, width=self.width // stride)


def grid_of(rgb: Tensor, side: int | None, layers: tuple[Layer, ...]) -> Grid:
    """Return how a (1, 3, H, W) picture is cut: not at all where it is hardly larger than a tile."""
    height, width = rgb.shape[2:]
    is_small = side is None or height * width <= WHOLE * side**2
    return Grid(height=height, width=width, side=None if is_small else side, layers=layers)


def tiles_of(height: int, width: int, side: int, reach: Reach) -> list[Tile]:
    """Return the tiles of a picture, their cores about `side` px long and wide.

    Args:
        height: In px.
        width: In px.
        side: Of a core in px, several times the margin.
        reach: Of the network; cores begin at multiples of its stride, as the positions of every map do.
    """
    return [
        Tile(core=Area(top=top, bottom=bottom, left=left, right=right), outer=_outer(rows, columns))
        for rows in _spans(height, side, reach)
        for columns in _spans(width, side, reach)
        for (top, bottom), (left, right) in [(rows[:2], columns[:2])]
    ]


Span = tuple[int, int, int, int]  # of the core, then with its margin


def _spans(length: int, side: int, reach: Reach) -> list[Span]:
    count = max(round(length / side), 1)
    ends = [round(length * place / count / reach.stride) * reach.stride for place in range(count)] + [length]
    return [
        (start, end, max(start - reach.margin, 0), min(end + reach.margin, length)) for start, end in pairwise(ends)
    ]


def _outer(rows: Span, columns: Span) -> Area:
    return Area(top=rows[2], bottom=rows[3], left=columns[2], right=columns[3])
