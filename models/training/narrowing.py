"""Makes a network narrower without training: keeps the channels that tell most about the others.

Source: greedy column subset selection (Farahat et al. 2011, https://doi.org/10.1109/ICDM.2011.22) for the choice;
the regression of the lost channels from the kept ones as in He, Zhang & Sun 2017, https://arxiv.org/abs/1707.06168.
Knows weights and pictures; nothing of training.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from models.training.network import standardise
from models.vgg import Architecture, pooled, reflected

ROWS = 40_000  # positions that a regression looks at; a layer has at most 256 unknowns a channel
RIDGE = 1e-4  # of the mean diagonal


@dataclass(frozen=True, kw_only=True)
class Narrowed:
    """A narrower network.

    Attributes:
        tensors: By torchvision's names.
        kept: By convolution, in order: which of the wide network's channels each channel stands for.
    """

    tensors: dict[str, Tensor]
    kept: list[Tensor]


@torch.no_grad()
def narrowed(tensors: Mapping[str, Tensor], wide: Architecture, narrow: Architecture, pictures: Tensor) -> Narrowed:
    """Return a narrow network whose maps come as near to some of the wide one's as a regression a layer brings them.

    Args:
        tensors: The wide network's weights.
        wide: Its architecture; max pooling, reflection padding.
        narrow: Fewer channels; its layers are the first of the wide one's.
        pictures: (N, 3, H, W), 0..1, what the choice and the regressions look at.
    """
    found, kept = {}, []
    of_wide = of_narrow = standardise(pictures)
    for step in narrow.layers[:-1]:
        if step.kind == "pool":
            of_wide, of_narrow = pooled(of_wide, "max"), pooled(of_narrow, "max")
        if step.kind != "conv":
            continue
        name = f"features.{wide.layer(step.name).index}"
        kernel, bias = tensors[f"{name}.weight"], tensors[f"{name}.bias"]
        guess = regression(rows_of(of_narrow), rows_of(of_wide))
        of_wide = _convolved(of_wide, kernel, bias)
        chosen = telling_channels(rows_of(of_wide), step.channels[1])
        own = torch.einsum("oihw,ji->ojhw", kernel[chosen], guess)
        weight, shift = own[:, :-1].contiguous(), bias[chosen] + own[:, -1].sum((1, 2))
        of_narrow = _convolved(of_narrow, weight, shift)
        found[f"features.{step.index}.weight"], found[f"features.{step.index}.bias"] = weight, shift
        kept.append(chosen)
    return Narrowed(tensors=found, kept=kept)


def _convolved(maps: Tensor, kernel: Tensor, bias: Tensor) -> Tensor:
    return F.relu(F.conv2d(reflected(maps), kernel, bias))


def rows_of(maps: Tensor) -> Tensor:
    """Return (N, C, H, W) maps as (rows, C), evenly thinned out to about ROWS positions."""
    rows = maps.permute(0, 2, 3, 1).reshape(-1, maps.shape[1])
    return rows[:: max(1, len(rows) // ROWS)]


def telling_channels(rows: Tensor, count: int) -> Tensor:
    """Return the numbers of `count` channels from which the others can be told best by a linear map, ascending.

    Channels are weighed by their own deviation, so that a quiet one counts as much as a loud one.

    Args:
        rows: (positions, C).
        count: At most C.
    """
    centred = (rows - rows.mean(0)).double()
    left = torch.corrcoef(centred.T).nan_to_num(0.0)
    chosen: list[int] = []
    for _ in range(count):
        told = left.square().sum(0) / left.diagonal().clamp_min(1e-9)
        told[chosen] = -1.0
        best = int(told.argmax())
        chosen.append(best)
        left = left - torch.outer(left[best], left[best]) / left[best, best].clamp_min(1e-9)
    return torch.tensor(sorted(chosen))


def regression(given: Tensor, wanted: Tensor) -> Tensor:
    """Return the (given channels + 1, wanted channels) linear map, its last row constant, by least squares.

    Args:
        given: (positions, C).
        wanted: (positions, D).
    """
    known = torch.cat([given, torch.ones(len(given), 1)], 1).double()
    products = known.T @ known
    products += RIDGE * products.diagonal().mean() * torch.eye(len(products))
    solved: Tensor = torch.linalg.solve(products, known.T @ wanted.double())
    return solved.float()
