"""A tiny film for tests: a square that changes its colour, as MP4."""

from __future__ import annotations

import io

import av
from PIL import Image


def film(width: int = 64, height: int = 48, seconds: int = 2, frames_per_s: int = 5) -> bytes:
    """Return an MP4 (H.264, no sound) that goes from black to red."""
    encoded = io.BytesIO()
    with av.open(encoded, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=frames_per_s)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        count = seconds * frames_per_s
        for number in range(count):
            picture = Image.new("RGB", (width, height), (255 * number // count, 0, 0))
            container.mux(stream.encode(av.VideoFrame.from_image(picture)))
        container.mux(stream.encode())
    return encoded.getvalue()
