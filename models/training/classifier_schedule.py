"""How long and how fast the CIFAR-10 classifier trains: the article's schedule, and a short one.

Knows neither networks nor pictures.
"""

from __future__ import annotations

from dataclasses import dataclass

WARM_UP = 0.2  # share of the one-cycle that the rate rises


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """How long and how fast.

    Attributes:
        epochs: Passes over the pictures.
        rates: (epoch, rate): from this epoch on, this rate. With `is_one_cycle` the one rate is the peak.
        batch: Pictures a step.
        is_one_cycle: Whether the rate rises and falls once, linearly (Smith 2018, arXiv 1803.09820).
    """

    epochs: int
    rates: tuple[tuple[int, float], ...]
    batch: int = 128
    is_one_cycle: bool = False

    def rate_at(self, epoch: float) -> float:
        """Return the learning rate at a point of the training, in epochs from 0."""
        if not self.is_one_cycle:
            return [rate for start, rate in self.rates if epoch >= start][-1]
        share = min(epoch / self.epochs, 1.0)
        rising = share / WARM_UP
        return self.rates[0][1] * (rising if share < WARM_UP else (1 - share) / (1 - WARM_UP))


# (share of the training, px): small pictures first cost less a step, and what is learned from them stays (progressive
# resizing: Tan and Le 2021, arXiv 2104.00298).
GROWTH = ((0.0, 24), (0.4, 32))


def side_at(share: float) -> int:
    """Return the side in px of a growing training's pictures at a share (0..1) of its schedule."""
    return [side for start, side in GROWTH if share >= start][-1]


STEP_COSTS = {24: 0.80, 32: 0.95}  # s by side, of 128 pictures on two threads of one core; measured


def work_at(share: float) -> float:
    """Return the share of a growing training's work that is done at a share (0..1) of its schedule."""
    ends = [*(start for start, _ in GROWTH[1:]), 1.0]

    def until(place: float) -> float:
        return sum(
            STEP_COSTS[side] * max(min(place, end) - start, 0.0)
            for (start, side), end in zip(GROWTH, ends, strict=True)
        )

    return until(share) / until(1.0)


SCHEDULES = {
    "article": Schedule(epochs=164, rates=((0, 0.08), (81, 0.01), (122, 0.001))),  # the article's program
    "short": Schedule(epochs=24, rates=((0, 0.1),), is_one_cycle=True),
}
GROWING = 0  # px, of pictures that grow with the training
SIDES = {"article": 32, "short": GROWING}  # px; growing, the short schedule's steps take a sixteenth less time
WEIGHT_DECAYS = {"article": 1e-4, "short": 2.5e-4}  # the article's; its reference tunes it to 5e-4 for 94.14 %
L2 = 2.0  # Keras's l2(w) adds w·x² to the loss, so the gradient grows by 2w·x: what torch calls a decay of 2w
