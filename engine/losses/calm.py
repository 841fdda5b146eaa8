"""A level's picture as a change of the last one's: its finest part moved otherwise, its pixels kept in range.

Must not know what the picture is compared with.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from engine.pictures.color import LUMA

# What the finest of the colours moves, of what it would. Measured, 4 pairs at 256 px, built-in network: pixel-scale
# chroma falls from 1.03 to 0.52 of the style's (ImageNet weights: 0.55), gap and content as before: noise that a
# weak network asks for and neither an independent one nor the eye wants.
FINE_CHROMA = 0.3
# Weight of the mean square by which pixels leave 0..1. Measured: without it a dark photo in bright glass reached its
# share with pixels that no picture has (own gap 0.77 after clipping, 0.86 with it; two other pairs within 0.006).
OUT_OF_RANGE = 100.0
FRAME = 3  # px of a picture whose chroma moves as the mean of AROUND px on every side: 12 px in one four times as large
AROUND = 4
STRIP = 2**20  # px of a picture that are convolved at once


def loss_of_change(
    objective: Callable[[Tensor], Tensor],
    picture: Tensor,
    moved: Callable[[Tensor], Tensor] | None = None,
    also: Callable[[Tensor], Tensor] | None = None,
) -> Callable[[Tensor], Tensor]:
    """Return what a level minimises: the loss of a picture as a function of its change, calmed and kept in range.

    Args:
        objective: The loss of a picture.
        picture: What is changed, (1, 3, H, W).
        moved: Turns a change into what is added to the picture; `calmed` unless given.
        also: A second loss of the changed picture, added to the first.
    """

    def loss(change: Tensor) -> Tensor:
        drawn = picture + (moved or calmed)(change)
        whole = objective(drawn) + OUT_OF_RANGE * out_of_range(drawn)
        return whole if also is None else whole + also(drawn)

    return loss


def with_even_frame(change: Tensor) -> Tensor:
    """Return a change of a (1, 3, H, W) picture whose outermost pixels move as their neighbours do.

    Reflection repeats all pixels near an edge but the outermost, so these weigh least on the maps, and a style's
    rarest colours came to lie in them: a yellow fleck in the corner of a blue sky. So the outermost pixels move as
    those beside them, and the chroma of the outermost FRAME as the mean around it. Measured at 128 px, eight pairs:
    of 1000 pixels of the frame 6.6 differ in chroma from what is around them by more than all but one of 1000 inside
    do, so moved 1.5; the loss rises by 0.4 %. Content that counts four times there does it as well (2.3), and seen
    leaves a lighter frame around dark pictures.
    """
    tied = F.pad(change[:, :, 1:-1, 1:-1], (1, 1, 1, 1), mode="replicate")
    chroma = chroma_of(tied)
    around = F.avg_pool2d(F.pad(chroma, (AROUND,) * 4, mode="replicate"), 2 * AROUND + 1, stride=1)
    inside = (slice(FRAME, -FRAME),) * 2
    missing = around - chroma
    missing[..., *inside] = 0
    return tied + missing


def chroma_of(rgb: Tensor) -> Tensor:
    """Return a picture or a change without its luma, (N, 3, H, W) of the same."""
    luma = rgb.new_tensor(LUMA)[:, None, None]
    return rgb - (rgb * luma).sum(1, keepdim=True)


def calmed(change: Tensor, fine_luma: float = 1.0) -> Tensor:
    """Return a change of a (1, 3, H, W) picture whose finest part, what a 3 × 3 mean takes away, moves otherwise.

    Its chroma by FINE_CHROMA, its brightness by `fine_luma`. Every picture can still be reached; fine colour is only
    the last that an optimiser tries, and fine brightness, which a few steps would not reach, the first.
    """
    calm: Tensor = _Calm.apply(change, fine_luma)
    return calm


class _Calm(torch.autograd.Function):
    """The mean repeats the border, so that pixels weigh on each other alike and the way back is a mean as well.

    Measured: 0.8 ms both ways at 256 px; 2.4 by torch's gradient of a convolution.
    """

    @staticmethod
    def forward(ctx: Any, change: Tensor, fine_luma: float) -> Tensor:
        ctx.fine_luma = fine_luma
        return _convolved(change, _calming(change.device, change.dtype, fine_luma))

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        (gradient,) = gradients
        kernel = _calming(gradient.device, gradient.dtype, ctx.fine_luma)
        return _convolved(gradient, kernel.transpose(0, 1)), None


def _convolved(picture: Tensor, kernel: Tensor) -> Tensor:
    """Return a picture convolved, by strips: oneDNN makes a copy with eight channels of what it is given."""
    rows = max(STRIP // picture.shape[3], 1)
    if rows >= picture.shape[2]:
        return F.conv2d(F.pad(picture, (1, 1, 1, 1), mode="replicate"), kernel)
    found = torch.empty_like(picture)
    for top in range(0, picture.shape[2], rows):
        bottom = min(top + rows, picture.shape[2])
        around = picture[:, :, max(top - 1, 0) : bottom + 1]
        frame = (1, 1, int(top == 0), int(bottom == picture.shape[2]))
        found[:, :, top:bottom] = F.conv2d(F.pad(around, frame, mode="replicate"), kernel)
    return found


def out_of_range(rgb: Tensor) -> Tensor:
    """Return the mean square by which a picture leaves 0..1, a scalar."""
    outside: Tensor = _OutOfRange.apply(rgb)
    return outside


class _OutOfRange(torch.autograd.Function):
    """Keeps no copy of the picture between the two ways."""

    @staticmethod
    def forward(ctx: Any, rgb: Tensor) -> Tensor:
        ctx.save_for_backward(rgb)
        parts = rgb.flatten().split(STRIP)  # type: ignore[no-untyped-call]
        return torch.stack([_outside(part).square_().sum() for part in parts]).sum() / rgb.numel()

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        (rgb,) = ctx.saved_tensors
        return _outside(rgb).mul_(2 * gradients[0] / rgb.numel())


def _outside(rgb: Tensor) -> Tensor:
    """Return by how much every number leaves 0..1, with its sign."""
    return rgb.clamp(0, 1).neg_().add_(rgb)


@cache
def _calming(device: torch.device, dtype: torch.dtype, fine_luma: float) -> Tensor:
    """Return calmed() as one (3, 3, 3, 3) kernel: measured at 256 px, half the time of its parts."""
    luma = torch.tensor(LUMA)
    itself = torch.zeros(3, 3)
    itself[1, 1] = 1
    colors = torch.eye(3)[:, :, None, None]
    brightness = luma[None, :, None, None].expand_as(colors)
    moved = (fine_luma - 1) * brightness - (1 - FINE_CHROMA) * (colors - brightness)
    kernel = colors * itself + moved * (itself - 1 / 9)
    return kernel.to(device, dtype)
