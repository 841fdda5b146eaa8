"""The adversary: noise in the direction that hurts, from gradients that the training computes anyway.

Source: Shafahi et al. 2019, "Adversarial Training for Free!", https://arxiv.org/abs/1904.12843, algorithm 1.
Knows tensors only.
"""

from __future__ import annotations

import torch
from torch import Tensor


def reaches(count: int, largest: float) -> Tensor:
    """Return how far each of `count` crops may be moved, 0 to `largest` evenly: (count, 1, 1, 1), in 0..1 of a pixel.

    Many strengths instead of one: the features are to be calm at all of them.
    """
    return (torch.rand(count) * largest).view(-1, 1, 1, 1)


def pushed(noise: Tensor, gradient: Tensor, reach: Tensor) -> Tensor:
    """Return the noise moved by one step of the size of its reach up the gradient, no pixel beyond the reach.

    Args:
        noise: (N, 3, H, W), within the reach.
        gradient: Of the loss by the pixels, the same shape.
        reach: (N, 1, 1, 1).
    """
    moved = noise + reach * gradient.sign()
    return torch.minimum(torch.maximum(moved, -reach), reach)
