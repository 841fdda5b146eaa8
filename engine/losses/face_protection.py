"""What a face asks of a painting: its features count more, and its skin keeps more of its own colour.

Skin maps are (1, 1, H, W), 0..1: see engine.pictures.skin. Must not know how faces are found.
"""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor

from engine.losses.calm import LUMA

FEATURES = 4.0  # times as much as elsewhere the content of a face counts
# Weight of the mean square by which chroma on skin leaves the photo's. Seen at 512 px: with 100 a face is a photo's
# in a painting, without it there are blotches and bruises.
SKIN_COLOR = 30.0
STROKES_LEFT = 0.3  # of the style's own detail, what a level begins with on skin: all of it leaves dots


def content_weight(skin: Tensor) -> Tensor:
    """Return how much every place of a content map counts, 1 where there is no skin."""
    return 1 + (FEATURES - 1) * skin


def strokes_left(skin: Tensor) -> Tensor:
    """Return how much of the style's own detail every pixel begins with, 1 where there is no skin."""
    return 1 - (1 - STROKES_LEFT) * skin


def kept_color(photo: Tensor, skin: Tensor) -> Callable[[Tensor], Tensor]:
    """Return the loss of a (1, 3, H, W) picture whose chroma on skin is not the photo's: a scalar.

    Args:
        photo: (1, 3, H, W), 0..1, of the picture's size.
        skin: Of its size.
    """
    wanted, weight = _chroma(photo), SKIN_COLOR * skin / skin.numel()

    def loss(rgb: Tensor) -> Tensor:
        return (weight * (_chroma(rgb) - wanted).square()).sum()

    return loss


def _chroma(rgb: Tensor) -> Tensor:
    luma = rgb.new_tensor(LUMA)[:, None, None]
    return rgb - (rgb * luma).sum(1, keepdim=True)
