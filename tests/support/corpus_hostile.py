"""The hostile half of the corpus: cut off, overwritten, far too large, misnamed, or no pictures at all."""

from __future__ import annotations

import gzip
import io
import json
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator

from tests.support.corpus_kit import (
    ANY,
    HEIGHT,
    OK,
    TOO_LARGE,
    UNREADABLE,
    WIDTH,
    CorpusFile,
    entry,
    noise,
    plain,
    png,
    png_chunk,
    tiff,
)
from tests.support.drawn import encoded

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "BMP": "bmp", "TIFF": "tiff"}


def damaged() -> Iterator[CorpusFile]:
    """Files cut off at many places, overwritten, doubled, with something behind."""
    for kind, suffix in FORMATS.items():
        whole = encoded(noise(), kind)
        for length in (1, 2, 4, 8, 12, 20, 26, 40):
            yield entry(f"first {length} bytes.{suffix}", whole[:length], UNREADABLE)
        for percent in (5, 10, 25, 50, 75):
            yield entry(f"first {percent} %.{suffix}", whole[: len(whole) * percent // 100], UNREADABLE)
        for percent in (90, 99):
            yield entry(f"first {percent} %.{suffix}", whole[: len(whole) * percent // 100], OK, UNREADABLE)
        yield entry(f"without the last byte.{suffix}", whole[:-1], OK, UNREADABLE)
        yield entry(f"without the first byte.{suffix}", whole[1:], UNREADABLE)
        yield entry(f"twice.{suffix}", whole * 2, OK)
        yield entry(f"with a page behind.{suffix}", whole + b"<html><script>alert(1)</script></html>", OK)
        yield from _overwritten(kind, suffix, whole)
    for name, kind, options in (
        ("progressive.jpg", "JPEG", {"progressive": True}),
        ("lossless.webp", "WEBP", {"lossless": True}),
        ("lzw.tiff", "TIFF", {"compression": "tiff_lzw"}),
        ("deflate.tiff", "TIFF", {"compression": "tiff_adobe_deflate"}),
    ):
        whole = encoded(noise(), kind, **options)
        for percent in (20, 60):
            yield entry(f"first {percent} % of {name}", whole[: len(whole) * percent // 100], UNREADABLE)


def _overwritten(kind: str, suffix: str, whole: bytes) -> Iterator[CorpusFile]:
    chance = random.Random(kind)
    for number in range(4):
        changed = bytearray(whole)
        for _ in range(1 + 6 * number):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        yield entry(f"some bytes changed ({number}).{suffix}", bytes(changed), *ANY)
    for place in (10, 30, len(whole) // 2):
        changed = bytearray(whole)
        changed[place : place + 16] = b"\xff" * 16
        yield entry(f"ones at {place}.{suffix}", bytes(changed), *ANY)


def bombs() -> Iterator[CorpusFile]:
    """Small files that ask for a lot."""
    yield entry("60000 squared.png", png(60000, 60000, 8, 2, b"\x00" * 100), TOO_LARGE)
    yield entry("7000 squared, 1 row.png", png(7000, 7000, 8, 2, b"\x00" * 100), TOO_LARGE)
    yield entry("negative width.png", png(0xFFFFFFFF, 64, 8, 2, b"\x00" * 100), TOO_LARGE, UNREADABLE)
    yield entry("no width.png", png(0, 64, 8, 2, b"\x00"), UNREADABLE, "PictureTooSmall")
    rows = (b"\x00" + bytes(15000 // 8)) * 15000
    yield entry("225 megapixels of nothing.png", png(15000, 15000, 1, 0, rows), TOO_LARGE)
    thirty_million = zlib.compress(bytes(30_000_000), 9)
    row = (b"\x00" + b"\x5a" * WIDTH) * HEIGHT
    yield entry(
        "text bomb.png",
        png(WIDTH, HEIGHT, 8, 0, row, png_chunk(b"zTXt", b"a\x00\x00" + thirty_million)),
        OK,
        UNREADABLE,
    )
    yield entry(
        "profile bomb.png",
        png(WIDTH, HEIGHT, 8, 0, row, png_chunk(b"iCCP", b"a\x00\x00" + thirty_million)),
        OK,
        UNREADABLE,
    )
    yield entry("more pixels than said.png", png(WIDTH, HEIGHT, 8, 0, row + bytes(20_000_000)), OK, UNREADABLE)
    yield entry("fewer pixels than said.png", png(WIDTH, HEIGHT, 8, 0, row[:500]), UNREADABLE)
    yield from _gif_bombs()
    yield from _tiff_bombs()
    jpeg = encoded(noise(), "JPEG")
    at = jpeg.index(b"\xff\xc0") + 5
    yield entry("65000 squared.jpg", jpeg[:at] + struct.pack(">HH", 65000, 65000) + jpeg[at + 4 :], TOO_LARGE)
    yield entry("6000 squared, few.jpg", jpeg[:at] + struct.pack(">HH", 6000, 6000) + jpeg[at + 4 :], UNREADABLE, OK)
    scans = encoded(plain(size=(1000, 1000)), "JPEG", progressive=True)
    last = scans.rindex(b"\xff\xda")
    yield entry("the last scan 40 times.jpg", scans[:last] + scans[last:-2] * 40 + b"\xff\xd9", OK, UNREADABLE)
    for width, height in ((100000, 100000), (6400, 6400), (-96, 64), (96, -(2**31))):
        bmp = encoded(plain(), "BMP")
        yield entry(
            f"{width} x {height}.bmp", bmp[:18] + struct.pack("<ii", width, height) + bmp[26:], TOO_LARGE, *ANY[:2]
        )
    canvas = b"VP8X" + struct.pack("<I", 10) + b"\x00" * 4 + b"\xfe\x3f\x00" * 2
    yield entry(
        "16383 squared.webp", b"RIFF" + struct.pack("<I", 4 + len(canvas)) + b"WEBP" + canvas, TOO_LARGE, UNREADABLE
    )


def _gif_bombs() -> Iterator[CorpusFile]:
    gif = encoded(plain(), "GIF")
    yield entry("screen of 65535 squared.gif", gif[:6] + b"\xff\xff\xff\xff" + gif[10:], TOO_LARGE)
    yield entry("screen of nothing.gif", gif[:6] + b"\x00\x00\x00\x00" + gif[10:], *ANY)
    frame = gif.index(b",\x00\x00\x00\x00") + 5
    yield entry("frame of 65535 squared.gif", gif[:frame] + b"\xff\xff\xff\xff" + gif[frame + 4 :], TOO_LARGE)
    yield entry("no frame.gif", gif[: frame - 5] + b";", UNREADABLE)


def _tiff_bombs() -> Iterator[CorpusFile]:
    sides = [(256, 4, 1, 60000), (257, 4, 1, 60000), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1)]
    strip = [(273, 4, 1, -1), (277, 3, 1, 1), (278, 4, 1, 60000), (279, 4, 1, 100)]
    yield entry("60000 squared.tiff", tiff(sides + strip, bytes(100)), TOO_LARGE)
    small = [(256, 4, 1, WIDTH), (257, 4, 1, HEIGHT), *sides[2:]]
    yield entry("a billion strips.tiff", tiff([*small, (273, 4, 2**30, -1), *strip[1:]], bytes(100)), UNREADABLE)
    yield entry("no pixels.tiff", tiff(small), UNREADABLE)
    yield entry("a directory after itself.tiff", tiff(small + strip, bytes(WIDTH * HEIGHT), next_ifd=8), OK, UNREADABLE)
    yield entry("a strip far away.tiff", tiff([*small, (273, 4, 1, 2**31), *strip[1:]], b""), UNREADABLE)
    yield entry("unknown compression.tiff", tiff([*small[:3], (259, 3, 1, 4711), small[4], *strip], b""), UNREADABLE)


def wrong_suffixes() -> Iterator[CorpusFile]:
    """Pictures under another format's name: what counts is what they are."""
    for kind, name in (("JPEG", "photo.png"), ("PNG", "photo.jpg"), ("GIF", "photo.jpeg"), ("WEBP", "photo.png")):
        yield entry(f"really {kind}, {name}", encoded(plain(), kind), OK)
    for kind, name in (("BMP", "photo.gif"), ("TIFF", "photo.jpg"), ("PNG", "no suffix"), ("JPEG", "movie.mp4")):
        yield entry(f"really {kind}, {name}", encoded(plain(), kind), OK)


def other_kinds() -> Iterator[CorpusFile]:
    """What is no picture, or none of an accepted kind."""
    for kind in ("PPM", "TGA", "ICO", "PCX", "EPS", "PDF", "JPEG2000", "SGI", "IM", "DDS", "ICNS"):
        yield entry(f"another format.{kind.lower()}", encoded(plain(size=(128, 128)), kind), UNREADABLE)
        yield entry(f"really {kind}.jpg", encoded(plain(size=(128, 128)), kind), UNREADABLE)
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as archive:
        archive.writestr("photo.jpg", encoded(plain(), "JPEG"))
    chance = random.Random(7)
    svg = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"/>'
    for name, content in (
        ("empty.jpg", b""),
        ("one byte.png", b"\x00"),
        ("spaces.jpg", b" " * 1000),
        ("noughts.png", bytes(100_000)),
        ("ones.webp", b"\xff" * 100_000),
        ("junk.jpg", chance.randbytes(10_000)),
        ("letter.txt", b"Dear bot, please paint me.\n"),
        ("chinese.txt", "请画我".encode()),
        ("utf-16.txt", "paint me".encode("utf-16")),
        ("page.html", b"<!DOCTYPE html><html><body>404</body></html>"),
        ("page as photo.jpg", b"<html><head><title>502 Bad Gateway</title></head></html>"),
        ("drawing.svg", svg),
        ("drawing.svgz", gzip.compress(svg)),
        ("sticker.tgs", gzip.compress(json.dumps({"v": "5.5.2", "layers": []}).encode())),
        ("answer.json", b'{"ok": false}'),
        ("album.zip", box.getvalue()),
        ("clip.mp4", b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + bytes(500)),
        ("clip.mov", b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  " + bytes(500)),
        ("sticker.webm", b"\x1aE\xdf\xa3" + bytes(500)),
        ("clip.avi", b"RIFF\x00\x10\x00\x00AVI LIST" + bytes(500)),
        ("song.wav", b"RIFF\x00\x10\x00\x00WAVEfmt " + bytes(500)),
        ("song.mp3", b"ID3\x04" + bytes(500)),
        ("voice.ogg", b"OggS" + bytes(500)),
        ("program.exe", b"MZ\x90\x00" + bytes(500)),
        ("program", b"\x7fELF\x02\x01\x01" + bytes(500)),
        ("script.sh", b"#!/bin/sh\nrm -rf /\n"),
        ("object.pickle", b"\x80\x04\x95\x1b\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94."),
        ("hollow.heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(500)),
        ("hollow.avif", b"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1avif" + bytes(500)),
        ("only a name.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"),
        ("only an end.jpg", b"\xff\xd8\xff\xd9"),
        ("only a header.webp", b"RIFF\x04\x00\x00\x00WEBP"),
        ("layers.psd", b"8BPS\x00\x01" + bytes(6) + struct.pack(">HIIHH", 3, 64, 64, 8, 3) + bytes(500)),
    ):
        yield entry(name, content, UNREADABLE)
