"""Trains one layer of a network to answer to a set of pictures, everything else left as it is.

What a Deep Dream of that layer exaggerates is the sum of its squares, so that is what is trained: high for the set,
low for other pictures. The layer's "bias", as the Deep Learning Cookbook calls it, then shows in its dreams.
Source: D. Osinga, Deep Learning Cookbook, chapter 12.3 (retraining one layer); Hinton 2022, "The Forward-Forward
Algorithm", https://arxiv.org/abs/2212.13345, section 2 (a layer's sum of squares as what it is trained by).
Knows weights and pictures; must not know files.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from models.errors import UnknownNetwork
from models.vgg import VGG, reflected
from models.weights import Weights

EPOCHS = 8
BATCH = 16  # pictures of the set, and as many others
RATE = 0.02  # of Adam, as a share of the root mean square of the layer's weights; falls to nothing
SHARPNESS = 4.0  # a picture that answers a quarter more than the mean is of the set with odds of e to 1
BORDER = 2  # positions at every edge of a map that do not count, as in a dream
HELD_OUT = 10  # every tenth picture of either kind is not trained on


@dataclass(frozen=True, kw_only=True)
class Tuned:
    """A network with one layer trained.

    Attributes:
        tensors: By torchvision's names, all of the network's.
        told_apart: How often a held-out picture of the set answers more than another held-out one; 0.5 is chance.
        told_apart_before: The same before training.
    """

    tensors: dict[str, Tensor]
    told_apart: float
    told_apart_before: float


def tuned(
    weights: Weights,
    layer: str,
    wanted: Tensor,
    others: Tensor,
    *,
    epochs: int = EPOCHS,
    seed: int = 0,
    on_epoch: Callable[[int, float], None] = lambda _epoch, _loss: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Tuned:
    """Return the network with one convolution trained to answer to some pictures and not to others.

    Args:
        weights: The network.
        layer: A convolution after the first ("conv4_1").
        wanted: (N, 3, H, W), 0..1, the pictures it shall answer to.
        others: (M, 3, H, W), the same size.
        epochs: Passes over the pictures.
        seed: Of the order of the pictures.
        on_epoch: Told the epoch, from 1, and its mean loss.
        should_stop: Asked after every step; what was trained until then comes back.

    Raises:
        UnknownNetwork: There is no such convolution, or nothing comes before it.
    """
    name, before = _place(weights, layer)
    is_held = [torch.arange(len(pictures)) % HELD_OUT == 0 for pictures in (wanted, others)]
    maps = [before(pictures) for pictures in (wanted, others)]
    seen = [each[~held] for each, held in zip(maps, is_held, strict=True)]
    unseen = [each[held] for each, held in zip(maps, is_held, strict=True)]
    one = _Layer(weights.tensors[f"{name}.weight"], weights.tensors[f"{name}.bias"], seen)
    told_apart_before = one.told_apart(*unseen)
    one.train(seen[0], seen[1], epochs, seed, on_epoch, should_stop)
    kernel, bias = one.as_strong_as_before(*seen)
    return Tuned(
        tensors={**weights.tensors, f"{name}.weight": kernel, f"{name}.bias": bias},
        told_apart=one.told_apart(*unseen),
        told_apart_before=told_apart_before,
    )


def with_shuffled_tiles(pictures: Tensor, seed: int = 0, tiles: int = 4) -> Tensor:
    """Return (N, 3, H, W) pictures with their tiles x tiles parts shuffled: the same colours, other shapes.

    Args:
        pictures: Their sides are multiples of `tiles`.
        seed: Of the shuffling.
        tiles: Along each side.
    """
    generator = torch.Generator().manual_seed(seed)
    count, channels, height, width = pictures.shape
    shape = (count, channels, tiles, height // tiles, tiles, width // tiles)
    parts = pictures.reshape(shape).permute(0, 2, 4, 1, 3, 5).flatten(1, 2)
    shuffled = torch.stack([each[torch.randperm(tiles * tiles, generator=generator)] for each in parts])
    in_rows = shuffled.reshape(count, tiles, tiles, channels, height // tiles, width // tiles)
    return in_rows.permute(0, 3, 1, 4, 2, 5).reshape(pictures.shape)


def check_layer(weights: Weights, layer: str) -> int:
    """Return the index of a convolution that can be trained.

    Raises:
        UnknownNetwork: There is no such one, or nothing comes before it; the message names those that can be.
    """
    layers = weights.architecture.layers
    trainable = [each for each in layers if each.kind == "conv" and 0 < each.index <= weights.reach]
    for each in trainable:
        if each.name == layer:
            return each.index
    raise UnknownNetwork(
        f"{layer} cannot be trained: it is no convolution after the first of {weights.architecture.name}. Choose one "
        f"of {' '.join(each.name for each in trainable)}."
    )


def _place(weights: Weights, layer: str) -> tuple[str, Callable[[Tensor], Tensor]]:
    """Return a convolution's name in the weights, and what makes the maps that it reads, sixteen pictures at a time."""
    layers = weights.architecture.layers
    index = check_layer(weights, layer)
    network = VGG(
        weights.architecture,
        [layers[index - 1].name],
        weights.tensors,
        padding="reflect",
        preprocessing=weights.preprocessing,
    )

    @torch.no_grad()
    def before(pictures: Tensor) -> Tensor:
        return torch.cat([network(few)[0] for few in torch.split(pictures, BATCH)])

    return f"features.{index}", before


