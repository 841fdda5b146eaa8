"""Small pictures on one sheet, three in a row: how the gallery's styles are shown together."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image

IN_A_ROW = 3
GAP = 8  # px


def sheet_of(tiles: Sequence[Image.Image]) -> Image.Image:
    """Return the pictures, RGB and all of the first one's size, row by row, white between them."""
    width, height = tiles[0].size
    rows = -(-len(tiles) // IN_A_ROW)
    sheet = Image.new("RGB", (IN_A_ROW * (width + GAP) - GAP, rows * (height + GAP) - GAP), "white")
    for place, tile in enumerate(tiles):
        row, column = divmod(place, IN_A_ROW)
        sheet.paste(tile, (column * (width + GAP), row * (height + GAP)))
    return sheet
