"""VGG-16 and VGG-19 as plain records, and the truncated network that paints.

Source: Simonyan & Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition",
https://arxiv.org/abs/1409.1556, table 1, configurations D and E. Weights and where they come from are
the business of models.registry; losses and optimisation are the engine's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.errors import LayerNotInWeights, UnknownNetwork
from models.preprocessing import PREPROCESSINGS

Pooling = Literal["max", "average", "average-ceil"]
Padding = Literal["zero", "reflect"]


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One step of a network.

    Attributes:
        name: "conv3_2", "relu3_2" or "pool3".
        index: N of torchvision's `features.N`.
        channels: (in, out) of a convolution; a ReLU or a pooling keeps the number.
    """

    name: str
    index: int
    channels: tuple[int, int]

    @property
    def kind(self) -> str:
        """Return "conv", "relu" or "pool"."""
        return self.name[:4]


@dataclass(frozen=True, kw_only=True)
class Architecture:
    """A VGG as a record: the output channels of every convolution, block by block."""

    name: str
    blocks: tuple[tuple[int, ...], ...]

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """Return every layer in order, numbered as torchvision numbers `features`."""
        layers: list[Layer] = []
        channels = 3
        for block, convolutions in enumerate(self.blocks, 1):
            for place, out in enumerate(convolutions, 1):
                layers.append(Layer(name=f"conv{block}_{place}", index=len(layers), channels=(channels, out)))
                layers.append(Layer(name=f"relu{block}_{place}", index=len(layers), channels=(out, out)))
                channels = out
            layers.append(Layer(name=f"pool{block}", index=len(layers), channels=(channels, channels)))
        return tuple(layers)

    def layer(self, name: str) -> Layer:
        """Return the layer of this name.

        Raises:
            UnknownNetwork: There is none.
        """
        for layer in self.layers:
            if layer.name == name:
                return layer
        last = len(self.blocks)
        raise UnknownNetwork(f"{self.name} has no layer {name!r}; its layers are conv1_1, relu1_1, ... pool{last}.")

    def flop(self, names: Sequence[str], pixels: float) -> float:
        """Return the floating-point operations of a forward pass through the layers named, over so many pixels."""
        total = 0.0
        for layer in self.through(names):
            if layer.kind == "pool":
                pixels /= 4
            elif layer.kind == "conv":
                total += 2 * 9 * layer.channels[0] * layer.channels[1] * pixels
        return total

    def shrinks(self, name: str) -> int:
        """Return how many pixels of a picture, each way, one place of a layer's map stands for."""
        return 1 << sum(layer.kind == "pool" for layer in self.through([name]))

    def through(self, names: Sequence[str]) -> tuple[Layer, ...]:
        """Return the layers up to the last one named."""
        return self.layers[: 1 + max(self.layer(name).index for name in names)]


VGG16 = Architecture(name="vgg16", blocks=((64,) * 2, (128,) * 2, (256,) * 3, (512,) * 3, (512,) * 3))
VGG19 = Architecture(name="vgg19", blocks=((64,) * 2, (128,) * 2, (256,) * 4, (512,) * 4, (512,) * 4))
# Half as wide, and no longer than the default recipe looks: 28.5 k multiplications a pixel instead of 112 k.
NARROW = Architecture(name="vgg19-narrow", blocks=((32,) * 2, (64,) * 2, (128,)))
ARCHITECTURES = {architecture.name: architecture for architecture in (VGG16, VGG19, NARROW)}


