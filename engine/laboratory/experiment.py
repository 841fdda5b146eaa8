"""What every experiment shares: a network for its layers, a seed, progress, stopping, a report.

Must not know what is shown, nor files.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from PIL import Image
from torch import Tensor

from engine.errors import InvalidOption
from engine.features.extraction import Extraction
from engine.features.tensors import to_image
from engine.features.torch_features import TorchFeatures
from engine.machine import devices
from engine.painting.looks import EDGE, Looks
from engine.painting.workshop import Workshop
from engine.request import Iterate
from models.errors import ModelsError


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How an experiment is run.

    Attributes:
        workshop: The network on its device.
        seed: Of everything random; equal seeds give equal pictures.
        on_iterate: Told after every step.
        should_stop: Asked before every step; the best so far is what comes of it.
    """

    workshop: Workshop
    seed: int
    on_iterate: Callable[[Iterate], None]
    should_stop: Callable[[], bool]


class Experiment:
    """One experiment on its way.

    Args:
        asked: How it is run.
        steps: (edge size in px, steps) of every level, in order.
        layers: That it looks at.
        draw: Draws what a step has come to, for who looks on.

    Raises:
        InvalidOption: The network has no such layer, or its weights do not reach it.
    """

    def __init__(
        self,
        asked: Asked,
        steps: Sequence[tuple[int, int]],
        layers: Sequence[str],
        draw: Callable[[Tensor], Image.Image] = to_image,
    ) -> None:
        self.asked, self._levels = asked, list(steps)
        self.features = _features(asked.workshop, layers)
        self.generator = torch.Generator().manual_seed(asked.seed)
        self._started = time.perf_counter()
        self._works = [edge * edge * count for edge, count in steps]
        self.level = self.made = self._at_level = 0
        self.is_stopped = False
        self._draw, self._looks = draw, Looks(EDGE)

    def should_stop(self) -> bool:
        """Return whether the experiment is to end, and remember that it was."""
        self.is_stopped = self.is_stopped or self.asked.should_stop()
        return self.is_stopped

    def on_step(self, picture: Tensor) -> None:
        """Count a step and tell where the experiment stands, now and then with a look at it."""
        self.made += 1
        self._at_level += 1
        edge, count = self._levels[self.level]
        done = sum(self._works[: self.level]) + self._works[self.level] * self._at_level / count
        fraction = done / sum(self._works)
        elapsed_s = time.perf_counter() - self._started
        self.asked.on_iterate(
            Iterate(
                level=self.level,
                levels=len(self._levels),
                edge_size=edge,
                evaluation=self.made,
                evaluations=sum(steps for _, steps in self._levels),
                fraction=fraction,
                seconds_left=elapsed_s * (1 - fraction) / fraction,
                preview_jpeg=self._looks.jpeg(self.made, elapsed_s, lambda: self._draw(picture)),
            )
        )
        if self._at_level == count and self.level < len(self._levels) - 1:
            self.level, self._at_level = self.level + 1, 0

    def uniform(self, *shape: int) -> Tensor:
        """Return uniform noise in 0..1 that only the seed decides, on the experiment's device."""
        return torch.rand(*shape, generator=self.generator).to(self.asked.workshop.device)

    def report(self, **found: Any) -> dict[str, Any]:
        """Return what was done, as JSON values."""
        workshop = self.asked.workshop
        return {
            "network": workshop.network,
            "weights": workshop.weights.description,
            "weights_sha256": workshop.weights.sha256,
            "device": workshop.device,
            "dtype": devices.dtype_name(workshop.published_dtype),
            "seed": self.asked.seed,
            "steps": self.made,
            "schedule": [list(level) for level in self._levels],
            "stopped": self.is_stopped,
            "seconds": {"total": round(time.perf_counter() - self._started, 3)},
            "peak_rss_mb": devices.peak_rss_mb(),
            **found,
        }


def _features(workshop: Workshop, layers: Sequence[str]) -> TorchFeatures:
    check_layers(workshop, layers)
    # differs from the cookbook's zero padding, whose frame excites some neurons more than anything inside it
    extraction = Extraction(layers=tuple(layers), pooling="max", padding="reflect")
    return TorchFeatures(workshop.weights, extraction, workshop.device, workshop.published_dtype)


def looked_at(workshop: Workshop) -> dict[str, int]:
    """Return the number of neurons of every layer that can be looked at: ReLUs and poolings that the weights reach."""
    weights = workshop.weights
    reach = weights.architecture.layer(weights.last_layer).index
    found = [layer for layer in weights.architecture.layers if layer.kind != "conv" and layer.index <= reach]
    return {layer.name: layer.channels[1] for layer in found}


def check_layers(workshop: Workshop, names: Sequence[str]) -> None:
    """Refuse layers that the network has not, that are no ReLU or pooling, or that the weights do not reach.

    Raises:
        InvalidOption: The message says which layers there are.
    """
    known = looked_at(workshop)
    for name in names:
        if name not in known:
            raise InvalidOption(
                f"{workshop.network} has no layer {name!r} to look at; choose one of {' '.join(known)}."
            )


def check_neurons(workshop: Workshop, layer: str, indices: Sequence[int]) -> None:
    """Refuse neurons that a layer has not.

    Raises:
        InvalidOption: The message says how many there are.
    """
    try:
        count = workshop.weights.architecture.layer(layer).channels[1]
    except ModelsError as error:
        raise InvalidOption(str(error)) from error
    for index in indices:
        if not 0 <= index < count:
            raise InvalidOption(f"{layer} has no neuron {index}; its neurons are 0 to {count - 1}.")
