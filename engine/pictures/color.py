"""Keep the photo's colours: the style is recoloured before painting, or the chroma put back after it.

Arrays are (H, W, 3) float in 0..1, sRGB as stored. Pure NumPy; must not know how a picture is painted.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.float32]

_RIDGE = 1e-5  # added to variances, 0..1 scale: grey pictures have none in two directions (Gatys et al. 2017)
_LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)  # ITU-R BT.601, as JPEG


def match_colors(style: Pixels, content: Pixels) -> Pixels:
    """Return the style with the photo's mean and covariance of colours, clipped to 0..1.

    The map is the one that moves colours least (optimal transport between Gaussians):
    A = S^-1/2 (S^1/2 C S^1/2)^1/2 S^-1/2.

    Source: Gatys et al. 2017, "Controlling Perceptual Factors in Neural Style Transfer", section 5.1, where other
    square roots are used; optimal one: Pitié & Kokaram 2007, https://doi.org/10.1049/cp:20070055.
    """
    style_mean, style_covariance = _moments(style)
    content_mean, content_covariance = _moments(content)
    root = _power(style_covariance, 0.5)
    inverse = _power(style_covariance, -0.5)
    transport = inverse @ _power(root @ content_covariance @ root, 0.5) @ inverse
    matched = (style - style_mean) @ transport.T + content_mean
    return np.clip(matched, 0, 1).astype(np.float32)


def luminance(picture: Pixels) -> Pixels:
    """Return the picture in grey, three equal channels."""
    grey: Pixels = np.repeat((picture @ _LUMA)[..., None], 3, axis=2).astype(np.float32)
    return grey


def match_luminance(style: Pixels, content: Pixels) -> Pixels:
    """Return the style in grey, with the mean and deviation of the photo's luminance.

    Source: Gatys et al. 2017, section 5.2.
    """
    grey, target = luminance(style), luminance(content)
    scaled = (grey - grey.mean()) * (target.std() / max(float(grey.std()), 1e-4)) + target.mean()
    matched: Pixels = np.clip(scaled, 0, 1).astype(np.float32)
    return matched


def restore_chroma(painting: Pixels, content: Pixels) -> Pixels:
    """Return the painting's luminance with the photo's chroma, clipped to 0..1. Both have one size."""
    return np.clip(content + (luminance(painting) - luminance(content)), 0, 1).astype(np.float32)


def _moments(picture: Pixels) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    rows = picture.reshape(-1, 3).astype(np.float64)
    mean = rows.mean(0)
    covariance = (rows - mean).T @ (rows - mean) / len(rows)
    return mean, covariance + _RIDGE * np.eye(3)


def _power(matrix: NDArray[np.float64], exponent: float) -> NDArray[np.float64]:
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray((vectors * np.maximum(values, 1e-12) ** exponent) @ vectors.T)


def pixels_of(image: Image.Image) -> Pixels:
    """Return an RGB picture as an array."""
    pixels: Pixels = np.asarray(image, dtype=np.float32) / np.float32(255)
    return pixels


def recolored(image: Image.Image, change: Callable[[Pixels], Pixels]) -> Image.Image:
    """Return an RGB picture with its array changed, rounded to 8 bit."""
    return Image.fromarray(np.rint(change(pixels_of(image)) * 255).astype(np.uint8))
