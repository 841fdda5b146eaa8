"""An experiment that climbs as a test says, and Pillow's enlarging on floats: what the laboratory's formulas need."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from PIL import Image

from engine.recipes.climbing import Ascent
from models.vgg import Architecture
from models.weights import Weights

TINY = Architecture(name="tiny", blocks=((8,), (8,)))


def enlarged(planes: np.ndarray, width: int, height: int) -> np.ndarray:
    """Return (..., H, W) planes at another size, by Lanczos."""
    flat = planes.reshape(-1, *planes.shape[-2:]).astype(np.float32)
    found = [np.asarray(Image.fromarray(each).resize((width, height), Image.Resampling.LANCZOS)) for each in flat]
    return np.stack(found).astype(np.float64).reshape(*planes.shape[:-2], height, width)


class FakeFeatures:
    """A network whose every map scores one."""

    def squared_distances(self, rgb: torch.Tensor, comparisons: Any) -> torch.Tensor:
        return torch.ones(len(comparisons))


class FakeExperiment:
    """An experiment whose climbs end at pictures drawn from a seed, each of the size that it began with.

    Args:
        ascent: As of the real one.
        preprocessing: Of its network.

    Attributes:
        asked: With a network that has no tensors, of two layers with eight neurons each.
        begun: What each climb began with.
        ended: What it ended with.
        drawn: The uniform noise that was asked for.
        kept: What was kept of every part.
    """

    def __init__(self, ascent: Ascent, preprocessing: str = "torchvision") -> None:
        weights = Weights(
            name="tiny",
            architecture=TINY,
            tensors={},
            preprocessing=preprocessing,
            sha256="",
            description="",
            last_layer="pool2",
        )
        workshop = SimpleNamespace(weights=weights, device="cpu", network="tiny")
        self.asked: Any = SimpleNamespace(workshop=workshop, ascent=ascent)
        self.ascent, self.generator = ascent, torch.Generator().manual_seed(0)
        self.course = SimpleNamespace(begin_level=lambda place: None)
        self._random = np.random.default_rng(0)
        self.begun: list[np.ndarray] = []
        self.ended: list[np.ndarray] = []
        self.drawn: list[np.ndarray] = []
        self.kept: list[np.ndarray] = []

    def features(self, *layers: str) -> FakeFeatures:
        return FakeFeatures()

    def should_stop(self) -> bool:
        return False

    def take_up(self) -> None:
        return None

    def keep(self, done: int, picture: torch.Tensor) -> None:
        self.kept.append(picture.numpy().copy())

    def climb(self, score: Any, rgb: torch.Tensor, steps: int, rate: float, emphasis: Any) -> torch.Tensor:
        self.begun.append(rgb.numpy().copy())
        self.ended.append(self._random.random(tuple(rgb.shape)))
        return torch.from_numpy(self.ended[-1])

    def uniform(self, *shape: int) -> torch.Tensor:
        self.drawn.append(self._random.random(shape))
        return torch.from_numpy(self.drawn[-1])

    def shown(self, image: Any, **found: Any) -> Any:
        return image
