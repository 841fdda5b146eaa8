"""From any of Pillow's pixel modes to plain sRGB: 16 bit, palettes, CMYK, colour profiles, transparency.

For engine.pictures.images. Knows nothing of files, formats or limits.
"""

from __future__ import annotations

import functools
import io

import numpy as np
from PIL import Image, ImageCms

_PLAIN_MODES = ("L", "RGB", "RGBA", "CMYK")  # 8 bit a channel; Pillow resizes them antialiased
_DATE_IN_PROFILE = slice(24, 36)  # ICC.1:2022, table 17: when the profile was made
_WHITE = (255, 255, 255)


def to_8_bit(image: Image.Image) -> Image.Image:
    """Return the picture as L, RGB, RGBA or CMYK with 8 bits a channel; deeper ones are scaled, not clipped."""
    if image.mode.startswith(("I", "F")):
        return _from_deep(image)
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode in _PLAIN_MODES:
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def to_srgb(image: Image.Image, icc_profile: bytes | None) -> Image.Image:
    """Return an 8 bit picture as sRGB: RGB, or RGBA where it is that; a bad or unfitting profile is ignored."""
    opaque = image.convert("RGB") if image.mode == "RGBA" else image
    rgb = _through_profile(opaque, icc_profile) if icc_profile else opaque.convert("RGB")
    if image.mode == "RGBA":
        rgb.putalpha(image.getchannel("A"))
    return rgb


def over_white(image: Image.Image) -> Image.Image:
    """Return an RGB or RGBA picture as RGB, white where it is transparent."""
    if image.mode != "RGBA":
        return image
    white = Image.new("RGB", image.size, _WHITE)
    white.paste(image.convert("RGB"), mask=image.getchannel("A"))
    return white


def alpha_of(image: Image.Image) -> Image.Image | None:
    """Return the alpha channel of an RGB or RGBA picture; None where nothing in it is transparent, or everything."""
    if image.mode != "RGBA":
        return None
    alpha = image.getchannel("A")
    is_opaque = alpha.histogram()[255] == alpha.width * alpha.height
    return None if is_opaque or alpha.getbbox() is None else alpha


def with_alpha(image: Image.Image, alpha: Image.Image | None) -> Image.Image:
    """Return an RGB picture as RGBA with this alpha channel, resized to it; as it is where there is none."""
    if alpha is None:
        return image
    cut = image.convert("RGBA")
    cut.putalpha(alpha.resize(image.size, Image.Resampling.BILINEAR))
    return cut


@functools.cache
def srgb_profile() -> bytes:
    """Return an ICC profile of sRGB, the same bytes every time: the date in it is zeroed."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[_DATE_IN_PROFILE] = bytes(12)
    return bytes(profile)


def _from_deep(image: Image.Image) -> Image.Image:
    """Scale whole numbers of 16 or 32 bits, or floats, to 8 bits.

    Floats within 0..1 keep that range; others are stretched from their lowest to their highest value, for
    nothing in the file says what white is.
    """
    values = np.asarray(image, dtype=np.float32)
    if image.mode != "F":
        peak = 65535.0 if values.max() <= 65535 else 2.0**31 - 1  # mode I holds 16 bit PNGs and 32 bit TIFFs
        return _grey(values / peak)
    values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    if low >= 0 and high <= 1:
        return _grey(values)
    return _grey((values - low) / max(high - low, 1e-12))


def _grey(shares: np.ndarray) -> Image.Image:
    return Image.fromarray((np.clip(shares, 0, 1) * 255 + 0.5).astype(np.uint8))


def _through_profile(image: Image.Image, icc_profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(icc_profile))
        turned = ImageCms.profileToProfile(image, source, _srgb(), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image.convert("RGB")
    return image.convert("RGB") if turned is None else turned


def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))
