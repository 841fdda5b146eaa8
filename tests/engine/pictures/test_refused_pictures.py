"""engine.pictures.images: what is no picture, damaged, too large, too small or too narrow is refused by name."""

from __future__ import annotations

import contextlib
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import PictureTooLarge, PictureTooNarrow, PictureTooSmall, UnreadablePicture, UnusablePicture
from engine.pictures.images import (
    MAX_PIXELS,
    MAX_RATIO,
    MIN_SIDE,
    open_picture,
)
from tests.support.drawn import encoded, noise, plain


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"])
@pytest.mark.parametrize("share", [0.3, 0.6])
def test_cut_off_file_is_named_as_damaged(kind, share):
    data = encoded(noise(), kind)
    with pytest.raises(UnreadablePicture) as refusal:
        open_picture(data[: int(len(data) * share)])
    assert refusal.value.fault == "damaged"
    assert refusal.value.kind.upper() == kind


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "PostScript"),
        (b'<?xml version="1.0"?><svg width="64" height="64"/>', "SVG"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"hello", "text"),
        (b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41", "video"),
        (b"\x80\x81\x82\x83", ""),
    ],
)
def test_other_file_is_named_by_its_kind(data, kind):
    with pytest.raises(UnreadablePicture) as refusal:
        open_picture(data)
    assert (refusal.value.kind, refusal.value.fault) == (kind, "kind")


def test_format_outside_the_list_is_refused():
    for kind in ("PPM", "TGA", "ICO", "PCX", "EPS", "JPEG2000"):
        with pytest.raises(UnreadablePicture):
            open_picture(encoded(plain(), kind))


def test_size_is_refused_from_the_header_alone():
    png = encoded(plain())
    header = png[:16] + struct.pack(">II", 8000, 8000) + png[24:33]
    header = header[:29] + struct.pack(">I", zlib.crc32(header[12:29])) + png[33:]
    with pytest.raises(PictureTooLarge) as refusal:
        open_picture(header)
    assert (refusal.value.width, refusal.value.height, refusal.value.limit) == (8000, 8000, MAX_PIXELS)
    assert "8000 × 8000 px" in str(refusal.value)


def test_small_and_narrow_pictures_are_refused_with_the_facts():
    with pytest.raises(PictureTooSmall) as small:
        open_picture(encoded(plain(size=(100, MIN_SIDE - 1))))
    assert (small.value.width, small.value.height, small.value.limit) == (100, 31, MIN_SIDE)
    with pytest.raises(PictureTooNarrow) as narrow:
        open_picture(encoded(plain(size=(MIN_SIDE, MIN_SIDE * MAX_RATIO + 1))))
    assert (narrow.value.width, narrow.value.height, narrow.value.limit) == (32, 641, MAX_RATIO)


def test_smallest_and_narrowest_pictures_are_accepted():
    assert open_picture(encoded(plain(size=(32, 32)))).size == (32, 32)
    assert open_picture(encoded(plain(size=(640, 32))), max_edge=100).size == (640, 32)


def test_facts_make_the_same_error_again():
    error = PictureTooSmall("too small", width=3, height=4, limit=32)
    again = PictureTooSmall(str(error), **error.facts)
    assert (str(again), again.facts) == (str(error), error.facts)


@given(st.binary(max_size=400))
def test_any_bytes_give_a_named_error(data):
    with pytest.raises(UnusablePicture):
        open_picture(data)


@given(
    st.sampled_from(["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"]),
    st.integers(0, 2**31),
    st.binary(min_size=1, max_size=8),
)
@settings(max_examples=150, deadline=None)
def test_overwritten_bytes_give_a_picture_or_a_named_error(kind, place, junk):
    data = bytearray(encoded(noise((64, 48)), kind))
    start = place % len(data)
    data[start : start + len(junk)] = junk
    with contextlib.suppress(UnusablePicture):
        assert open_picture(bytes(data), max_edge=256).mode == "RGB"
