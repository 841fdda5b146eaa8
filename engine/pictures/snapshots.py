"""Pictures of a painting on its way, as files. Must not know how it is painted, nor flags."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageChops, ImageStat


class Album:
    """Pictures written along the way, and whether the last two hardly differ.

    Args:
        output: Names the pictures: out.png gives out-0010.png and so on.
        every: Evaluations between two pictures.
        until_change: Mean difference, of 255 levels, under which nothing more is to be expected; None for never.
    """

    def __init__(self, output: Path, every: int | None, until_change: float | None) -> None:
        self._output, self._every, self._until_change = output, every or 1, until_change
        self._last: Image.Image | None = None
        self._has_moved = False  # since the first picture of its size

    def add(self, evaluation: int, draw: Callable[[], Image.Image]) -> bool:
        """Write the picture if its turn has come; return whether it hardly differs from the last one of its size.

        Not before something has moved: what is drawn is the best picture so far, and the first steps may all climb.
        """
        if evaluation % self._every:
            return False
        image = draw()
        image.save(self._output.with_name(f"{self._output.stem}-{evaluation:04}.png"))
        last, self._last = self._last, image
        if self._until_change is None or last is None or last.size != image.size:
            self._has_moved = False
            return False
        means = ImageStat.Stat(ImageChops.difference(last, image)).mean
        mean = sum(means) / len(means)
        self._has_moved = self._has_moved or mean > 0
        return self._has_moved and mean < self._until_change
