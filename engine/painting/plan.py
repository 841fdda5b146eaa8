"""What a painting is going to do, and how long that takes; made before it begins.

Must not know networks or pictures.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.schedule.cost import Cost, seconds
from engine.schedule.pyramid import Level

ENCODE_S_PER_PIXEL = 1.5e-6  # measured: PNG of a painting, two cores
UNPAINTED_S = 1.0  # opening, resizing and encoding at strength 0


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is to be done.

    Attributes:
        levels: Coarse to fine, with their evaluations.
        depth: Operations of the network's part that is run, in units of the default recipe's.
        limit_s: Seconds after which it ends wherever it stands; infinite where it does not.
    """

    levels: tuple[Level, ...]
    depth: float = 1.0
    limit_s: float = math.inf

    def expected_s(self, cost: Cost, target_s: float) -> float:
        """Return the seconds that all of it is expected to take.

        Args:
            cost: Of an evaluation of the default recipe's network.
            target_s: Seconds of targets a pixel.
        """
        return min(self.depth * seconds(self.levels, cost) + fixed_s(self.levels, target_s), self.limit_s)


def fixed_s(levels: tuple[Level, ...], target_s: float) -> float:
    """Return the expected seconds of everything but the optimisation."""
    finest = levels[-1]
    return targets_s(finest.pixels, target_s) + finest.views[0].pixels * ENCODE_S_PER_PIXEL


def targets_s(pixels: int, target_s: float) -> float:
    """Return the expected seconds of the targets of so many pixels of views: of the photo and of a style as large."""
    return 2 * pixels * target_s
