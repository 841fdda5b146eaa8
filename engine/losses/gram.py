"""Content and style as pure functions of tensors.

Every loss is a plain number without unit: style is measured against the distance between photo and style,
content against the photo's own energy, so that weights mean the same for every pair and size.
Must not know networks, levels or optimisers.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from engine.features.tiles import Area

_CHUNKS = 16  # measured: 16 partial sums bring a bfloat16 Gram within 0.04 % of the exact one, one sum 0.15 %
_PIXELS = 2**20  # of a picture that are centred at once
_TINY = 1e-8
_FLAT = 1e-3  # of a map's energy: what varies less over the picture is rounding


def gram_matrix(maps: Tensor) -> Tensor:
    """Return the Gram matrix FFᵀ / HW of a (1, C, H, W) map as (C, C), float32 or wider.

    Source: Gatys, Ecker, Bethge 2016, equation 3, divided by the number of positions so that size drops out.
    """
    rows = rows_of(maps)
    return products(rows) / rows.shape[0]


def rows_of(maps: Tensor) -> Tensor:
    """Return a (1, C, H, W) map as (HW, C): a view where it is channels_last."""
    return maps.permute(0, 2, 3, 1).reshape(-1, maps.shape[1])


def products(rows: Tensor) -> Tensor:
    """Return FᵀF of an (HW, C) matrix; of bfloat16 in partial sums that are added in float32."""
    if rows.dtype != torch.bfloat16:
        return rows.T @ rows
    whole = rows.shape[0] // _CHUNKS * _CHUNKS
    parts = rows[:whole].view(_CHUNKS, -1, rows.shape[1])
    sums = torch.bmm(parts.transpose(1, 2), parts).sum(0, dtype=torch.float32)
    rest = rows[whole:]
    return sums + (rest.T @ rest).float() if len(rest) else sums


class GramComparison:
    """The squared Frobenius distance of a map's Gram matrix from a target; see engine.features.frozen.Comparison.

    Args:
        target: (C, C), symmetric.
    """

    def __init__(self, target: Tensor) -> None:
        self._target = target

    def squared_distance(self, maps: Tensor) -> tuple[Tensor, Tensor]:
        """Return |G - target|² of a (1, C, H, W) map, and target - G."""
        return self.measured(products(rows_of(maps)), maps.shape[2] * maps.shape[3])

    def summed(self, maps: Tensor, area: Area) -> Tensor:
        """Return FᵀF of a part of a map, (C, C)."""
        return products(rows_of(maps))

    def measured(self, sums: Tensor, positions: int) -> tuple[Tensor, Tensor]:
        """Return |G - target|² where G is the sum of FᵀF over so many positions, divided by them, and target - G."""
        missing = torch.sub(self._target, sums, alpha=1 / positions).flatten()
        return missing @ missing, missing

    def add_gradient(self, maps: Tensor, kept: Tensor, weight: Tensor, gradient: Tensor | None) -> Tensor:
        """Return the gradient with weight · 4 F (G - target) / HW added."""
        rows = rows_of(maps)
        factor = self._factor(rows, kept, weight, rows.shape[0])
        if gradient is None:
            return (rows @ factor).view(1, *maps.shape[2:], -1).permute(0, 3, 1, 2)
        rows_of(gradient).addmm_(rows, factor)
        return gradient

    def gradient(self, maps: Tensor, area: Area, kept: Tensor, weight: Tensor, positions: int) -> Tensor:
        """Return weight · 4 F (G - target) / positions for a part of a map."""
        rows = rows_of(maps)
        found = rows @ self._factor(rows, kept, weight, positions)
        return found.view(1, *maps.shape[2:], -1).permute(0, 3, 1, 2)

    @staticmethod
    def _factor(rows: Tensor, kept: Tensor, weight: Tensor, positions: int) -> Tensor:
        channels = rows.shape[1]
        return (kept * (weight * (-4 / positions))).to(rows.dtype).view(channels, channels)


class ContentComparison:
    """The squared distance of a map from a target; see engine.features.frozen.Comparison.

    Args:
        target: (1, C, H, W).
        weight: (1, 1, H, W), how much every place counts; None counts all alike.
    """

    def __init__(self, target: Tensor, weight: Tensor | None = None) -> None:
        self._target = target.contiguous(memory_format=torch.channels_last)
        self._root = None if weight is None else weight.sqrt()

    def squared_distance(self, maps: Tensor) -> tuple[Tensor, Tensor]:
        """Return |F - target|² of a (1, C, H, W) map, and F - target, both weighted."""
        excess = torch.sub(maps, self._target)
        if self._root is not None:
            excess.mul_(self._root)
        flat = rows_of(excess).flatten()
        return flat @ flat, excess

    def add_gradient(self, maps: Tensor, kept: Tensor, weight: Tensor, gradient: Tensor | None) -> Tensor:
        """Return the gradient with weight · 2 (F - target) added."""
        own = kept.mul_(2 * weight if self._root is None else 2 * weight * self._root).to(maps.dtype)
        return own if gradient is None else gradient.add_(own)

    def summed(self, maps: Tensor, area: Area) -> Tensor:
        """Return |F - target|² over a part of a map, a scalar."""
        return self._excess(maps, area).square().sum()

    def measured(self, sums: Tensor, positions: int) -> tuple[Tensor, Tensor]:
        """Return the sum: places have nothing in common that a gradient would need."""
        return sums, sums

    def gradient(self, maps: Tensor, area: Area, kept: Tensor, weight: Tensor, positions: int) -> Tensor:
        """Return weight · 2 (F - target) for a part of a map."""
        excess = self._excess(maps, area)
        return excess.mul_(2 * weight if self._root is None else 2 * weight * self._root[area.place])

    def _excess(self, maps: Tensor, area: Area) -> Tensor:
        target = self._target[area.place]
        excess = torch.sub(maps, target.to(torch.promote_types(torch.float32, target.dtype)))
        return excess if self._root is None else excess.mul_(self._root[area.place])


def color_moments(rgb: Tensor) -> Tensor:
    """Return covariance and outer product of the mean, side by side (3, 6), of a (1, 3, H, W) picture.

    The style "layer" before the network: without it colours drift, because no network tells all of them apart.
    """
    moments: Tensor = _ColorMoments.apply(rgb)
    return moments


class _ColorMoments(torch.autograd.Function):
    """Keeps no copy of the picture between the two ways."""

    @staticmethod
    def forward(ctx: Any, rgb: Tensor) -> Tensor:
        pixels = rgb.flatten(2)[0]
        mean = pixels.mean(1, keepdim=True)
        ctx.save_for_backward(rgb, mean)
        parts = ((part - mean) for part in pixels.split(_PIXELS, dim=1))  # type: ignore[no-untyped-call]
        covariance = torch.stack([part @ part.T for part in parts]).sum(0) / pixels.shape[1]
        return torch.cat([covariance, mean @ mean.T], dim=1)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        rgb, mean = ctx.saved_tensors
        of_covariance, of_mean = (each + each.T for each in gradients[0].split(3, dim=1))  # type: ignore[no-untyped-call]
        pixels = rgb.flatten(2)[0]
        found: Tensor = of_covariance @ pixels
        found += (of_mean - of_covariance) @ mean
        found /= pixels.shape[1]
        return found.view_as(rgb)


def distance_unit(of_content: Tensor, target: Tensor, least: float = 1e-3) -> Tensor:
    """Return the squared distance from photo to style, never under a share of the style's own energy.

    The floor keeps the losses finite where photo and style are the same picture.
    """
    distance: Tensor = (of_content - target).square().sum()
    floor = least * float(target.square().sum()) + _TINY
    unit: Tensor = distance.clamp_min(floor)
    return unit


def content_unit(target: Tensor) -> Tensor:
    """Return the energy of a (1, C, H, W) map about the mean of each channel: what a flat picture would lose.

    Differs from Gatys et al. 2016, equation 1, which has no unit: the same weight meant more in busy photos.
    """
    return _variety(target).clamp_min(_FLAT * float(_energy(target)) + _TINY)


def is_flat(target: Tensor) -> bool:
    """Return whether a (1, C, H, W) map shows a picture of one colour: it has no arrangement that could be kept."""
    return bool(_variety(target) <= _FLAT * _energy(target) + _TINY)


def _variety(target: Tensor) -> Tensor:
    """Return the energy about the mean of each channel; a few channels at once, for copies of a large map are large."""
    parts = (part.float() for part in target.split(16, dim=1))  # type: ignore[no-untyped-call]
    return torch.stack([(part - part.mean((2, 3), keepdim=True)).square().sum() for part in parts]).sum()


def _energy(target: Tensor) -> Tensor:
    parts = (part.float() for part in target.split(16, dim=1))  # type: ignore[no-untyped-call]
    return torch.stack([part.square().sum() for part in parts]).sum()


def towards(distance: Tensor, goal: float) -> Tensor:
    """Return a loss that pulls a distance to a goal: with u = distance / goal, 2(√u - 1)² above it, ½ · log²u below.

    Both have the value, slope and curvature of ½(u - 1)² at the goal. Above it the loss is convex in the distance's
    root: ½ · log²u is not beyond u = e, and an optimiser wastes its first steps there (measured: the same loss takes a
    third more evaluations). Below it the logarithm brings a picture back that fell under the goal by chance.
    """
    u = (distance + _TINY) / goal
    above = 2 * (u.clamp_min(1).sqrt() - 1).square()
    below = 0.5 * u.clamp_max(1).log().square()
    loss: Tensor = above + below
    return loss
