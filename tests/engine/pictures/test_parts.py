"""engine.pictures.parts: pictures whose parts cost more than they show are refused before they are decoded."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image

from engine.errors import UnreadablePicture
from engine.pictures.images import open_picture
from engine.pictures.parts import MAX_FILL_BYTES, MAX_PARTS, MAX_PROFILES, MAX_SCANS, MAX_SEGMENTS, has_too_many_parts
from tests.support.corpus_kit import noise, plain, png_chunk, tiff
from tests.support.drawn import encoded


def with_scans(count: int, size: tuple[int, int] = (64, 64)) -> bytes:
    """A progressive JPEG whose last scan is repeated, two bytes each, until there are so many."""
    whole = encoded(Image.new("RGB", size, (200, 60, 40)), "JPEG", progressive=True)
    starts = [found.start() for found in re.finditer(rb"\xff\xda", whole)]
    refinement = b"\xff\xda\x00\x08\x01\x01\x00\x01\x3f\x10\x00\x00"  # of luma's AC coefficients, over and over
    return whole[: starts[1]] + refinement * (count - 1) + b"\xff\xd9"


def test_a_hundred_scans_are_read_and_one_more_is_not() -> None:
    assert not has_too_many_parts(with_scans(MAX_SCANS), "JPEG")
    assert has_too_many_parts(with_scans(MAX_SCANS + 1), "JPEG")


def test_refusal_comes_before_any_pixel_and_says_what_to_do() -> None:
    with pytest.raises(UnreadablePicture, match="Save it anew") as refusal:
        open_picture(with_scans(20_000, size=(2000, 1500)))
    assert (refusal.value.kind, refusal.value.fault) == ("JPEG", "parts")


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0, "quality": 100}])
def test_ordinary_jpegs_are_read(options: dict[str, object]) -> None:
    assert open_picture(encoded(noise((640, 480)), "JPEG", **options)).size == (640, 480)


def test_bytes_that_look_like_scans_are_not_counted() -> None:
    comment = b"\xff\xda\x00\x02" * 5000
    whole = encoded(noise(), "JPEG", comment=comment)
    assert comment in whole
    assert not has_too_many_parts(whole, "JPEG")
    assert not has_too_many_parts(whole + with_scans(200), "JPEG")  # behind the end: nobody decodes it


def test_restart_markers_and_stuffed_bytes_are_no_ends() -> None:
    file = io.BytesIO()
    noise((640, 480)).save(file, "JPEG", quality=100, restart_marker_blocks=1)
    assert len(re.findall(rb"\xff[\xd0-\xd7]", file.getvalue())) > 1000
    assert not has_too_many_parts(file.getvalue(), "JPEG")


@pytest.mark.parametrize(
    "broken", [b"", b"\xff", b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\x00", b"\xff\xd8\xff\xda\x00\x00" * 9]
)
def test_broken_files_are_left_to_the_decoder(broken: bytes) -> None:
    assert not has_too_many_parts(broken, "JPEG")


@pytest.mark.parametrize("parts", [b"\xff\xe5\x00\x02" * (MAX_SEGMENTS + 1), b"\xff" * 2 * MAX_FILL_BYTES])
def test_what_is_read_piece_by_piece_has_a_limit(parts: bytes) -> None:
    whole = encoded(noise(), "JPEG")
    assert not has_too_many_parts(whole, "JPEG")
    assert has_too_many_parts(whole[:2] + parts + whole[2:], "JPEG")


def test_twenty_megabytes_of_metadata_are_read() -> None:
    whole = encoded(noise(), "JPEG")
    assert not has_too_many_parts(whole[:2] + (b"\xff\xe1\xff\xff" + b"\xff" * 65533) * 300 + whole[2:], "JPEG")


def with_chunks(count: int) -> bytes:
    whole = encoded(plain())
    return whole[:33] + png_chunk(b"juNk", b"") * count + whole[33:]


def with_blocks(count: int) -> bytes:
    whole = encoded(plain(), "GIF")
    frame = whole.index(b",\x00\x00\x00\x00")
    return whole[:frame] + b"!\xf0" + b"\x01x" * count + b"\x00" + whole[frame:]


def with_strips(count: int) -> bytes:
    """A TIFF of two rows whose strips are read over and over."""
    sides = [(256, 4, 1, 40), (257, 4, 1, 40), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1)]
    strips = [(273, 4, count, -1), (277, 3, 1, 1), (278, 4, 1, 1), (279, 4, count, -1)]
    return tiff(sides + strips, (100).to_bytes(4, "little") * count)


@pytest.mark.parametrize(("kind", "of"), [("PNG", with_chunks), ("GIF", with_blocks), ("TIFF", with_strips)])
def test_other_kinds_have_a_limit_too(kind: str, of: Callable[[int], bytes]) -> None:
    """1.6 million empty chunks, 19 MB, took a decoder 4.1 s."""
    assert open_picture(of(10)).size
    assert not has_too_many_parts(of(MAX_PARTS // 2), kind)
    with pytest.raises(UnreadablePicture, match=f"The {kind} is in so many parts") as refusal:
        open_picture(of(MAX_PARTS + 1))
    assert refusal.value.fault == "parts"


def test_a_png_has_few_profiles() -> None:
    """15,000 of a kilobyte each, 15 MB, are as many megabytes to unpack."""
    whole, profile = encoded(plain()), png_chunk(b"iCCP", b"a\x00\x00" + zlib.compress(bytes(1000)))
    assert not has_too_many_parts(whole[:33] + profile * MAX_PROFILES + whole[33:], "PNG")
    with pytest.raises(UnreadablePicture, match="so many parts"):
        open_picture(whole[:33] + profile * (MAX_PROFILES + 1) + whole[33:])


def packed_bmp(side: int) -> bytes:
    """A BMP whose lines are one pixel and an end of line: Pillow fills each pixel by pixel."""
    lines = b"\x01\x00\x00\x00" * side
    palette = bytes(1024)
    sizes = struct.pack("<IiiHHIIiiII", 40, side, side, 1, 8, 1, len(lines), 0, 0, 256, 0)
    start = 14 + len(sizes) + len(palette)
    return b"BM" + struct.pack("<IHHI", start + len(lines), 0, 0, start) + sizes + palette + lines


def test_a_packed_bmp_has_fewer_pixels_than_others() -> None:
    """6300 x 6300 px in 30 KB took 5 s."""
    assert open_picture(packed_bmp(64)).size == (64, 64)
    with pytest.raises(UnreadablePicture, match="so many parts"):
        open_picture(packed_bmp(6300))
    assert not has_too_many_parts(encoded(plain(size=(4000, 3000)), "BMP"), "BMP")


def test_a_bmp_of_os_2_is_read_whatever_its_colours() -> None:
    """Its header is 12 bytes, so colours stand where a longer one says how it is packed."""
    sizes = struct.pack("<IHHHH", 12, 64, 64, 1, 8)
    palette = b"\x00\x00\x00\x00\x01\x00\x00\x00" + b"\xff" * 760  # black, the darkest green, black
    start = 14 + len(sizes) + len(palette)
    whole = b"BM" + struct.pack("<IHHI", start + 4096, 0, 0, start) + sizes + palette + bytes(4096)
    assert whole[30:34] == b"\x01\x00\x00\x00"
    assert open_picture(whole).size == (64, 64)


@pytest.mark.parametrize("kind", ["PNG", "GIF", "TIFF", "BMP"])
def test_what_lies_behind_the_picture_is_not_counted(kind: str) -> None:
    whole = encoded(noise(), kind) + bytes(3 * MAX_PARTS)
    assert not has_too_many_parts(whole, kind)
    assert open_picture(whole).size == noise().size


@pytest.mark.parametrize("start", [b"\x89PNG\r\n\x1a\n", b"GIF89a", b"II*\x00", b"MM\x00+", b"II+\x00\xff"])
@pytest.mark.parametrize("rest", [b"", b"\x00", b"\xff" * 30, b"!" * 30, b"\x08\x00\x00\x00\x00"])
def test_files_that_are_cut_off_are_left_to_the_decoder(start: bytes, rest: bytes) -> None:
    assert not any(has_too_many_parts(start + rest, kind) for kind in ("PNG", "GIF", "TIFF", "BMP"))
