"""What is followed of a gradient to the pixels: its coarse parts more than its fine ones, as an Emphasis says.

As published it is the gradient itself. Must not know what is maximised, nor how long a step is.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torchvision.transforms.functional import gaussian_blur

from engine.recipes.climbing import Emphasis

# Brightness, blue to yellow, green to magenta: about the principal axes of the colours of natural pictures.
_AXES = torch.tensor([[1.0, 1.0, 1.0], [1.0, 0.0, -1.0], [1.0, -2.0, 1.0]])
AXES = _AXES / _AXES.norm(dim=1, keepdim=True)
LEAST_SHARE = 0.02  # of the mean: where a gradient is weaker, it stays weak


class Slope:
    """Follows gradients in one way.

    Args:
        emphasis: What of them is followed.
        shifts: The generator, on the CPU, of the shifts; None looks at pictures where they are.
    """

    def __init__(self, emphasis: Emphasis, shifts: torch.Generator | None = None) -> None:
        self._emphasis, self._shifts = emphasis, shifts

    def __call__(self, score: Callable[[Tensor], Tensor], rgb: Tensor) -> Tensor:
        """Return the direction in which the score of (N, 3, H, W) pictures grows, as large as they are."""
        down, right = self._shift(rgb)
        leaf = torch.roll(rgb, (down, right), (2, 3)).detach().requires_grad_()
        (gradient,) = torch.autograd.grad(score(leaf), leaf)
        gradient = torch.roll(gradient, (-down, -right), (2, 3))
        if self._emphasis.evened:
            gradient = evened(gradient, self._emphasis.evened)
        return weighted(gradient, self._emphasis) if self._emphasis.power else gradient

    def _shift(self, rgb: Tensor) -> tuple[int, int]:
        if self._shifts is None:
            return 0, 0
        down, right = (int(torch.randint(side, (1,), generator=self._shifts)) for side in rgb.shape[2:])
        return down, right


def weighted(rgb: Tensor, emphasis: Emphasis) -> Tensor:
    """Return (N, 3, H, W) gradients or noise with their frequencies and colours weighted."""
    height, width = rgb.shape[2:]
    found = torch.fft.rfft2(rgb)
    found = torch.fft.irfft2(found * _gains(height, width, emphasis.power).to(rgb.device), s=(height, width))
    mixing = (AXES.T * torch.tensor(emphasis.colors)) @ AXES
    mixed: Tensor = torch.einsum("ij,njhw->nihw", mixing.to(rgb), found)
    return mixed


def _gains(height: int, width: int, power: float) -> Tensor:
    """Return what every frequency of a picture is multiplied by: 1 at the finest, the mean as the coarsest."""
    across = torch.fft.rfftfreq(width)[None]
    frequency = (torch.fft.fftfreq(height)[:, None].square() + across.square()).sqrt()
    gains: Tensor = (frequency.clamp_min(1 / max(height, width)) / math.sqrt(0.5)) ** -power
    return gains


def evened(gradient: Tensor, reach: float) -> Tensor:
    """Return a gradient over its own root mean square about every place, so that all of a picture changes.

    Args:
        gradient: (N, 3, H, W).
        reach: Deviation of the place, as a share of the long side.
    """
    height, width = gradient.shape[2:]
    deviation = reach * max(height, width)
    size = min(2 * int(2 * deviation) + 1, 2 * ((min(height, width) - 1) // 2) + 1)
    energy = gradient.square().mean(1, keepdim=True)
    for lengths in ([size, 1], [1, size]):  # one after the other: together they are size² multiplications a pixel
        energy = gaussian_blur(energy, lengths, [deviation, deviation])
    leveled: Tensor = gradient / (energy.sqrt() + LEAST_SHARE * energy.mean((1, 2, 3), keepdim=True).sqrt() + 1e-30)
    return leveled
