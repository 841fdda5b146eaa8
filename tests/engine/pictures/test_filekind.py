"""engine.pictures.filekind: what a file seems to be, by its first bytes."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engine.pictures.filekind import kind_of


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WebP", "GIF", "BMP", "TIFF", "PDF"])
def test_what_pillow_writes_is_known(kind):
    file = io.BytesIO()
    Image.new("RGB", (64, 64)).save(file, kind.upper())
    assert kind_of(file.getvalue()) == kind


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"", "empty"),
        (b"RIFF\x00\x00\x00\x00AVI ", "video"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "HEIC"),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic", "HEIC"),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00avifmif1", "AVIF"),
        (b"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1", "AVIF"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isom", "video"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"  <SVG width='3'>", "SVG"),
        (b"<HTML>", "web page"),
        ("画".encode(), "text"),
        (b"\xff\xfe\x00", ""),
    ],
)
def test_first_bytes_tell_the_kind(start, kind):
    assert kind_of(start) == kind


@given(st.binary(max_size=64))
def test_any_bytes_have_a_kind_or_none(start):
    assert isinstance(kind_of(start), str)
