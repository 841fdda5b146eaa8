"""The style's own detail for a picture that was just enlarged: patch by patch what the style has where it looks alike.

An enlarged picture has no detail of its size yet. Instead of waiting for the optimiser to grow it out of nothing, every
patch takes the fine part of the style's patch whose coarse part is nearest; the optimiser then corrects it. Must not
know levels, networks or losses.

After example-based super-resolution: Freeman, Jones, Pasztor 2002 (https://doi.org/10.1109/38.988747).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

# Of these four numbers each is a guess: detail by patches was measured with them and without, not with others.
PATCH, STRIDE = 8, 4  # px
CANDIDATES = 4096  # patches of the style to choose among, drawn at random
MEAN_WEIGHT = 0.3  # of a patch's mean colour beside its pattern: 1 would count every pixel of it
MOST_GAIN = 2.0  # on folded detail, which overlapping patches have weakened
CHUNK = 4096  # patches compared at once: 64 MB
STRIP = 2**19  # px of a picture whose patches are looked for at once


@dataclass(frozen=True, kw_only=True)
class _Bands:
    """A picture at half its size, and what that loses.

    Attributes:
        coarse: (1, 3, ceil(H / 2), ceil(W / 2)).
        fine: (1, 3, H, W): the picture less its coarse part enlarged.
    """

    coarse: Tensor
    fine: Tensor


def style_detail(picture: Tensor, styles: Sequence[Tensor], shares: Sequence[float], seed: int) -> Tensor:
    """Return the detail to be added to an enlarged picture, (1, 3, H, W) like it, of the strength that the style has.

    Args:
        picture: (1, 3, H, W), 0..1, each side 32 px or more; nothing finer than 2 px is looked at.
        styles: Pictures (1, 3, h, w), 0..1, at the size at which they are compared with this one.
        shares: One a style, summing to one: how many of the patches are its own.
        seed: Decides which patches of the style are looked at, on every device the same.
    """
    generator = torch.Generator().manual_seed(seed)
    bands = [_bands(style) for style in styles]
    counts = [round(share * CANDIDATES) for share in shares]
    drawn = [_drawn(each, count, generator) for each, count in zip(bands, counts, strict=True) if count]
    patterns, details = (torch.cat(parts) for parts in zip(*drawn, strict=True))
    folded = _folded(F.pad(picture, _frame(picture), mode="reflect"), patterns, details, picture)
    wanted = math.sqrt(sum(share * float(each.fine.square().mean()) for share, each in zip(shares, bands, strict=True)))
    found = float(folded.square().mean().sqrt())
    return folded.mul_(min(wanted / max(found, 1e-6), MOST_GAIN))


def _bands(style: Tensor) -> _Bands:
    even = F.pad(style, (0, style.shape[3] % 2, 0, style.shape[2] % 2), mode="replicate")
    coarse = _halved(even)
    smooth = F.interpolate(coarse, scale_factor=2, mode="bicubic", align_corners=False)
    return _Bands(coarse=coarse, fine=even - smooth)


def _halved(rgb: Tensor) -> Tensor:
    return F.avg_pool2d(rgb, 2)


def _drawn(bands: _Bands, count: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Return patterns (n, 51) and details (n, 3 · 64) of up to so many places of a style."""
    side = PATCH // 2
    down, across = (length - side + 1 for length in bands.coarse.shape[2:])
    places = torch.randperm(down * across, generator=generator)[:count].to(bands.coarse.device)
    rows, columns = places // across, places % across
    coarse = _cut(bands.coarse, rows, columns, side)
    return _described(coarse), _cut(bands.fine, 2 * rows, 2 * columns, PATCH).flatten(1)


def _cut(picture: Tensor, rows: Tensor, columns: Tensor, side: int) -> Tensor:
    """Return the square patches (n, 3, side²) whose first pixels are at these rows and columns."""
    offsets = torch.arange(side, device=picture.device)
    down, across = rows[:, None, None] + offsets[:, None], columns[:, None, None] + offsets
    return picture[0][:, down, across].movedim(0, 1).flatten(2)


def _described(patches: Tensor) -> Tensor:
    """Return what patches (n, 3, 16) at half size are compared by: (n, 51), pixels about their mean and that mean.

    Distances are those of patches at full size, where every pixel of these stands four times.
    """
    mean = patches.mean(2)
    return torch.cat([2 * (patches - mean[..., None]).flatten(1), MEAN_WEIGHT * PATCH * mean], dim=1)


def _nearest(wanted: Tensor, candidates: Tensor) -> Tensor:
    """Return for every row of `wanted` the number of the candidate nearest to it."""
    half_squares = candidates.square().sum(1) / 2
    return torch.cat([(half_squares - rows @ candidates.T).argmin(1) for rows in wanted.split(CHUNK)])  # type: ignore[no-untyped-call]


def _frame(picture: Tensor) -> tuple[int, int, int, int]:
    """Return how far to pad a picture so that as many patches lie over each of its pixels."""
    height, width = picture.shape[2:]
    around = PATCH - STRIDE
    return around, around + -width % STRIDE, around, around + -height % STRIDE


def _folded(padded: Tensor, patterns: Tensor, details: Tensor, picture: Tensor) -> Tensor:
    """Return the details nearest to a padded picture's patches, laid over each other, without the frame.

    Under a window whose copies sum to one; by strips of patches, which share PATCH - STRIDE rows.
    """
    ramp = torch.sin(math.pi * (torch.arange(PATCH) + 0.5) / PATCH).square().to(picture)  # Hann
    window = (ramp[:, None] * ramp).flatten().repeat(3)
    whole = torch.zeros_like(padded)
    height, width = padded.shape[2:]
    strip = max(STRIP // width, PATCH) // STRIDE * STRIDE
    for top in range(0, height - PATCH + STRIDE, strip):
        rows = padded[:, :, top : top + strip + PATCH - STRIDE]
        patches = F.unfold(_halved(rows), PATCH // 2, stride=STRIDE // 2)[0].T.unflatten(1, (3, -1))  # type: ignore[no-untyped-call]
        nearest = _nearest(_described(patches), patterns)
        drawn = (details[nearest] * window).T[None]
        whole[:, :, top : top + rows.shape[2]] += F.fold(drawn, rows.shape[2:], PATCH, stride=STRIDE)
    left, _, top, _ = _frame(picture)
    return whole[..., top : top + picture.shape[2], left : left + picture.shape[3]].contiguous()
