"""The descents of a published recipe: rounds of L-BFGS or one of Adam at every size, and what the loss comes to.

Must not know what is compared, nor how a picture begins.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.descent.adam import descend
from engine.descent.lbfgs import minimise
from engine.descent.outcome import Ending, Outcome
from engine.losses.weighted import WeightedObjective
from engine.painting.course import Course
from engine.recipes.terms import PublishedRecipe
from engine.request import Round
from models.preprocessing import PREPROCESSINGS

logger = logging.getLogger(__name__)

UNMOVED = "No step came below the start, which is what you see; Adam's first steps climb: allow more evaluations."

CUT = "Ended after its {limit:g} s, with {made} of {planned} evaluations."


@dataclass(kw_only=True)
class PublishedDescent:
    """Rounds of L-BFGS, each with a new memory, or one of Adam; what the loss has come to is told after each.

    Attributes:
        recipe: What is followed.
        course: Has begun; hears of every evaluation and round.
        limit_s: Seconds after which it ends wherever it stands; infinite for as long as it takes.
        looks: How often the loss was told, by earlier attempts too.
        taken_up: Rounds that an earlier attempt has finished.
        is_ended: Whether nothing follows any more: it was stopped, or an evaluation raised.
    """

    recipe: PublishedRecipe
    course: Course
    limit_s: float
    looks: int = 0
    taken_up: int = 0
    is_ended: bool = False

    def __post_init__(self) -> None:
        self._parts = [(place, count) for place in range(len(self.course.levels)) for count in self._rounds_of(place)]
        self._done = self.taken_up

    def _rounds_of(self, place: int) -> list[int]:
        """Return the evaluations of every round of a level."""
        left, descent = self.course.levels[place].evaluations, self.recipe.descent
        if descent.kind == "adam":
            return [left]
        return [min(descent.evaluations, left - made) for made in range(0, left, descent.evaluations)]

    def is_left(self, place: int) -> bool:
        """Return whether rounds of a level are still to be made."""
        return any(each == place for each, _ in self._parts[self._done :])

    def run(self, objective: WeightedObjective, picture: Tensor) -> Tensor:
        """Return the best picture after the rounds that are left of the course's level.

        Args:
            objective: At its size.
            picture: To start from.
        """
        for count in [count for place, count in self._parts[self._done :] if place == self.course.place]:
            started = time.perf_counter()
            outcome = self._round(objective, picture, count)
            self.course.note_outcome(outcome, time.perf_counter() - started)
            picture = outcome.picture
            self._look(objective, picture)
            self._done += 1
            if outcome.ending in (Ending.STOPPED, Ending.FAULT):
                self.is_ended = True
                break
            if self._done < len(self._parts):
                self.course.keep(self._done, picture)
                if self._should_stop():  # else a round of no evaluation would be told
                    self.course.leave_rest()
                    self.is_ended = True
                    break
        self._say_if_unmoved()
        self._say_if_cut()
        return picture

    def _round(self, objective: WeightedObjective, picture: Tensor, evaluations: int) -> Outcome:
        descent = self.recipe.descent

        def tell(count: int, best: Tensor) -> None:
            if descent.kind == "adam" and count % descent.evaluations == 0 and count < evaluations:
                self._look(objective, best, count)
            self.course.tell(count, lambda: best)

        if descent.kind == "lbfgs":
            return minimise(objective, picture, evaluations, should_stop=self._should_stop, on_evaluation=tell)
        return descend(
            objective,
            picture,
            evaluations,
            rate=descent.rate / 255,
            later=[(step, rate / 255) for step, rate in descent.later],
            bounds=_bounds(self.recipe, picture.device),
            should_stop=self._should_stop,
            on_evaluation=tell,
        )

    def _should_stop(self) -> bool:
        return self.course.should_end() or self._is_late()

    def _is_late(self) -> bool:
        return self.course.clock.elapsed + self.course.ending_s > self.limit_s

    def _look(self, objective: WeightedObjective, picture: Tensor, count: int = 0) -> None:
        """Tell what the loss has come to, by part; `count` evaluations of this round are not noted yet."""
        with torch.no_grad():
            parts = objective.parts(picture)
        self.looks += 1
        self.course.tell_round(
            Round(
                number=self.looks,
                evaluations=self.course.evaluations + count,
                content=float(parts.content),
                style=float(parts.style),
                variation=float(parts.variation),
            )
        )

    def _say_if_unmoved(self) -> None:
        """Say so where the best picture is the one that the descent started from."""
        made = self.course.made
        if len(self.course.levels) > 1:  # losses of different sizes
            return
        first, losses = made[0]["first_loss"], [each["loss"] for each in made if each["loss"] is not None]
        if made[0]["evaluations"] > 1 and losses and min(losses) >= first:
            self.course.notes["notes"].append(UNMOVED)
            logger.warning("%s: %s", self.recipe.name, UNMOVED)

    def _say_if_cut(self) -> None:
        """Say so where the limit ended it, and not somebody, nor a fault."""
        made, planned = self.course.evaluations, sum(level.evaluations for level in self.course.levels)
        is_faulty = self.course.made[-1]["ending"] == Ending.FAULT
        if self.is_ended and made < planned and self._is_late() and not (self.course.should_end() or is_faulty):
            said = CUT.format(limit=self.limit_s, made=made, planned=planned)
            self.course.notes["notes"].append(said)
            logger.warning("%s: %s", self.recipe.name, said)


def _bounds(recipe: PublishedRecipe, device: torch.device) -> tuple[Tensor, Tensor] | None:
    if recipe.descent.clamp is None:
        return None
    shape, limit = (1, 3, 1, 1), recipe.descent.clamp
    torchvision = PREPROCESSINGS["torchvision"]
    middle, deviation = torch.tensor(torchvision.mean).view(shape), torch.tensor(torchvision.deviation).view(shape)
    low, high = middle - limit * deviation, middle + limit * deviation
    return low.to(device), high.to(device)
