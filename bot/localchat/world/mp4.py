"""Reads an MP4 as Telegram does: how large it is, how long, and its first frame.

Knows no ids and no store. The container and the codec are PyAV's.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image


@dataclass(frozen=True, kw_only=True)
class Film:
    """What an MP4 says of itself.

    Attributes:
        width: Pixels.
        height: Pixels.
        duration_s: Whole seconds, at least 1 for anything that moves.
        first_frame: RGB.
    """

    width: int
    height: int
    duration_s: int
    first_frame: Image.Image


def read_film(content: bytes) -> Film | None:
    """Return what an MP4 holds; None for anything that is no MP4 with a picture in it, or where PyAV is missing."""
    if content[4:8] != b"ftyp":
        return None
    try:
        import av
    except ImportError:  # an extra
        return None
    try:
        with av.open(io.BytesIO(content), "r", format="mp4") as container:
            frame = Image.fromarray(next(container.decode(video=0)).to_ndarray(format="rgb24"))
            seconds = (container.duration or 0) / av.time_base
    except (av.FFmpegError, IndexError, StopIteration):
        return None
    return Film(width=frame.width, height=frame.height, duration_s=max(1, round(seconds)), first_frame=frame)
