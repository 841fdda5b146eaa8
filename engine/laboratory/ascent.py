"""Uphill on a picture: what may be maximised, and the step that the Deep Learning Cookbook takes.

Works on the frozen pass that paintings use. Must not know octaves, films or files.

Source: D. Osinga, Deep Learning Cookbook, chapter 12.1 to 12.3; Mordvintsev et al. 2015 (Deep Dream).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.features.frozen import Comparison
from engine.features.torch_features import TorchFeatures
from engine.laboratory.slope import Slope
from engine.losses.gram import rows_of

FLOOR = 1e-5  # beside the gradient's root mean square, as published
LEAST_ANSWER = 0.1  # of the layer's: neurons that the photo hardly excites do not outweigh all others
BORDER = 2  # positions at every edge of a map that do not count, as published
LEVELS = 255  # steps and starts are in units of 0..255


class NeuronScore:
    """Σ over neurons of weight x mean of its map; a Comparison whose distance is to grow.

    Attributes:
        weights: By neuron; a negative one pushes it away.
    """

    def __init__(self, weights: Mapping[int, float]) -> None:
        self.weights = dict(weights)

    def squared_distance(self, maps: Tensor) -> tuple[Tensor, Tensor]:
        """Return the score of a (1, C, H, W) map, and the weights of all its neurons."""
        weights = torch.zeros(maps.shape[1], dtype=torch.float32, device=maps.device)
        weights[list(self.weights)] = torch.tensor(list(self.weights.values()), device=maps.device)
        return rows_of(maps).mean(0, dtype=torch.float32) @ weights, weights

    def add_gradient(self, maps: Tensor, kept: Tensor, weight: Tensor, gradient: Tensor | None) -> Tensor:
        """Return the gradient with weight x the neurons' weights / (H W) added everywhere."""
        added = (kept * (weight / (maps.shape[2] * maps.shape[3]))).to(maps.dtype).view(1, -1, 1, 1)
        return added.expand_as(maps).contiguous(memory_format=_LAST) if gradient is None else gradient.add_(added)


class EachNeuronScore:
    """Σ over pictures of the mean of one neuron's map, each picture's own; a Comparison that is to grow.

    Args:
        neurons: One a picture.
    """

    def __init__(self, neurons: Sequence[int]) -> None:
        self._neurons = list(neurons)

    def squared_distance(self, maps: Tensor) -> tuple[Tensor, Tensor]:
        """Return the score of (N, C, H, W) maps, and those of the neurons, (N, H, W)."""
        own = maps[range(len(self._neurons)), self._neurons]
        return own.mean((1, 2), dtype=torch.float32).sum(), own

    def add_gradient(self, maps: Tensor, kept: Tensor, weight: Tensor, gradient: Tensor | None) -> Tensor:
        """Return the gradient with weight / (H W) added to every picture's neuron."""
        if gradient is None:
            gradient = torch.zeros_like(maps, memory_format=_LAST)
        gradient[range(len(self._neurons)), self._neurons] += (weight / kept[0].numel()).to(maps.dtype)
        return gradient


class LayerScore:
    """Σx² / size over a map without its border: what a layer sees already, exaggerated; it is to grow.

    Args:
        usual: How strongly every neuron answers anyway, (C,), in units of which x counts; None counts it as it is.
    """

    def __init__(self, usual: Tensor | None = None) -> None:
        self._scale = None if usual is None else usual.square().reciprocal().view(1, -1, 1, 1)

    def squared_distance(self, maps: Tensor) -> tuple[Tensor, Tensor]:
        """Return the score of a (1, C, H, W) map, nothing where it is all border, and x over its unit squared."""
        inner = _inner(maps).float()
        kept = inner if self._scale is None else inner * self._scale
        return (inner * kept).sum() / maps.numel(), kept

    def add_gradient(self, maps: Tensor, kept: Tensor, weight: Tensor, gradient: Tensor | None) -> Tensor:
        """Return the gradient with weight x 2 x / size added inside the border."""
        if gradient is None:
            gradient = torch.zeros_like(maps, memory_format=_LAST)
        _inner(gradient).add_((kept * (2 * weight / maps.numel())).to(maps.dtype))
        return gradient


