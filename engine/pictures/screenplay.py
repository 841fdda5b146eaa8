"""What a film of a picture shows, frame by frame: how it was painted or grew, or a wipe from the photo to it.

Must not know how frames become a file (engine.pictures.film) nor how a picture is painted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image

from engine.pictures.images import open_picture, resize

EDGE = 512  # px, of a film
OPENING = 6  # frames of before and after: half a second at twelve a second, and what a chat shows of a still film
WAY = 44  # frames from the photo to the painting
ENDING = 12  # frames of the result: one second
WIPE = 30  # frames in which the painting is drawn over the photo


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A photo and its painting at the size of a film.

    Attributes:
        photo: Before.
        painting: After; of the same size.
    """

    photo: Image.Image
    painting: Image.Image

    @classmethod
    def of(cls, content: bytes, painting: bytes) -> Scene:
        """Open both.

        Raises:
            UnusablePicture: One of them cannot be read.
        """
        painted = open_picture(painting)
        painted = resize(painted, min(EDGE, max(painted.size)))
        photo = open_picture(content, max_edge=2 * EDGE).resize(painted.size, Image.Resampling.LANCZOS)
        return cls(photo=photo, painting=painted)

    def split(self, share: float) -> Image.Image:
        """Return the painting left of a white line that stands at this share of the width, the photo right of it."""
        width, height = self.photo.size
        at, line = round(share * width), max(2, width // 160)
        frame = self.photo.copy()
        frame.paste(self.painting.crop((0, 0, at, height)), (0, 0))
        if 0 < share < 1:
            frame.paste("white", (max(at - line // 2, 0), 0, min(at + line - line // 2, width), height))
        return frame

    def before_and_after(self) -> Image.Image:
        """Return the left half of the photo beside the right half of the painting."""
        return Scene(photo=self.painting, painting=self.photo).split(0.5)


def painted_film(scene: Scene, snapshots: Sequence[bytes]) -> Iterator[Image.Image]:
    """Yield before and after, then the way from the photo to the painting, which stays for a second.

    Between two snapshots each frame is a mix of both, so that few of them make no slide show.
    """
    yield from [scene.before_and_after()] * OPENING
    yield from _way([scene.photo, *(_like(scene.painting, snapshot) for snapshot in snapshots), scene.painting])


def grown_film(encoded: bytes, snapshots: Sequence[bytes]) -> Iterator[Image.Image]:
    """Yield the way to a picture that began as noise, as painted_film does, from its first snapshot.

    Raises:
        UnusablePicture: One of them cannot be read.
    """
    picture = open_picture(encoded)
    picture = resize(picture, min(EDGE, max(picture.size)))
    yield from [picture] * OPENING
    yield from _way([*(_like(picture, snapshot) for snapshot in snapshots), picture])


def _way(steps: Sequence[Image.Image]) -> Iterator[Image.Image]:
    """Yield the steps, mixed into one another, and the last of them for a second."""
    for frame in range(WAY):
        place = frame * (len(steps) - 1) / (WAY - 1)
        before = min(int(place), len(steps) - 2)
        yield Image.blend(steps[before], steps[before + 1], place - before)
    yield from [steps[-1]] * ENDING


def wipe_film(scene: Scene) -> Iterator[Image.Image]:
    """Yield the photo, the painting drawn over it from left to right, and the painting for a second."""
    yield from [scene.photo] * OPENING
    for frame in range(WIPE):
        yield scene.split((frame + 1) / WIPE)
    yield from [scene.painting] * ENDING


def _like(picture: Image.Image, snapshot: bytes) -> Image.Image:
    return open_picture(snapshot).resize(picture.size, Image.Resampling.LANCZOS)
