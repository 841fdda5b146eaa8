"""What a face asks of a painting: its features count more, and its skin keeps more of its own colour.

Skin maps are (1, 1, H, W), 0..1: see engine.pictures.skin. Must not know how faces are found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from engine.features.tiles import Area
from engine.losses.calm import STRIP, chroma_of
from engine.pictures.color import LUMA

FACE_CONTENT_WEIGHT = 4.0  # times as much as elsewhere the content of a face counts
# Weight of the mean square by which chroma on skin leaves the photo's. Seen at 512 px: with 100 a face is a photo's
# in a painting, without it there are blotches and bruises.
SKIN_COLOR = 30.0
STROKES_LEFT = 0.3  # of the style's own detail, what a level begins with on skin: all of it leaves dots


def content_weight(skin: Tensor) -> Tensor:
    """Return how much every place of a content map counts, 1 where there is no skin."""
    return 1 + (FACE_CONTENT_WEIGHT - 1) * skin


def strokes_left(skin: Tensor) -> Tensor:
    """Return how much of the style's own detail every pixel begins with, 1 where there is no skin."""
    return 1 - (1 - STROKES_LEFT) * skin


def kept_color(photo: Tensor, skin: Tensor) -> Callable[[Tensor], Tensor]:
    """Return the loss of a (1, 3, H, W) picture whose chroma on skin is not the photo's: a scalar.

    Args:
        photo: (1, 3, H, W), 0..1, of the picture's size.
        skin: Of its size.
    """
    place = _area_of(skin).place
    on_skin = _OnSkin(photo[place].clone(), skin[place] * (SKIN_COLOR / skin.numel()), place)

    def loss(rgb: Tensor) -> Tensor:
        lost: Tensor = _LostColor.apply(rgb, on_skin)
        return lost

    return loss


def _area_of(skin: Tensor) -> Area:
    """Return the rectangle of a (1, 1, H, W) map that holds all of its skin."""
    rows, columns = (skin[0, 0].amax(side).nonzero().flatten().tolist() or [0, -1] for side in (1, 0))
    return Area(top=rows[0], bottom=rows[-1] + 1, left=columns[0], right=columns[-1] + 1)


@dataclass(frozen=True, eq=False)
class _OnSkin:
    """What a picture is compared with where there is skin; nothing is kept of the rest of the photo.

    Attributes:
        photo: (1, 3, h, w) of it.
        weight: (1, 1, h, w).
        place: The index of that part in a picture.
    """

    photo: Tensor
    weight: Tensor
    place: tuple[slice, ...]

    def strips(self, *pictures: Tensor) -> Iterator[tuple[Tensor, ...]]:
        """Yield strips of photo and weight, with those of (1, 3, H, W) pictures, which are views of them."""
        height, width = self.photo.shape[2:]
        maps = (self.photo, self.weight, *(each[self.place] for each in pictures))
        rows = max(STRIP // max(width, 1), 1)
        for top in range(0, height, rows):
            yield tuple(each[:, :, top : top + rows] for each in maps)


class _LostColor(torch.autograd.Function):
    """Keeps no copy of the picture between the two ways."""

    @staticmethod
    def forward(ctx: Any, rgb: Tensor, on_skin: _OnSkin) -> Tensor:
        ctx.save_for_backward(rgb)
        ctx.on_skin = on_skin
        lost = rgb.new_zeros(())
        for photo, weight, own in on_skin.strips(rgb):
            lost += chroma_of(own - photo).square_().mul_(weight).sum()
        return lost

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        (rgb,) = ctx.saved_tensors
        found = torch.zeros_like(rgb)
        for photo, weight, own, gradient in ctx.on_skin.strips(rgb, found):
            moved = chroma_of(own - photo).mul_(weight).mul_(2 * gradients[0])
            luma = moved.new_tensor(LUMA)[:, None, None]
            torch.sub(moved, luma * moved.sum(1, keepdim=True), out=gradient)
        return found, None
