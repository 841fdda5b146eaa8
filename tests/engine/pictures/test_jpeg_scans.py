"""engine.pictures.jpeg_scans: JPEGs whose scans cost more than they show are refused before they are decoded."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image

from engine.errors import UnreadablePicture
from engine.pictures.images import open_picture
from engine.pictures.jpeg_scans import MAX_FILL_BYTES, MAX_SCANS, MAX_SEGMENTS, has_too_many_parts
from tests.support.corpus_kit import encoded, noise


def with_scans(count: int, size: tuple[int, int] = (64, 64)) -> bytes:
    """A progressive JPEG whose last scan is repeated, two bytes each, until there are so many."""
    whole = encoded(Image.new("RGB", size, (200, 60, 40)), "JPEG", progressive=True)
    starts = [found.start() for found in re.finditer(rb"\xff\xda", whole)]
    refinement = b"\xff\xda\x00\x08\x01\x01\x00\x01\x3f\x10\x00\x00"  # of luma's AC coefficients, over and over
    return whole[: starts[1]] + refinement * (count - 1) + b"\xff\xd9"


def test_a_hundred_scans_are_read_and_one_more_is_not() -> None:
    assert not has_too_many_parts(with_scans(MAX_SCANS))
    assert has_too_many_parts(with_scans(MAX_SCANS + 1))


def test_refusal_comes_before_any_pixel_and_says_what_to_do() -> None:
    with pytest.raises(UnreadablePicture, match="Save it anew") as refusal:
        open_picture(with_scans(20_000, size=(2000, 1500)))
    assert (refusal.value.kind, refusal.value.fault) == ("JPEG", "scans")


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0, "quality": 100}])
def test_ordinary_jpegs_are_read(options: dict[str, object]) -> None:
    assert open_picture(encoded(noise((640, 480)), "JPEG", **options)).size == (640, 480)


def test_bytes_that_look_like_scans_are_not_counted() -> None:
    comment = b"\xff\xda\x00\x02" * 5000
    whole = encoded(noise(), "JPEG", comment=comment)
    assert comment in whole
    assert not has_too_many_parts(whole)
    assert not has_too_many_parts(whole + with_scans(200))  # behind the end: nobody decodes it


def test_restart_markers_and_stuffed_bytes_are_no_ends() -> None:
    file = io.BytesIO()
    noise((640, 480)).save(file, "JPEG", quality=100, restart_marker_blocks=1)
    assert len(re.findall(rb"\xff[\xd0-\xd7]", file.getvalue())) > 1000
    assert not has_too_many_parts(file.getvalue())


@pytest.mark.parametrize(
    "broken", [b"", b"\xff", b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\x00", b"\xff\xd8\xff\xda\x00\x00" * 9]
)
def test_broken_files_are_left_to_the_decoder(broken: bytes) -> None:
    assert not has_too_many_parts(broken)


@pytest.mark.parametrize("parts", [b"\xff\xe5\x00\x02" * (MAX_SEGMENTS + 1), b"\xff" * 2 * MAX_FILL_BYTES])
def test_what_is_read_piece_by_piece_has_a_limit(parts: bytes) -> None:
    whole = encoded(noise(), "JPEG")
    assert not has_too_many_parts(whole)
    assert has_too_many_parts(whole[:2] + parts + whole[2:])


def test_twenty_megabytes_of_metadata_are_read() -> None:
    whole = encoded(noise(), "JPEG")
    assert not has_too_many_parts(whole[:2] + (b"\xff\xe1\xff\xff" + b"\xff" * 65533) * 300 + whole[2:])