class _Layer:
    """One convolution in training.

    Args:
        kernel: (C, C', 3, 3).
        bias: (C,).
        seen: Maps of the pictures that it is trained on, of either kind; they say how strongly it answers before.
    """

    def __init__(self, kernel: Tensor, bias: Tensor, seen: list[Tensor]) -> None:
        self.kernel, self.bias = kernel.clone().requires_grad_(), bias.clone().requires_grad_()
        with torch.no_grad():
            self.middle = torch.cat([self.strength(each) for each in seen]).mean()
            self.mean = torch.cat([self(each) for each in seen]).mean()

    def __call__(self, maps: Tensor) -> Tensor:
        """Return what the layer's ReLU makes of (N, C', H, W) maps."""
        return F.relu(F.conv2d(reflected(maps), self.kernel, self.bias))

    def strength(self, maps: Tensor) -> Tensor:
        """Return the mean square of every picture's maps without their border: (N,)."""
        return self(maps)[:, :, BORDER:-BORDER, BORDER:-BORDER].square().mean((1, 2, 3))

    def logits(self, maps: Tensor) -> Tensor:
        """Return the logarithm of the odds that each picture is of the set: (N,)."""
        return SHARPNESS * (self.strength(maps) / self.middle - 1)

    @torch.no_grad()
    def told_apart(self, wanted: Tensor, others: Tensor) -> float:
        """Return how often a picture of the set answers more than another one: 1 always, 0.5 no better than chance.

        The area under the ROC curve, where no two answer alike.
        """
        return float((self.strength(wanted)[:, None] > self.strength(others)[None]).float().mean())

    def train(
        self,
        wanted: Tensor,
        others: Tensor,
        epochs: int,
        seed: int,
        on_epoch: Callable[[int, float], None],
        should_stop: Callable[[], bool],
    ) -> None:
        """Change kernel and bias: the odds rise for wanted pictures and fall for others."""
        generator = torch.Generator().manual_seed(seed)
        rate = RATE * float(self.kernel.detach().square().mean().sqrt())
        steps = -(-len(wanted) // BATCH)
        optimizer = torch.optim.Adam([self.kernel, self.bias], lr=rate)
        falling = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0, epochs * steps)
        for epoch in range(1, epochs + 1):
            losses = []
            for chosen in torch.split(torch.randperm(len(wanted), generator=generator), BATCH):
                beside = torch.randint(len(others), (len(chosen),), generator=generator)
                logits = torch.cat([self.logits(wanted[chosen]), -self.logits(others[beside])])
                loss = F.softplus(-logits).mean()
                optimizer.zero_grad(set_to_none=True)
                loss.backward()  # type: ignore[no-untyped-call]
                optimizer.step()
                falling.step()
                losses.append(float(loss.detach()))
                if should_stop():
                    return
            on_epoch(epoch, sum(losses) / len(losses))

    @torch.no_grad()
    def as_strong_as_before(self, *seen: Tensor) -> tuple[Tensor, Tensor]:
        """Return kernel and bias, both scaled so that the mean of the maps is what it was: what follows expects it."""
        factor = self.mean / torch.cat([self(each) for each in seen]).mean().clamp_min(1e-12)
        return (self.kernel * factor).detach(), (self.bias * factor).detach()
