"""A published recipe: one size, one sum of losses, its own start and descent, as its record says.

Differs from the default recipe in the record alone; must not know any recipe by name.
"""

from __future__ import annotations

import dataclasses
import logging
import time
from collections.abc import Callable

import torch
from PIL import Image
from torch import Tensor

from engine import machine
from engine.descent.adam import descend
from engine.descent.lbfgs import Ending, Outcome, minimise
from engine.errors import InvalidOption
from engine.features.onnx_features import Extraction, OnnxFeatures, TorchFeatures
from engine.losses.weighted import WeightedObjective
from engine.painting.fitting import fitted
from engine.painting.painting import Asked, Painting
from engine.painting.targets import to_tensor
from engine.recipes.terms import PublishedRecipe
from engine.request import Round
from engine.schedule.pyramid import Size
from models.vgg import PREPROCESSINGS

log = logging.getLogger(__name__)

PUBLISHED_STRENGTH = 60.0  # the default strength paints with the published style weight
STRENGTH_PER_DECADE = 40.0  # and so much more strength with ten times of it
UNMOVED = "No step came below the start, which is what you see; Adam's first steps climb: allow more evaluations."
UNIFORM_OFFSET, NORMAL_DEVIATION = 128.0, 0.256  # on 0..255, after preprocessing


