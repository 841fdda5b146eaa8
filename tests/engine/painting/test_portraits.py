"""Faces in a photo: protected unless one wants them painted; without one nothing differs."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from engine.options.style_options import Faces, StyleOptions
from engine.painting import subject
from engine.painting.network_choice import NetworkChoice
from engine.painting.painter import Painter
from engine.painting.subject import Subject
from engine.pictures.encoding import png_metadata, to_png
from engine.pictures.faces import Face
from engine.request import StyleRequest, StyleResult
from tests.support.small_paintings import clouds

SKIN = (224, 172, 140)
FACE = Face(left=0.25, top=0.2, width=0.5, height=0.6)
MIDDLE = np.s_[28:44, 38:58]  # of the face, in a painting of 96 × 72 px


@pytest.fixture(scope="module")
def painter(tmp_path_factory: pytest.TempPathFactory) -> Painter:
    cache = tmp_path_factory.mktemp("cache")
    return Painter(NetworkChoice(network="quick", dtype="float32", device="cpu", cache_dir=cache))


@pytest.fixture(scope="module")
def portraits(painter: Painter) -> dict[Faces, StyleResult]:
    """A photo with a face, painted both ways."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subject, "faces_in", lambda photo: (FACE,))
        return {faces: painter.paint(request(portrait(), faces=faces)) for faces in Faces}


def portrait() -> bytes:
    photo = Image.open(io.BytesIO(clouds(1)))
    photo.paste(SKIN, (24, 14, 72, 60))
    return to_png(photo)


def blue_and_red() -> bytes:
    """A style whose colours are far from skin."""
    checks = np.random.default_rng(2).integers(0, 2, (12, 16, 1), dtype=np.uint8)
    pixels = np.where(checks, np.array((20, 40, 220)), np.array((220, 20, 40))).astype(np.uint8)
    return to_png(Image.fromarray(pixels).resize((96, 72), Image.Resampling.NEAREST))


def request(photo: bytes, **options: object) -> StyleRequest:
    chosen = {"edge_size": 96, "schedule": ((64, 24), (96, 8)), **options}
    return StyleRequest(content_image=photo, style_images=(blue_and_red(),), options=StyleOptions(**chosen))  # type: ignore[arg-type]


def chroma_moved(result: StyleResult) -> float:
    """Return how far the chroma of the face's middle is from the photo's, of 255."""
    pixels = np.asarray(Image.open(io.BytesIO(result.image_png)).convert("YCbCr"), dtype=float)[MIDDLE]
    own = np.asarray(Image.new("RGB", (1, 1), SKIN).convert("YCbCr"), dtype=float)
    return float(np.abs(pixels - own)[..., 1:].mean())


def test_without_a_face_not_a_byte_differs(painter: Painter) -> None:
    both = [painter.paint(request(clouds(1), faces=faces)) for faces in Faces]
    assert both[0].image_png == both[1].image_png
    assert "faces" not in both[0].report


def test_skin_keeps_more_of_its_colour_where_it_is_protected(portraits: dict[Faces, StyleResult]) -> None:
    assert chroma_moved(portraits[Faces.PROTECT]) < 0.6 * chroma_moved(portraits[Faces.PAINT])


def test_report_and_file_say_that_a_face_was_protected(portraits: dict[Faces, StyleResult]) -> None:
    protected, like_all_else = portraits[Faces.PROTECT], portraits[Faces.PAINT]
    assert protected.report["faces"] == {"found": 1, "protected": True}
    assert "faces=protect" in png_metadata(protected.image_png)["Stylegram"]
    assert like_all_else.report["faces"] == {"found": 1, "protected": False}


@pytest.mark.parametrize("options", [{"recipe": "cs231n"}, {"strength": 0}])
def test_published_recipes_and_untouched_photos_know_no_faces(
    options: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subject, "faces_in", lambda photo: (FACE,))
    found = Subject.of(request(portrait(), **options))
    assert (found.faces, found.skin) == ((), None)
