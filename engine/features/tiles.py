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


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A part of a picture.

    Attributes:
        core: In px, the part that is this tile's alone.
        outer: In px, with the margin: what the network is given.
    """

    core: Area
    outer: Area


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
        top, bottom = self._span(tile.core.top, tile.core.bottom, tile.outer.bottom, self.height)
        left, right = self._span(tile.core.left, tile.core.right, tile.outer.right, self.width)
        return Area(top=top, bottom=bottom, left=left, right=right)

    def core(self, tile: Tile) -> Area:
        """Return where the core lies in the tile's own map."""
        area, down, across = self.area(tile), tile.outer.top // self.stride, tile.outer.left // self.stride
        return Area(top=area.top - down, bottom=area.bottom - down, left=area.left - across, right=area.right - across)

    def _span(self, start: int, end: int, outer_end: int, length: int) -> tuple[int, int]:
        """Return a core's rows or columns; a last core ends where the map does, whatever pooling left over."""
        return start // self.stride, length if end == outer_end else end // self.stride


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
    return Grid(height=height, width=width, side=side_for(height, width, side), layers=layers)


def side_for(height: int, width: int, side: int | None) -> int | None:
    """Return the side of the tiles that a picture is cut into where `side` is allowed; None where it stays whole."""
    return None if side is None or height * width <= WHOLE * side**2 else side


def tiles_of(height: int, width: int, side: int, reach: Reach) -> list[Tile]:
    """Return the tiles of a picture, their cores about `side` px long and wide.

    Args:
        height: In px.
        width: In px.
        side: Of a core in px, several times the margin.
        reach: Of the network; cores begin at multiples of its stride, as the positions of every map do.
    """
    return [
        Tile(core=_area(rows, columns), outer=_area(outer_rows, outer_columns))
        for rows, outer_rows in _spans(height, side, reach)
        for columns, outer_columns in _spans(width, side, reach)
    ]


Span = tuple[int, int]  # from the first row or column to one beyond the last


def _spans(length: int, side: int, reach: Reach) -> list[tuple[Span, Span]]:
    """Return of every core its span, and that with the margin."""
    count = max(round(length / side), 1)
    ends = [round(length * place / count / reach.stride) * reach.stride for place in range(count)] + [length]
    return [
        ((start, end), (max(start - reach.margin, 0), min(end + reach.margin, length))) for start, end in pairwise(ends)
    ]


def _area(rows: Span, columns: Span) -> Area:
    return Area(top=rows[0], bottom=rows[1], left=columns[0], right=columns[1])
