"""How strongly the networks answered that published constants were tuned for: a family of weights as a record.

Total variation is counted in pixels, content in squares and style in fourth powers of the maps: the same constants on
maps of another size paint another picture, often none. Must not import torch, nor know any recipe.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Family:
    """A family of weights.

    Attributes:
        name: The preprocessing of its weights up to the first dash.
        title: What it is called in notes.
        means: Mean activation at the first ReLU of every block and, in the last number, where a sixth would begin.
        source: Where the means come from.
    """

    name: str
    title: str
    means: tuple[float, ...]
    source: str


CAFFE = Family(
    name="caffe",
    title="the authors' Caffe VGG",
    means=(9.0, 87.0, 150.0, 104.0, 40.0, 16.0),
    source=(
        "shape: fourth roots of the style losses by layer that neural-style printed for a Caffe VGG "
        "(https://github.com/jcjohnson/neural-style/issues/428), over those of maps with mean 1; "
        "level: tuned, where these recipes paint on the built-in network"
    ),
)
TORCHVISION = Family(
    name="torchvision",
    title="torchvision's networks",
    means=(1.0,) * 6,
    source="they answer within small factors of 1, as networks do whose every filter is scaled to a mean of 1",
)

FAMILIES: Mapping[str, Family] = {family.name: family for family in (CAFFE, TORCHVISION)}