class VGG(nn.Module):
    """A VGG cut off after the last layer asked for; preprocessing is part of it.

    Parameters carry torchvision's names (`features.N.weight`, `features.N.bias`).

    Args:
        architecture: Which VGG.
        layers: Names of the feature maps to return, in this order.
        tensors: Weights by torchvision's names; further ones are ignored. None leaves torch's own random start.
        pooling: "max" as trained, or "average" (Gatys et al. 2015, section 2: smoother pictures);
            "average-ceil" also averages what is left over at an odd edge.
        padding: "zero" as trained, or "reflect" (no dark frame around the picture).
        preprocessing: A name in PREPROCESSINGS.

    Raises:
        UnknownNetwork: A layer or preprocessing that does not exist.
        LayerNotInWeights: The weights end before the last layer asked for.
    """

    mean: Tensor
    deviation: Tensor

    def __init__(
        self,
        architecture: Architecture,
        layers: Sequence[str],
        tensors: Mapping[str, Tensor] | None = None,
        *,
        pooling: Pooling = "max",
        padding: Padding = "zero",
        preprocessing: str = "torchvision",
    ) -> None:
        super().__init__()
        self.architecture = architecture
        self.layers = tuple(layers)
        self.pooling = pooling
        self.padding = padding
        self.steps = architecture.through(self.layers)
        padded = 1 if padding == "zero" else 0
        self.features = nn.ModuleDict(
            {
                str(step.index): nn.Conv2d(*step.channels, kernel_size=3, padding=padded)
                for step in self.steps
                if step.kind == "conv"
            }
        )
        self._prepare_input(preprocessing)
        if tensors is not None:
            self._load(tensors)

    def _prepare_input(self, preprocessing: str) -> None:
        if preprocessing not in PREPROCESSINGS:
            known = ", ".join(PREPROCESSINGS)
            raise UnknownNetwork(f"There is no preprocessing {preprocessing!r}; choose one of {known}.")
        chosen = PREPROCESSINGS[preprocessing]
        self.is_bgr = chosen.is_bgr
        self.register_buffer("mean", torch.tensor(chosen.mean).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("deviation", torch.tensor(chosen.deviation).view(1, 3, 1, 1), persistent=False)

    def _load(self, tensors: Mapping[str, Tensor]) -> None:
        wanted = self.state_dict()
        missing = [name for name in wanted if name not in tensors]
        if missing:
            first = next(step for step in self.steps if missing[0].startswith(f"features.{step.index}."))
            raise LayerNotInWeights(
                f"The weights have no {first.name} ({missing[0]}), which {self.steps[-1].name} needs; "
                "use layers before it or weights that reach further."
            )
        self.load_state_dict({name: tensors[name].float() for name in wanted})

    def forward(self, rgb: Tensor) -> tuple[Tensor, ...]:
        """Return the feature maps of the layers asked for.

        Args:
            rgb: (N, 3, H, W), sRGB, 0..1.

        Returns:
            One (N, C, h, w) tensor a layer, in the order of `layers`.
        """
        maps: dict[str, Tensor] = {}
        x = (rgb - self.mean) / self.deviation
        if self.is_bgr:
            x = x.flip(1)
        x = x.to(next(self.features.parameters()).dtype)
        for step in self.steps:
            x = self._run(step, x)
            if step.name in self.layers:
                maps[step.name] = x
        return tuple(maps[name] for name in self.layers)

    def _run(self, step: Layer, x: Tensor) -> Tensor:
        match step.kind:
            case "conv":
                convolved: Tensor = self.features[str(step.index)](reflected(x) if self.padding == "reflect" else x)
                return convolved
            case "relu":
                return F.relu(x)
            case _:
                return self.pool(x)

    def pool(self, x: Tensor) -> Tensor:
        """Return (N, C, H, W) maps pooled two by two."""
        return pooled(x, self.pooling)


def pooled(x: Tensor, pooling: Pooling) -> Tensor:
    """Return (N, C, H, W) maps pooled two by two."""
    if pooling == "max":
        return F.max_pool2d(x, kernel_size=2)
    return F.avg_pool2d(x, kernel_size=2, ceil_mode=pooling == "average-ceil", count_include_pad=False)


def reflected(x: Tensor) -> Tensor:
    """Return (N, C, H, W) maps in the frame that a 3 x 3 convolution looks at, a mirror image of them."""
    return F.pad(x, (1, 1, 1, 1), mode="reflect")
