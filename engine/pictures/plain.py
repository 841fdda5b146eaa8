"""Pictures of one colour, by the words that stand for them on the command line and in the chat."""

from __future__ import annotations

from PIL import Image

COLORS = {"blank": "white", "black": "black"}


def plain(word: str, edge_size: int) -> Image.Image:
    """Return the square picture, of so many px, that the word stands for."""
    return Image.new("RGB", (edge_size, edge_size), COLORS[word])