_LAST = torch.channels_last


def _inner(maps: Tensor) -> Tensor:
    return maps[:, :, BORDER:-BORDER, BORDER:-BORDER]


@dataclass(frozen=True, kw_only=True)
class Excitation:
    """What is maximised: a weighted sum of scores of layers.

    Attributes:
        scores: (layer, weight, score).
    """

    scores: tuple[tuple[str, float, Comparison], ...]

    @property
    def layers(self) -> tuple[str, ...]:
        """Return the layers that are looked at."""
        return tuple(dict.fromkeys(layer for layer, _, _ in self.scores))

    @property
    def is_of_layers(self) -> bool:
        """Return whether whole layers are exaggerated, not neurons."""
        return all(isinstance(score, LayerScore) for _, _, score in self.scores)

    def of(self, features: TorchFeatures, rgb: Tensor) -> Tensor:
        """Return the sum for a (1, 3, H, W) picture, or for as many as there are neurons of EachNeuronScore.

        It is a scalar with a gradient to the pixels.
        """
        found = features.squared_distances(rgb, [(layer, score) for layer, _, score in self.scores])
        return found @ found.new_tensor([weight for _, weight, _ in self.scores])


def neurons(layer: str, weights: Mapping[int, float]) -> Excitation:
    """Return the excitation of neurons of one layer."""
    return Excitation(scores=((layer, 1.0, NeuronScore(weights)),))


def layers(weights: Sequence[tuple[str, float]]) -> Excitation:
    """Return the excitation of what layers see already."""
    return Excitation(scores=tuple((layer, weight, LayerScore()) for layer, weight in weights))


def usual_answers(maps: Tensor) -> Tensor:
    """Return how strongly every neuron of a (1, C, H, W) map answers: its root mean square, a tenth of all's more."""
    squares = maps.float().square()
    return squares.mean((0, 2, 3)).sqrt() + LEAST_ANSWER * squares.mean().sqrt()


def relative_to(photo: Tensor, excitation: Excitation, features: TorchFeatures) -> Excitation:
    """Return the excitation of the same layers, every neuron in units of its usual answer to a photo."""
    with torch.no_grad():
        usual = dict(zip(features.layers, map(usual_answers, features(photo)), strict=True))
    return Excitation(scores=tuple((layer, weight, LayerScore(usual[layer])) for layer, weight, _ in excitation.scores))


def climbed(rgb: Tensor, gradient: Tensor, rate: float) -> Tensor:
    """Return a picture after one step: x + rate · g / (√mean(g²) + 1e-5), x and g on 0..255.

    Args:
        rgb: (N, 3, H, W) in 0..1; every picture's gradient has its own mean.
        gradient: Of the score by the picture in 0..1.
        rate: On 0..255.
    """
    on_levels = gradient / LEVELS
    size = on_levels.square().mean((1, 2, 3), keepdim=True).sqrt()
    stepped: Tensor = rgb + rate / LEVELS * on_levels / (size + FLOOR)
    return stepped


def ascend(
    score: Callable[[Tensor], Tensor],
    rgb: Tensor,
    steps: int,
    rate: float,
    *,
    slope: Slope,
    should_stop: Callable[[], bool],
    on_step: Callable[[Tensor], None],
) -> Tensor:
    """Return a picture after so many steps uphill, or after as many as there was time for.

    Args:
        score: To grow; a sum over the pictures.
        rgb: (N, 3, H, W), where it starts.
        steps: How many.
        rate: Of a step, on 0..255.
        slope: What of the gradient is followed.
        should_stop: Asked before every step.
        on_step: Told the picture after every step.
    """
    for _ in range(steps):
        if should_stop():
            break
        rgb = climbed(rgb, slope(score, rgb), rate)
        on_step(rgb)
    return rgb
