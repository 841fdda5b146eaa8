"""Seeded random weights, for where there are no others: the same on every machine."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from models.vgg import Architecture
from models.weights import Weights, sha256_of_tensors

RANDOM_SEED = 2015  # the year of Gatys et al.; any fixed number serves


def random_weights(architecture: Architecture, seed: int = RANDOM_SEED) -> Weights:
    """Return He-random weights whose every ReLU has unit mean activation on a fixed drawn picture.

    Source: He et al. 2015, https://arxiv.org/abs/1502.01852, equation 10, then rescaled as Gatys et al. 2016,
    https://doi.org/10.1109/CVPR.2016.265, section 2, rescale a trained network.
    """
    generator = torch.Generator().manual_seed(seed)
    tensors: dict[str, Tensor] = {}
    x = (drawn_picture(generator) - 0.45) / 0.225  # torchvision's mean and deviation, averaged over the channels
    for layer in architecture.layers:
        if layer.kind == "pool":
            x = F.max_pool2d(x, 2)
        elif layer.kind == "conv":
            inputs, outputs = layer.channels
            weight = torch.randn(outputs, inputs, 3, 3, generator=generator) * math.sqrt(2 / (9 * inputs))
            x = F.relu(F.conv2d(x, weight, padding=1))
            scale = float(f"{1 / float(x.mean()):.2e}")  # rounded, so that every machine makes the same weights
            x = x * scale
            tensors[f"features.{layer.index}.weight"] = weight * scale
            tensors[f"features.{layer.index}.bias"] = torch.zeros(outputs)
    return Weights(
        name="builtin",
        architecture=architecture,
        tensors=tensors,
        preprocessing="torchvision",
        sha256=sha256_of_tensors(tensors),
        description=f"{architecture.name} with seeded random weights, unit mean activation (not trained)",
        last_layer=architecture.layers[-1].name,
    )


def drawn_picture(generator: torch.Generator, side: int = 128) -> Tensor:
    """Return (1, 3, side, side) in 0..1: noise of every octave, which has the spectrum of a photo."""
    octaves = [
        F.interpolate(torch.randn(1, 3, cells, cells, generator=generator), size=side, mode="bicubic") / cells
        for cells in (2, 4, 8, 16, 32, 64)
    ]
    picture = torch.stack(octaves).sum(0)
    return 0.45 + 0.225 * (picture - picture.mean()) / picture.std()
