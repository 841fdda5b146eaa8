"""How long a painting still takes, learned from how it goes. Pure arithmetic; must not know torch or pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.schedule.cost import Cost, seconds
from engine.schedule.pyramid import Level

# How much weight what was expected has beside what was seen; both are guesses.
EXPECTED_SHARE = 0.15  # of a painting's expected time
EXPECTED_EVALUATIONS = 3  # within a level


class Forecast:
    """Follows one painting from evaluation to evaluation.

    Args:
        clock: Seconds that only go forward.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._place = -1
        self._began_at, self._began_with = 0.0, 0
        self._took_s = self._expected_s = self._whole_s = 0.0

    @property
    def tempo(self) -> float:
        """Return how many times their expected time the levels so far have taken, cautiously."""
        return self._tempo(0.0, 0.0)

    def seconds_left(self, levels: Sequence[Level], cost: Cost, place: int, made: int) -> float:
        """Return the expected seconds of the evaluations still to come.

        Args:
            levels: The painting's levels as they are planned now.
            cost: The expected seconds of an evaluation.
            place: At which level the painting is.
            made: How many evaluations were made there.
        """
        if place != self._place:
            self._place, self._began_at, self._began_with = place, self._clock(), made
            self._whole_s = seconds(levels, cost)
        level, usual_s = levels[place], cost.of(levels[place])
        here, here_s = made - self._began_with, self._clock() - self._began_at
        each_s = (here_s + EXPECTED_EVALUATIONS * usual_s * self.tempo) / (here + EXPECTED_EVALUATIONS)
        rest_s = seconds(levels[place + 1 :], cost) * self._tempo(here_s, here * usual_s)
        return each_s * level.left(made) + rest_s

    def end_level(self, evaluations: int, took_s: float, expected_s: float) -> None:
        """Learn what a level's evaluations took, and what each had been expected to take."""
        self._took_s += took_s
        self._expected_s += evaluations * expected_s

    def _tempo(self, here_s: float, expected_here_s: float) -> float:
        trust_s = EXPECTED_SHARE * self._whole_s
        expected_s = trust_s + self._expected_s + expected_here_s
        return (trust_s + self._took_s + here_s) / expected_s if expected_s else 1.0
