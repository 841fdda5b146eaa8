"""Starts a training from folded weights, so that the training network computes what they compute.

Folding took the batch norms away; here they come back, measured on pictures, without changing a single map.
Knows the training network and finished weights; must not know losses or optimisers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import cast

import torch
from torch import Tensor, nn

from models.training.network import NameByMoments, TrainingNetwork, standardise


@torch.no_grad()
def warm_start(network: TrainingNetwork, tensors: Mapping[str, Tensor], pictures: Tensor) -> None:
    """Give a training network the weights of a finished one; in evaluation mode both compute the same.

    The same up to a factor a channel, which ReLU and pooling let the next filters take back: every filter gets the
    length it would have at random (He et al. 2015) and every batch norm the gain one, so that a learning rate
    means what it means to a fresh network. Heads start at zero and pull at nothing before they have learnt.

    Args:
        network: Changed in place.
        tensors: By torchvision's names, every convolution of the network's architecture, for pictures standardised
            as its are.
        pictures: (N, 3, H, W), 0..1; the running mean and variance are theirs.

    Pictures and tensors may lie on another device than the network.
    """
    network.eval()
    device = network.classify.weight.device
    x = standardise(pictures.to(device)).contiguous(memory_format=torch.channels_last)
    before = torch.ones(3, device=device)
    for step in network.architecture.layers[:-1]:
        if step.kind == "conv":
            kernel, bias = (tensors[f"features.{step.index}.{part}"].to(device) for part in ("weight", "bias"))
            before = _put_back(network, step.name, kernel * before.view(1, -1, 1, 1), bias, x)
        x = network.run(step, x)
    telling = [cast(NameByMoments, head).classify for head in network.tell.values()]
    for head in (network.classify, *network.rebuild.values(), *telling):
        cast(nn.Conv2d | nn.Linear, head).weight.zero_()


def _put_back(network: TrainingNetwork, name: str, kernel: Tensor, bias: Tensor, x: Tensor) -> Tensor:
    """Give one layer its filters and statistics; return what its (C,) channels must be multiplied by afterwards."""
    convolution, norm = cast(nn.Conv2d, network.convolutions[name]), cast(nn.BatchNorm2d, network.norms[name])
    length = kernel.flatten(1).norm(dim=1).clamp_min(1e-6) / math.sqrt(2)
    convolution.weight.copy_(kernel / length.view(-1, 1, 1, 1))
    variance, mean = torch.var_mean(convolution(x), (0, 2, 3), correction=0)
    cast(Tensor, norm.running_mean).copy_(mean)
    cast(Tensor, norm.running_var).copy_(variance)
    gain: Tensor = length * (variance + norm.eps).sqrt()
    norm.weight.fill_(1.0)
    norm.bias.copy_((bias + length * mean) / gain)
    return gain
