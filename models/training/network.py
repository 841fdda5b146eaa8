"""The network that is trained: VGG-19 with batch norm and throw-away heads, and what is kept of it.

Only the folded convolutions leave this file; the heads exist so that the features learn to name a picture,
to rebuild it and to fire sparsely.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.vgg import PREPROCESSINGS, VGG19, Architecture, Layer, Pooling

PREPROCESSING = "torchvision"
SPARSE_LAYERS = (
    *("relu1_1", "relu1_2", "relu2_1", "relu2_2"),
    *("relu3_1", "relu3_2", "relu3_3", "relu3_4", "relu4_1"),
)
SPARSE_EVERY = 4  # the density of every fourth crop tells that of all, in a sixth less time a step
SPARSE_ENOUGH = 0.1  # a channel below it is left alone, lest it die


@dataclass(frozen=True, kw_only=True)
class Phase:
    """A stretch of the training: square crops of `crop` px, `batch` of them, over `share` of the steps."""

    crop: int
    batch: int
    share: float


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything that decides which weights come out, the corpus aside."""

    seed: int = 19
    steps: int = 6000
    phases: tuple[Phase, ...] = (
        Phase(crop=48, batch=32, share=0.55),
        Phase(crop=64, batch=32, share=0.3),
        Phase(crop=96, batch=16, share=0.15),
    )
    learning_rate: float = 1e-3
    weight_decay: float = 0.05
    warm_up: float = 0.03  # share of the steps
    label_smoothing: float = 0.1
    rebuild: Mapping[str, float] = field(
        default_factory=lambda: {"relu2_1": 1.0, "relu3_1": 1.0, "relu4_1": 1.0, "relu5_1": 0.5}
    )
    edges: float = 2.0
    tell: Mapping[str, float] = field(default_factory=dict)
    noise: float = 0.06  # largest standard deviation of the pixel noise, picture in 0..1
    smallest_crop: float = 0.5  # of the short side
    pooling: Pooling = "max"
    reflect_from: int = 4  # stride from which maps are padded by reflection; before, zeros cost a quarter less time
    sparsity: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(SPARSE_LAYERS, 0.2))


def standardise(rgb: Tensor) -> Tensor:
    """Subtract the mean and divide by the deviation that the weights are made for."""
    mean, deviation = PREPROCESSINGS[PREPROCESSING].mean, PREPROCESSINGS[PREPROCESSING].deviation
    return (rgb - rgb.new_tensor(mean).view(1, 3, 1, 1)) / rgb.new_tensor(deviation).view(1, 3, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """What the training network says of a batch; everything but the scores by layer."""

    scores: Tensor
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


class TrainingNetwork(nn.Module):
    """VGG-19 with batch norm, a classifier, heads that rebuild the crop and heads that name it early."""

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
                self.tell[step.name] = nn.Linear(step.channels[1], classes)
        self.classify = nn.Linear(self.architecture.layers[-1].channels[1], classes)
        self.to(memory_format=torch.channels_last)

    def forward(self, rgb: Tensor) -> Outputs:
        """Return class scores, the rebuilt crops (standardised), the early scores and the density, each by layer."""
        x = standardise(rgb).contiguous(memory_format=torch.channels_last)
        rebuilt: dict[str, Tensor] = {}
        told: dict[str, Tensor] = {}
        density: dict[str, Tensor] = {}
        for step in self.architecture.layers[:-1]:
            x = self._run(step, x)
            if step.name in self.rebuild:
                small = self.rebuild[step.name](x)
                rebuilt[step.name] = F.pixel_shuffle(small, math.isqrt(small.shape[1] // 3))
            if step.name in self.tell:
                told[step.name] = self.tell[step.name](x.mean((2, 3)))
            if step.name in self.sparsity:
                density[step.name] = density_of(x[::SPARSE_EVERY])
        scores = self.classify(F.dropout(x.mean((2, 3)), 0.2, self.training))
        return Outputs(scores=scores, rebuilt=rebuilt, told=told, density=density)

    def _run(self, step: Layer, x: Tensor) -> Tensor:
        match step.kind:
            case "conv":
                return cast(Tensor, self.norms[step.name](self.convolutions[step.name](x)))
            case "relu":
                return F.relu(x)
            case _:
                return F.avg_pool2d(x, 2) if self.pooling == "average" else F.max_pool2d(x, 2)


def rebuild_loss(picture: Tensor, target: Tensor, edges: float) -> Tensor:
    """Return the mean squared error of pixels, plus `edges` times that of the differences of neighbours.

    Fine detail holds a few per cent of a photo's variance; without the second term it is not worth keeping.
    """
    loss = F.mse_loss(picture, target)
    for dim in (2, 3):
        loss = loss + edges * F.mse_loss(picture.diff(dim=dim), target.diff(dim=dim))
    return loss


def losses(network: TrainingNetwork, noisy: Tensor, clean: Tensor, labels: Tensor, plan: Plan) -> dict[str, Tensor]:
    """Return each part of the loss by name, unweighted, and the weighted sum as "total"."""
    outputs: Outputs = network(noisy)
    target = standardise(clean)
    parts = {"class": F.cross_entropy(outputs.scores.float(), labels, label_smoothing=plan.label_smoothing)}
    total = parts["class"]
    for name, picture in outputs.rebuilt.items():
        parts[f"rebuild {name}"] = rebuild_loss(picture.float(), target, plan.edges)
        total = total + plan.rebuild[name] * parts[f"rebuild {name}"]
    for name, early in outputs.told.items():
        parts[f"tell {name}"] = F.cross_entropy(early.float(), labels, label_smoothing=plan.label_smoothing)
        total = total + plan.tell[name] * parts[f"tell {name}"]
    for name, density in outputs.density.items():
        parts[f"density {name}"] = density
        total = total + plan.sparsity[name] * density
    parts["total"] = total
    parts["top1"] = (outputs.scores.argmax(1) == labels).float().mean()
    return parts


def fold(network: TrainingNetwork) -> dict[str, Tensor]:
    """Fold every batch norm into the convolution before it; names as torchvision's."""
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
    Source: Gatys, Ecker & Bethge 2016, "Image Style Transfer Using CNNs", section 2.
    """
    scaled: dict[str, Tensor] = {}
    x, before = standardise(pictures), torch.ones(3)
    for step in architecture.layers[:-1]:
        match step.kind:
            case "conv":
                weight, bias = f"features.{step.index}.weight", f"features.{step.index}.bias"
                kernel = tensors[weight] * before.view(1, -1, 1, 1)
                x = F.conv2d(F.pad(x, (1, 1, 1, 1), mode="reflect"), kernel, tensors[bias])
                means = F.relu(x).mean((0, 2, 3))
                before = means.clamp_min(least * float(means.mean()))
                scaled[weight], scaled[bias] = (kernel / before.view(-1, 1, 1, 1)).contiguous(), tensors[bias] / before
                x = x / before.view(1, -1, 1, 1)
            case "relu":
                x = F.relu(x)
            case _:
                x = F.avg_pool2d(x, 2) if pooling == "average" else F.max_pool2d(x, 2)
    return scaled
