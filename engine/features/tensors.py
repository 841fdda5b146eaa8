"""Pictures as tensors: (1, 3, H, W) float32 in 0..1, to and from Pillow, and resampled. Must not know networks."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from engine.pictures.images import Size


def resampling(length: int, wanted: int) -> Tensor:
    """Return the (wanted, length) matrix that resamples a line of pixels as Pillow's Lanczos filter does.

    A picture is resized by one such matrix a side: exactly what resize() does to the style, with a gradient.
    """
    identity = Image.fromarray(np.eye(length, dtype=np.float32))
    rows = identity.resize((length, wanted), Image.Resampling.LANCZOS)
    return torch.from_numpy(np.asarray(rows).copy())


def resized(rgb: Tensor, size: Size) -> Tensor:
    """Return a (1, 3, H, W) picture resampled to (width, height) px; itself where it has that size."""
    width, height = size
    if rgb.shape[2] != height:
        rgb = resampling(rgb.shape[2], height).to(rgb) @ rgb
    if rgb.shape[3] != width:
        rgb = rgb @ resampling(rgb.shape[3], width).to(rgb).T
    return rgb


def to_tensor(image: Image.Image) -> Tensor:
    """Return an RGB picture as (1, 3, H, W) float32 in 0..1, a grey one as (1, 1, H, W)."""
    pixels = torch.from_numpy(np.array(image)).view(image.height, image.width, -1)
    return pixels.permute(2, 0, 1)[None].to(torch.float32, memory_format=torch.contiguous_format).div_(255)


def to_image(rgb: Tensor) -> Image.Image:
    """Return a (1, 3, H, W) picture as RGB, 8 bit, clipped and rounded."""
    pixels = (rgb.detach()[0].clamp(0, 1) * 255).round().byte().permute(1, 2, 0)
    return Image.fromarray(pixels.cpu().numpy())
