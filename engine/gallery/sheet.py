"""All styles of the gallery on one sheet of small pictures, three in a row, in the gallery's order."""

from __future__ import annotations

from PIL import Image

from engine.gallery import STYLES, draw_style

IN_A_ROW = 3
GAP = 8  # px


def draw_sheet(tile_edge: int = 240) -> Image.Image:
    """Return the sheet: each style tile_edge px wide, white between them.

    Raises:
        InvalidOption: The tiles are smaller than a style can be drawn.
    """
    tiles = [draw_style(style.name, tile_edge) for style in STYLES]
    width, height = tiles[0].size
    rows = -(-len(tiles) // IN_A_ROW)
    sheet = Image.new("RGB", (IN_A_ROW * (width + GAP) - GAP, rows * (height + GAP) - GAP), "white")
    for place, tile in enumerate(tiles):
        row, column = divmod(place, IN_A_ROW)
        sheet.paste(tile, (column * (width + GAP), row * (height + GAP)))
    return sheet
