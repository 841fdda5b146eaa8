"""Pictures that tests send."""

import io

from PIL import Image


def picture(width: int = 64, height: int = 48, *, color: str = "navy", kind: str = "PNG") -> bytes:
    encoded = io.BytesIO()
    Image.new("RGB", (width, height), color).save(encoded, kind)
    return encoded.getvalue()


def noise(width: int, height: int, kind: str = "PNG") -> bytes:
    encoded = io.BytesIO()
    Image.effect_noise((width, height), 80).convert("RGB").save(encoded, kind)
    return encoded.getvalue()
