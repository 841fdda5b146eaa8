"""How brush strokes lie: which orientations meet at a place, and how far each goes on along itself.

Must not know networks, levels or optimisers.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.autograd.function import once_differentiable

from engine.pictures.color import LUMA

ORIENTATIONS = 6
WAVELENGTH = 5.0  # px: two strokes beside each other; coarser ones are seen at coarser views
SPREAD = WAVELENGTH / 2  # px, deviation of the Gaussian window
RADIUS = 6  # px of a filter about its middle
STEP = 2  # px from place to place: measured, a twelfth of the time of every pixel, for energies vary slowly
REACH = 3  # places along an orientation, over which it is compared with itself
MARGIN = RADIUS + STEP * REACH  # px that a place looks at around it
FAINT = 0.06  # mean energy at which orientations count half: that of a grating of 10 of 255 steps
ROOTED = 1e-5  # added to an energy's square, whose root has no slope at 0: an energy of 0.003
STRIP = 2**16  # places whose energies are held at once
KEPT = 2**18  # places of a picture whose energies are kept for the way back: 1024 × 768 px; measured: 131 bytes each


def orientation_moments(rgb: Tensor) -> Tensor:
    """Return the covariance of the orientations of a (1, 3, H, W) picture, (12, 12).

    At every other pixel both ways six numbers tell how much of the contrast lies in each orientation, and six the
    same a stroke's length further along that orientation. Channels of a small network agree with strokes that cross
    at every place; these do not: a style whose strokes lie side by side gives other covariances.

    Source: the correlations of magnitudes in Portilla & Simoncelli 2000, "A Parametric Texture Model Based on Joint
    Statistics of Complex Wavelet Coefficients", https://doi.org/10.1023/A:1026553619983; here of Gabor filters, each
    place's magnitudes divided by their mean as in Heeger 1992, for strokes to count alike in light and dark.
    """
    moments: Tensor = _OrientationMoments.apply(rgb)
    return moments


class _OrientationMoments(torch.autograd.Function):
    """Sums over strips of rows.

    Of a large picture the energies are computed again on the way back, and nothing is kept but the picture. Those of a
    small one are kept for one way back; for another they are computed again as well.
    """

    @staticmethod
    def forward(ctx: Any, rgb: Tensor) -> Tensor:
        ctx.save_for_backward(rgb)
        luma = _padded_luma(rgb)
        is_kept = ctx.needs_input_grad[0] and luma.numel() // STEP**2 <= KEPT
        ctx.kept = [_differentiable(strip) for strip in _strips(luma)] if is_kept else None
        strips = (found.detach() for _, found in ctx.kept) if is_kept else map(_orientations, _strips(luma))
        sums, squares = rgb.new_zeros(2 * ORIENTATIONS), rgb.new_zeros(2 * ORIENTATIONS, 2 * ORIENTATIONS)
        places = 0
        for found in strips:
            sums += found.sum(1)
            squares += found @ found.T
            places += found.shape[1]
        ctx.mean, ctx.places = sums / places, places
        return squares / places - torch.outer(ctx.mean, ctx.mean)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        (rgb,) = ctx.saved_tensors
        symmetric = gradients[0] + gradients[0].T
        with torch.enable_grad():
            seen = rgb.detach().requires_grad_()
            luma = _padded_luma(seen)
        gradient = torch.zeros_like(luma)
        kept, ctx.kept = ctx.kept, None
        parts = kept or map(_differentiable, _strips(luma.detach()))
        for (part, found), own in zip(parts, _strips(gradient), strict=True):
            pull = symmetric @ (found.detach() - ctx.mean[:, None]) / ctx.places
            own += torch.autograd.grad(found, part, pull)[0]
        of_picture: Tensor = torch.autograd.grad(luma, seen, gradient)[0]
        return of_picture


def _differentiable(strip: Tensor) -> tuple[Tensor, Tensor]:
    """Return a strip of its own and its orientations, which have a gradient to it."""
    with torch.enable_grad():
        part = strip.detach().requires_grad_()
        return part, _orientations(part)


def _padded_luma(rgb: Tensor) -> Tensor:
    """Return a picture's brightness with what its outermost places look at, (1, 1, rows, columns)."""
    height, width = rgb.shape[2:]
    luma = _luma(rgb.device, rgb.dtype) @ rgb[0].flatten(1)
    around = (MARGIN, MARGIN + width % STEP, MARGIN, MARGIN + height % STEP)
    mode = "reflect" if min(height, width) > MARGIN + 1 else "replicate"
    return F.pad(luma.view(1, 1, height, width), around, mode=mode)


def _strips(luma: Tensor) -> list[Tensor]:
    """Return strips of a padded plane, each with what its places look at."""
    places, height = luma.shape[3] // STEP, luma.shape[2] - 2 * MARGIN
    rows = STEP * max(STRIP // places, 1)
    return [luma[:, :, top : min(top + rows, height) + 2 * MARGIN] for top in range(0, height, rows)]


def _orientations(luma: Tensor) -> Tensor:
    """Return the shares of every orientation at a strip's places, then those along it: (12, places)."""
    unshuffled = F.pixel_unshuffle(luma, STEP).contiguous(memory_format=torch.channels_last)
    waves = F.conv2d(unshuffled, _filters(luma.device, luma.dtype))[0]
    energies = (waves[:ORIENTATIONS].square() + waves[ORIENTATIONS:].square() + ROOTED).sqrt()
    shares = energies / (energies.mean(0, keepdim=True) + FAINT)
    here = [_moved(share, 0, 0) for share in shares]
    along = [_moved(share, down, right) for share, (down, right) in zip(shares, _ends(), strict=True)]
    return torch.stack(here + along).flatten(1)


def _moved(plane: Tensor, down: int, right: int) -> Tensor:
    """Return what lies so far from every place of an (H, W) plane that is REACH away from its border."""
    height, width = plane.shape
    return plane[REACH + down : height - REACH + down, REACH + right : width - REACH + right]


@cache
def _ends() -> tuple[tuple[int, int], ...]:
    """Return (rows, columns) from a place to where its stroke is looked at again, one an orientation."""
    angles = [math.pi * k / ORIENTATIONS for k in range(ORIENTATIONS)]
    return tuple((round(REACH * math.cos(angle)), round(-REACH * math.sin(angle))) for angle in angles)


@cache
def _luma(device: torch.device, dtype: torch.dtype) -> Tensor:
    return torch.tensor(LUMA, device=device, dtype=dtype)


@cache
def _filters(device: torch.device, dtype: torch.dtype) -> Tensor:
    """Return Gabor filters of unit energy without a mean, even ones first, for an unshuffled plane: (12, 4, 7, 7)."""
    line = torch.arange(-RADIUS, RADIUS + 1.0)
    down, right = torch.meshgrid(line, line, indexing="ij")
    window = torch.exp(-(down.square() + right.square()) / (2 * SPREAD**2))
    even, odd = [], []
    for k in range(ORIENTATIONS):
        angle = math.pi * k / ORIENTATIONS
        phase = 2 * math.pi / WAVELENGTH * (right * math.cos(angle) + down * math.sin(angle))
        wave = torch.cos(phase) * window
        wave = wave - window * (wave.sum() / window.sum())
        length = wave.square().sum().sqrt()
        even.append(wave / length)
        odd.append(torch.sin(phase) * window / length)
    whole = F.pad(torch.stack(even + odd)[:, None], (0, 1, 0, 1))  # 14 px each way, the last ones not seen
    return F.pixel_unshuffle(whole, STEP).to(device, dtype).contiguous(memory_format=torch.channels_last)