class AsPublished(Painting):
    """A painting by a published recipe."""

    def __init__(self, asked: Asked, recipe: PublishedRecipe) -> None:
        super().__init__(asked)
        self.recipe, self.on_round = recipe, asked.on_round
        self.rounds: list[Round] = []
        styles = len(self.request.style_images)
        if styles > recipe.most_styles:
            takes = "one style" if recipe.most_styles == 1 else f"at most {recipe.most_styles} styles"
            raise InvalidOption(f"The recipe {recipe.name} takes {takes}, got {styles}; the default recipe takes five.")

    def _paint(self) -> Tensor:
        recipe, workshop = self.recipe, self.workshop
        extraction = Extraction(layers=recipe.layers, pooling=recipe.pooling, padding=recipe.padding)
        workshop.check_reach(recipe.layers, recipe.name)
        found = fitted(workshop.weights, recipe)
        weights, dtype = found.weights, workshop.published_dtype
        if found.notes:
            log.warning("%s: %s", recipe.name, " ".join(found.notes))
        folder = workshop.cache_dir / "networks"
        maps = OnnxFeatures(weights, extraction, device=workshop.device, cache_dir=folder)
        features = TorchFeatures(weights, extraction, workshop.device, dtype)
        self.report["dtype"] = machine.dtype_name(dtype)
        self.report["notes"] = [*recipe.deviations, *found.notes, *self._changes_told()]
        self.clock.lap("load")
        objective = self._objective(features, maps)
        self.clock.lap("targets")
        picture = self._descend(objective, PREPROCESSINGS[weights.preprocessing].mean)
        self._check_painted()
        return picture

    def _changes_told(self) -> list[str]:
        told = self.options.changes.told
        return [f"Changed: {', '.join(f'{name} {value}' for name, value in told.items())}."] if told else []

    def _objective(self, features: TorchFeatures, maps: Callable[[Tensor], tuple[Tensor, ...]]) -> WeightedObjective:
        size = self.levels[-1].size
        photo = maps(self._tensor(self.content, size))
        styles = [maps(self._tensor(style.image, self._style_size(style.image.size))) for style in self.styles]
        shares = self.options.shares_for(len(styles))
        return WeightedObjective(self.recipe, features, photo, styles, shares, style_factor(self.options.strength))

    def _style_size(self, own: Size) -> Size:
        size = self.levels[-1].size
        if self.recipe.style_size == "content":
            return size
        scale = max(max(size) / max(own), 32 / min(own))
        return round(own[0] * scale), round(own[1] * scale)

    def _tensor(self, image: Image.Image, size: Size) -> Tensor:
        return to_tensor(image.resize(size, Image.Resampling.LANCZOS)).to(self.workshop.device)

    def _start(self, mean: tuple[float, float, float]) -> Tensor:
        photo = self._tensor(self.content, self.levels[-1].size)
        return photo if self.recipe.start == "content" else noise(self.recipe, photo, mean, self.options.seed)

    def _descend(self, objective: WeightedObjective, mean: tuple[float, float, float]) -> Tensor:
        picture, descent = self._start(mean), self.recipe.descent
        level, left = self.levels[-1], self.levels[-1].evaluations
        while left > 0:
            count = left if descent.kind == "adam" else min(left, descent.evaluations)
            started = time.perf_counter()
            outcome = self._round(objective, picture, count)
            self._note(level, outcome, time.perf_counter() - started)
            picture, left = outcome.picture, left - count
            self._look(objective, picture)
            if outcome.ending in (Ending.STOPPED, Ending.FAULT):
                break
        self._say_if_unmoved()
        return picture

    def _round(self, objective: WeightedObjective, picture: Tensor, evaluations: int) -> Outcome:
        descent = self.recipe.descent

        def tell(count: int, best: Tensor) -> None:
            if descent.kind == "adam" and count % descent.evaluations == 0 and count < evaluations:
                self._look(objective, best, count)
            self._tell(0, count, best, earlier_rounds=self._made())

        if descent.kind == "lbfgs":
            return minimise(objective, picture, evaluations, should_stop=self._should_end, on_evaluation=tell)
        return descend(
            objective,
            picture,
            evaluations,
            rate=descent.rate / 255,
            later=[(step, rate / 255) for step, rate in descent.later],
            bounds=self._bounds(),
            should_stop=self._should_end,
            on_evaluation=tell,
        )

    def _made(self) -> int:
        return sum(made["evaluations"] for made in self.made)

    def _look(self, objective: WeightedObjective, picture: Tensor, count: int = 0) -> None:
        """Keep and tell what the loss has come to, by part; `count` evaluations of this round are not noted yet."""
        with torch.no_grad():
            parts = objective.parts(picture)
        found = Round(
            number=len(self.rounds) + 1,
            evaluations=self._made() + count,
            content=float(parts.content),
            style=float(parts.style),
            variation=float(parts.variation),
        )
        self.rounds.append(found)
        self.report["rounds"] = [dataclasses.asdict(each) for each in self.rounds]
        self.on_round(found)

    def _say_if_unmoved(self) -> None:
        """Say so where the best picture is the one that the descent started from."""
        first = self.made[0]
        if first["evaluations"] > 1 and min(made["loss"] for made in self.made) >= first["first_loss"]:
            self.report["notes"].append(UNMOVED)
            log.warning("%s: %s", self.recipe.name, UNMOVED)

    def _seconds_left(self, place: int, made: int) -> float:
        left_s, budget_s = super()._seconds_left(place, made), self.options.budget_s
        return left_s if budget_s is None else min(left_s, max(budget_s - self.clock.elapsed, 0.0))

    def _should_end(self) -> bool:
        budget_s = self.options.budget_s
        return (
            self.should_stop()
            or self.is_settled
            or (budget_s is not None and self.clock.elapsed + self._ending_s > budget_s)
        )

    def _bounds(self) -> tuple[Tensor, Tensor] | None:
        if self.recipe.descent.clamp is None:
            return None
        shape, limit = (1, 3, 1, 1), self.recipe.descent.clamp
        torchvision = PREPROCESSINGS["torchvision"]
        middle, deviation = torch.tensor(torchvision.mean).view(shape), torch.tensor(torchvision.deviation).view(shape)
        low, high = middle - limit * deviation, middle + limit * deviation
        return low.to(self.workshop.device), high.to(self.workshop.device)


def style_factor(strength: float) -> float:
    """Return by what a strength multiplies the published style weight: ten times as much for every 40 more than 60."""
    factor: float = 10 ** ((strength - PUBLISHED_STRENGTH) / STRENGTH_PER_DECADE)
    return factor


def noise(recipe: PublishedRecipe, photo: Tensor, mean: tuple[float, float, float], seed: int) -> Tensor:
    """Return the noise that a recipe starts from, a (1, 3, H, W) picture like the photo, 0..1.

    Args:
        recipe: Its start is "uniform" or "normal", on 0..255 after the mean was subtracted.
        photo: Gives shape, dtype and device.
        mean: What the network subtracts, RGB, 0..1.
        seed: Decides the noise, on every device the same.
    """
    generator = torch.Generator().manual_seed(seed)
    if recipe.start == "uniform":
        drawn = torch.rand(photo.shape, generator=generator) - UNIFORM_OFFSET / 255
    else:
        drawn = torch.randn(photo.shape, generator=generator) * (NORMAL_DEVIATION / 255)
    return (torch.tensor(mean).view(1, 3, 1, 1) + drawn).to(photo)
