"""The network that is trained: VGG-19 with batch norm and throw-away heads.

The heads exist so that the features learn to name a picture, to rebuild it and to fire sparsely. What the
heads' answers cost is models.training.objective's business, what is kept of the network models.training.folding's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.preprocessing import PREPROCESSINGS
from models.training.plan import Plan
from models.vgg import VGG19, Architecture, Layer, pooled

PREPROCESSING = "torchvision"
SPARSE_EVERY = 4  # the density of every fourth crop tells that of all, in a sixth less time a step
MOMENTS = 48  # channels whose second moments name a picture; a guess
DROPOUT = 0.2  # of what names a picture; a guess
SPARSE_ENOUGH = 0.1  # a channel below it is left alone, lest it die; a guess


def standardise(rgb: Tensor) -> Tensor:
    """Subtract the mean and divide by the deviation that the weights are made for."""
    mean, deviation = PREPROCESSINGS[PREPROCESSING].mean, PREPROCESSINGS[PREPROCESSING].deviation
    return (rgb - rgb.new_tensor(mean).view(1, 3, 1, 1)) / rgb.new_tensor(deviation).view(1, 3, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """What the training network says of a batch; everything but the scores by layer.

    Attributes:
        scores: Of the classes, (N, classes); None where the network ended early.
        rebuilt: The crops, standardised, (N, 3, H, W).
        told: The early heads' scores of the classes, (N, classes).
        density: How evenly the channels fire, a scalar.
    """

    scores: Tensor | None
    rebuilt: dict[str, Tensor]
    told: dict[str, Tensor]
    density: dict[str, Tensor]


def density_of(x: Tensor) -> Tensor:
    """Return how evenly the channels fire, 0 (rarely and strongly) to 1 (always alike), mean over channels.

    Source: Treves & Rolls 1991, the squared mean over the mean square of each unit's rates.
    """
    rates = x.float()
    first, second = rates.mean((0, 2, 3)), rates.square().mean((0, 2, 3))
    return (first.square() / (second + 1e-6)).clamp_min(SPARSE_ENOUGH).mean()


class NameByMoments(nn.Module):
    """Names a picture by how its channels vary together, whatever its contrast: what a painting is matched by.

    Source: bilinear pooling, Lin, RoyChowdhury & Maji 2015, https://arxiv.org/abs/1504.07889; here the covariance
    over its trace, of `MOMENTS` mixtures of the channels.
    """

    def __init__(self, channels: int, classes: int) -> None:
        super().__init__()
        self.mix = nn.Conv2d(channels, MOMENTS, 1, bias=False)
        self.norm = nn.BatchNorm1d(MOMENTS * (MOMENTS + 1) // 2)
        self.classify = nn.Linear(MOMENTS * (MOMENTS + 1) // 2, classes)
        self.register_buffer("upper", torch.triu_indices(MOMENTS, MOMENTS), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, classes) scores of (N, C, H, W) maps."""
        rows = self.mix(x).float().flatten(2)
        rows = rows - rows.mean(2, keepdim=True)
        moments = rows @ rows.transpose(1, 2) / rows.shape[2]
        moments = moments / (moments.diagonal(dim1=1, dim2=2).sum(1).view(-1, 1, 1) + 1e-6)
        upper = cast(Tensor, self.upper)
        scores: Tensor = self.classify(F.dropout(self.norm(moments[:, upper[0], upper[1]]), DROPOUT, self.training))
        return scores


class TrainingNetwork(nn.Module):
    """VGG-19 with batch norm, a classifier, heads that rebuild the crop and heads that name it early.

    Source: of the last, deep supervision, Lee, Xie, Gallagher, Zhang & Tu 2015, https://arxiv.org/abs/1409.5185.

    Args:
        plan: Which layers have heads, how maps are pooled and padded.
        classes: How many.
        architecture: Of the trunk.
    """

    def __init__(self, plan: Plan, classes: int, architecture: Architecture = VGG19) -> None:
        super().__init__()
        self.architecture = architecture
        self.pooling, self.sparsity = plan.pooling, frozenset(plan.sparsity)
        self.convolutions, self.norms = nn.ModuleDict(), nn.ModuleDict()
        self.rebuild, self.tell = nn.ModuleDict(), nn.ModuleDict()
        stride = 1
        for step in self.architecture.layers:
            if step.kind == "pool":
                stride *= 2
            if step.kind == "conv":
                padding_mode: Literal["reflect", "zeros"] = "reflect" if stride >= plan.reflect_from else "zeros"
                convolution = nn.Conv2d(*step.channels, 3, padding=1, padding_mode=padding_mode, bias=False)
                nn.init.kaiming_normal_(convolution.weight, nonlinearity="relu")
                self.convolutions[step.name], self.norms[step.name] = convolution, nn.BatchNorm2d(step.channels[1])
            if step.name in plan.rebuild:
                self.rebuild[step.name] = nn.Conv2d(step.channels[1], 3 * stride * stride, 1)
            if step.name in plan.tell:
                self.tell[step.name] = NameByMoments(step.channels[1], classes)
        self.classify = nn.Linear(self.architecture.layers[-1].channels[1], classes)
        self.to(memory_format=torch.channels_last)

    def forward(self, rgb: Tensor, last: str | None = None) -> Outputs:
        """Return class scores, the rebuilt crops (standardised), the early scores and the density, each by layer.

        With `last` the network ends there: no class scores, and of the rest what lies before.
        """
        x = standardise(rgb).contiguous(memory_format=torch.channels_last)
        rebuilt: dict[str, Tensor] = {}
        told: dict[str, Tensor] = {}
        density: dict[str, Tensor] = {}
        for step in self.architecture.layers[:-1]:
            x = self.run(step, x)
            if step.name in self.rebuild:
                small = self.rebuild[step.name](x)
                rebuilt[step.name] = F.pixel_shuffle(small, math.isqrt(small.shape[1] // 3))
            if step.name in self.tell:
                told[step.name] = self.tell[step.name](x)
            if step.name in self.sparsity:
                density[step.name] = density_of(x[::SPARSE_EVERY])
            if step.name == last:
                return Outputs(scores=None, rebuilt=rebuilt, told=told, density=density)
        scores = self.classify(F.dropout(x.mean((2, 3)), DROPOUT, self.training))
        return Outputs(scores=scores, rebuilt=rebuilt, told=told, density=density)

    def run(self, step: Layer, x: Tensor) -> Tensor:
        """Return what one layer makes of the (N, C, H, W) maps before it."""
        match step.kind:
            case "conv":
                return cast(Tensor, self.norms[step.name](self.convolutions[step.name](x)))
            case "relu":
                return F.relu(x)
            case _:
                return pooled(x, self.pooling)
