"""Which feature maps of a network are computed, and how. Knows neither torch's pass nor ONNX Runtime's."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from models.vgg import VGG, Padding, Pooling
from models.weights import Weights


@dataclass(frozen=True, kw_only=True)
class Extraction:
    """Which feature maps are computed, and how.

    Attributes:
        layers: Names of the maps, in the order in which they are returned.
        pooling: "max", "average" or "average-ceil"; see models.vgg.
        padding: "zero" or "reflect".
    """

    layers: tuple[str, ...]
    pooling: Pooling = "max"
    padding: Padding = "reflect"

    def key(self, weights: Weights) -> str:
        """Return a hash of everything that decides the values of the maps."""
        parts = (weights.sha256, weights.preprocessing, weights.architecture.name, *self.layers)
        return hashlib.sha256("|".join((*parts, self.pooling, self.padding)).encode()).hexdigest()[:32]

    def network(self, weights: Weights) -> VGG:
        """Return the truncated network in float32 on the CPU, its weights frozen."""
        network = VGG(
            weights.architecture,
            self.layers,
            weights.tensors,
            pooling=self.pooling,
            padding=self.padding,
            preprocessing=weights.preprocessing,
        )
        return network.requires_grad_(False).eval()
