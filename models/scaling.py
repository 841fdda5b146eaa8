"""How strongly a set of weights answers, layer by layer, and the same weights answering as strongly as others.

ReLUs and poolings pass factors on, so scaled weights see exactly what they saw. Must not know recipes, nor where the
strength that is wanted comes from.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import torch
from torch import Tensor

from models.vgg import VGG, Architecture
from models.weights import Weights


def mean_activations(weights: Weights, rgb: Tensor) -> dict[str, float]:
    """Return the mean of every ReLU's map that the weights reach, by its convolution ("conv3_1").

    Args:
        weights: Some weights.
        rgb: (1, 3, H, W) picture in 0..1 that they look at.
    """
    architecture = weights.architecture
    names = [layer.name for layer in architecture.layers if layer.kind == "relu" and layer.index <= weights.reach]
    network = VGG(architecture, names, weights.tensors, preprocessing=weights.preprocessing).eval()
    with torch.no_grad():
        maps = network(rgb)
    return {name.replace("relu", "conv"): float(each.mean()) for name, each in zip(names, maps, strict=True)}


def between_blocks(architecture: Architecture, at_blocks: Sequence[float]) -> dict[str, float]:
    """Return one number a convolution: given ones at every block's first, geometrically in between.

    Args:
        architecture: Whose convolutions.
        at_blocks: One a block, and one for what would come after the last; all above 0.
    """
    found = {}
    for block, count in enumerate(map(len, architecture.blocks)):
        first, after = math.log(at_blocks[block]), math.log(at_blocks[block + 1])
        for place in range(count):
            found[f"conv{block + 1}_{place + 1}"] = math.exp(first + (after - first) * place / count)
    return found


def scaled(weights: Weights, factors: Mapping[str, float]) -> Weights:
    """Return weights whose maps are those of the given ones times a factor.

    Args:
        weights: Some weights; they stay as they are.
        factors: Of the maps, above 0, by convolution ("conv3_1": 60.0); a convolution that is not named keeps 1.
    """
    tensors, before = dict(weights.tensors), 1.0
    for layer in weights.architecture.layers:
        name = f"features.{layer.index}"
        if layer.kind != "conv" or f"{name}.weight" not in tensors:
            continue
        factor = factors.get(layer.name, 1.0)
        tensors[f"{name}.weight"] = tensors[f"{name}.weight"] * (factor / before)
        tensors[f"{name}.bias"] = tensors[f"{name}.bias"] * factor
        before = factor
    told = repr(sorted(factors.items()))
    return replace(weights, tensors=tensors, sha256=hashlib.sha256((weights.sha256 + told).encode()).hexdigest())
