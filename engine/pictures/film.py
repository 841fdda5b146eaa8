"""Frames to an MP4 that every player and Telegram plays: H.264, yuv420p, even sides. PyAV makes it, an extra.

Knows pictures only; must not know torch, nor what a film shows.
"""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import numpy as np
from PIL import Image

from engine.errors import FilmsUnavailable

FRAMES_PER_S = 12
QUALITY = "20"  # x264's constant rate factor: hardly any loss to see


def check_films() -> None:
    """Raise FilmsUnavailable where what makes films is not installed; ask before the first frame is painted."""
    if not can_be_made():
        raise FilmsUnavailable("Films need the package av, which is not installed: python -m pip install 'av>=15,<19'.")


def can_be_made() -> bool:
    """Return whether films can be made here."""
    return importlib.util.find_spec("av") is not None


def write_film(path: Path, frames: Iterable[Image.Image], frames_per_s: int = FRAMES_PER_S) -> int:
    """Write an MP4 and return how many frames it has; without frames there is no file.

    Args:
        path: Where; its name ends in .mp4.
        frames: RGB pictures; the first decides the size, odd sides lose a row or column.
        frames_per_s: How fast it plays.

    Raises:
        FilmsUnavailable: What makes films is not installed, or makes none of these frames.
        OSError: The file cannot be written.
    """
    check_films()
    import av

    coming = iter(frames)
    first = next(coming, None)
    if first is None:
        return 0
    try:
        return _written(path, chain([first], coming), _even(first.size), frames_per_s)
    except av.FFmpegError as error:
        if isinstance(error, OSError | MemoryError):
            raise
        raise FilmsUnavailable(f"{path} could not be made ({error}); give another size, or another name.") from error


def _written(path: Path, frames: Iterable[Image.Image], size: tuple[int, int], frames_per_s: int) -> int:
    import av

    # absolute: what stands before a colon in a name would be a protocol to FFmpeg
    with av.open(str(path.absolute()), "w", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("libx264", rate=frames_per_s, options={"crf": QUALITY})
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        written = 0
        for picture in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.asarray(_fitted(picture, size)), format="rgb24")))
            written += 1
        container.mux(stream.encode(None))
    return written


def film_of(frames: Iterable[Image.Image]) -> bytes:
    """Return the frames, at least one, as an MP4 in memory; see write_film.

    The file in between is for the index at its beginning, which FFmpeg writes last and only into a file.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "film.mp4")
        write_film(path, frames)
        return path.read_bytes()


def _even(size: tuple[int, int]) -> tuple[int, int]:
    return max(size[0] // 2 * 2, 2), max(size[1] // 2 * 2, 2)


def _fitted(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return the picture at the film's size: cropped where it is a pixel too large, else resized."""
    if picture.size == size:
        return picture
    if _even(picture.size) == size:
        return picture.crop((0, 0, *size))
    return picture.resize(size, Image.Resampling.LANCZOS)
