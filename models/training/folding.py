"""What is kept of a training: batch norms folded away, filters of unit mean activation, torchvision's names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.training.network import TrainingNetwork, standardise
from models.vgg import VGG19, Architecture, Pooling, pooled, reflected


def fold(network: TrainingNetwork) -> dict[str, Tensor]:
    """Fold every batch norm into the convolution before it; names as torchvision's.

    In float64 by a division: torch.nn.utils.fuse_conv_bn_weights multiplies by rsqrt, which rounds otherwise.
    """
    tensors: dict[str, Tensor] = {}
    for step in network.architecture.layers:
        if step.kind != "conv":
            continue
        norm = cast(nn.BatchNorm2d, network.norms[step.name])
        kernel = cast(nn.Conv2d, network.convolutions[step.name]).weight.detach().double().cpu()
        variance, mean = cast(Tensor, norm.running_var).double().cpu(), cast(Tensor, norm.running_mean).double().cpu()
        gain = norm.weight.detach().double().cpu() / (variance + norm.eps).sqrt()
        tensors[f"features.{step.index}.weight"] = (kernel * gain.view(-1, 1, 1, 1)).float()
        tensors[f"features.{step.index}.bias"] = (norm.bias.detach().double().cpu() - mean * gain).float()
    return tensors


@torch.no_grad()
def normalise(
    tensors: Mapping[str, Tensor],
    pictures: Tensor,
    *,
    pooling: Pooling = "max",
    least: float = 0.1,
    architecture: Architecture = VGG19,
) -> dict[str, Tensor]:
    """Rescale every filter so that its activation has mean one over `pictures` and positions.

    ReLU and both poolings are homogeneous, so the next layer's weights can take the factor back: what the
    network computes stays the same up to a factor a channel.  Channels that hardly ever fire are scaled as
    if their mean were `least` times the layer's, or they would be blown up.

    Args:
        tensors: Weights by torchvision's names.
        pictures: (N, 3, H, W), 0..1.
        pooling: As in models.vgg.
        least: Share of a layer's mean activation.
        architecture: Of the weights.

    Source: Gatys, Ecker & Bethge 2016, "Image Style Transfer Using CNNs", section 2.
    """
    scaled: dict[str, Tensor] = {}
    x, before = standardise(pictures), torch.ones(3)
    for step in architecture.layers[:-1]:
        match step.kind:
            case "conv":
                weight, bias = f"features.{step.index}.weight", f"features.{step.index}.bias"
                kernel = tensors[weight] * before.view(1, -1, 1, 1)
                x = F.conv2d(reflected(x), kernel, tensors[bias])
                means = F.relu(x).mean((0, 2, 3))
                before = means.clamp_min(least * float(means.mean()))
                scaled[weight], scaled[bias] = (kernel / before.view(-1, 1, 1, 1)).contiguous(), tensors[bias] / before
                x = x / before.view(1, -1, 1, 1)
            case "relu":
                x = F.relu(x)
            case _:
                x = pooled(x, pooling)
    return scaled
