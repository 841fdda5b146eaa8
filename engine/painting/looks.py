"""The looks that people get at a painting on its way: when the next one is due, how it is sent, and which are kept.

The first comes early, from the coarsest level: that is when a person wonders whether anything happens. Must not know
levels or how a picture is painted.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable

from PIL import Image

from engine.pictures.encoding import to_jpeg
from engine.pictures.images import resize

logger = logging.getLogger(__name__)

FIRST_AFTER = 12  # evaluations: a tenth of the coarsest level's
FEWEST = 4  # evaluations, however long they take: the first is of the photo itself
EVERY_S = 2.0
EDGE = 512  # px
BYTES = 40_000
SNAPSHOTS = 28  # kept of a painting: enough for a film of four seconds, and at most 672 kB beside the result
SNAPSHOT_EDGE = 384  # px
SNAPSHOT_BYTES = 24_000


class Looks:
    """Decides after every evaluation whether somebody gets to see the picture.

    Args:
        edge_size: Long side of the finished painting in px; a look is as large, up to EDGE, however small the level.
    """

    def __init__(self, edge_size: int) -> None:
        self._edge_size = min(edge_size, EDGE)
        self._last_s: float | None = None

    def jpeg(self, evaluation: int, elapsed_s: float, draw: Callable[[], Image.Image]) -> bytes | None:
        """Return the picture for a chat, or None where it is too early for another one.

        Args:
            evaluation: How many were made.
            elapsed_s: Seconds since the painting was begun.
            draw: Draws the best picture so far.
        """
        if not self._is_due(evaluation, elapsed_s):
            return None
        if self._last_s is None:
            logger.info("First look after %.1f s", elapsed_s)
        self._last_s = elapsed_s
        return to_jpeg(resize(draw(), self._edge_size), quality=80, max_bytes=BYTES)

    def _is_due(self, evaluation: int, elapsed_s: float) -> bool:
        if self._last_s is None:
            return evaluation >= (FIRST_AFTER if elapsed_s < EVERY_S else FEWEST)
        return elapsed_s - self._last_s >= EVERY_S


class Snapshots:
    """Keeps small pictures of the way, most of them of its beginning.

    By the square root of the evaluations made: seen, with even steps a picture looks nearly done after the fifth.

    Args:
        edge_size: Long side of the finished painting in px; a snapshot is as large, up to SNAPSHOT_EDGE.

    Attributes:
        kept: JPEGs, in order; at most SNAPSHOTS.
    """

    def __init__(self, edge_size: int) -> None:
        self._edge_size = min(edge_size, SNAPSHOT_EDGE)
        self._share = -1
        self.kept: list[bytes] = []

    def look(self, evaluation: int, evaluations: int, draw: Callable[[], Image.Image]) -> None:
        """Keep the picture where its turn has come.

        Args:
            evaluation: How many were made, from 1.
            evaluations: How many are planned; more may be made.
            draw: Draws the best picture so far.
        """
        share = min(int(math.sqrt((evaluation - 1) / max(evaluations, 1)) * SNAPSHOTS), SNAPSHOTS - 1)
        if share > self._share:
            self._share = share
            self.kept.append(to_jpeg(resize(draw(), self._edge_size), quality=80, max_bytes=SNAPSHOT_BYTES))
