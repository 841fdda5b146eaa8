"""Keep the photo's colours: the style is recoloured before painting, or the chroma put back after it.

Arrays are (H, W, 3) float in 0..1, sRGB as stored. Pictures are gone over by strips of rows: as floats a large one
takes a GB. Pure NumPy; must not know how a picture is painted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.float32]

LUMA = (0.299, 0.587, 0.114)  # ITU-R BT.601, as JPEG
STRIP = 2**20  # px of a picture that are floats at once
_RIDGE = 1e-5  # added to variances, 0..1 scale: grey pictures have none in two directions (Gatys et al. 2017)
_LEAST_DEVIATION = 1e-4  # of a luminance that is scaled


@dataclass(frozen=True, kw_only=True, eq=False)
class Moments:
    """What colours are matched by.

    Attributes:
        mean: (3,).
        covariance: (3, 3).
    """

    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]

    @classmethod
    def of(cls, image: Image.Image) -> Moments:
        """Return the moments of an RGB picture."""
        count = image.width * image.height
        mean = sum((rows.sum(0) for rows in _rows(image)), np.zeros(3)) / count
        products = (centred.T @ centred for centred in (rows - mean for rows in _rows(image)))
        return cls(mean=mean, covariance=sum(products, np.zeros((3, 3))) / count)

    @property
    def luminance(self) -> tuple[float, float]:
        """Return mean and deviation of the luminance."""
        return float(self.mean @ LUMA), max(float(LUMA @ self.covariance @ LUMA), 0.0) ** 0.5


def color_match(style: Moments, content: Moments) -> Callable[[Pixels], Pixels]:
    """Return what gives the style the photo's mean and covariance of colours, clipped to 0..1.

    The map is the one that moves colours least (optimal transport between Gaussians):
    A = S^-1/2 (S^1/2 C S^1/2)^1/2 S^-1/2.

    Source: Gatys et al. 2017, "Controlling Perceptual Factors in Neural Style Transfer", section 5.1, where other
    square roots are used; optimal one: Pitié & Kokaram 2007, https://doi.org/10.1049/cp:20070055.
    """
    style_covariance, content_covariance = (each.covariance + _RIDGE * np.eye(3) for each in (style, content))
    root, inverse = _power(style_covariance, 0.5), _power(style_covariance, -0.5)
    transport = inverse @ _power(root @ content_covariance @ root, 0.5) @ inverse

    def matched(pixels: Pixels) -> Pixels:
        return np.clip((pixels - style.mean) @ transport.T + content.mean, 0, 1).astype(np.float32)

    return matched


def luminance(picture: Pixels) -> Pixels:
    """Return the picture in grey, three equal channels."""
    grey: Pixels = np.repeat((picture @ np.array(LUMA, dtype=np.float32))[..., None], 3, axis=2)
    return grey


def luminance_match(style: Moments, content: Moments) -> Callable[[Pixels], Pixels]:
    """Return what turns the style into grey with the mean and deviation of the photo's luminance, clipped to 0..1.

    Source: Gatys et al. 2017, section 5.2.
    """
    (mean, deviation), (wanted_mean, wanted_deviation) = style.luminance, content.luminance
    scale = wanted_deviation / max(deviation, _LEAST_DEVIATION)

    def matched(pixels: Pixels) -> Pixels:
        grey: Pixels = np.clip((luminance(pixels) - mean) * scale + wanted_mean, 0, 1)
        return grey

    return matched


def restore_chroma(painting: Pixels, content: Pixels) -> Pixels:
    """Return the painting's luminance with the photo's chroma, clipped to 0..1. Both have one size."""
    return np.clip(content + (luminance(painting) - luminance(content)), 0, 1).astype(np.float32)


def _power(matrix: NDArray[np.float64], exponent: float) -> NDArray[np.float64]:
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray((vectors * np.maximum(values, 1e-12) ** exponent) @ vectors.T)


def recolored(image: Image.Image, change: Callable[..., Pixels], *beside: Image.Image) -> Image.Image:
    """Return an RGB picture with its colours changed, rounded to 8 bit.

    Args:
        image: The picture.
        change: What becomes of pixels, of each by itself: takes those of a strip, and the same strips of `beside`.
        beside: Other pictures, as large.
    """
    found = Image.new("RGB", image.size)
    for box in _strips(image):
        pixels = change(*(pixels_of(each.crop(box)) for each in (image, *beside)))
        found.paste(Image.fromarray(np.rint(pixels * 255).astype(np.uint8)), box[:2])
    return found


def pixels_of(image: Image.Image) -> Pixels:
    """Return an RGB picture as an array."""
    pixels: Pixels = np.asarray(image, dtype=np.float32) / np.float32(255)
    return pixels


def _rows(image: Image.Image) -> Iterator[NDArray[np.float64]]:
    """Yield the colours of a picture, (n, 3) a strip."""
    return (pixels_of(image.crop(box)).reshape(-1, 3).astype(np.float64) for box in _strips(image))


def _strips(image: Image.Image) -> Iterator[tuple[int, int, int, int]]:
    """Yield the boxes of strips of rows that make up a picture."""
    rows = max(STRIP // image.width, 1)
    for top in range(0, image.height, rows):
        yield 0, top, image.width, min(top + rows, image.height)
